"""Collect all garbage while no key is pressed, as it takes several frames; new one early."""

from __future__ import annotations

import gc
from time import monotonic
from typing import TYPE_CHECKING

from textual.timer import Timer

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

#: Objects made since the last collection. From `_SOME` on a full collection is worth it, once no key comes; from `_FEW`
#: on one of the new objects, even while somebody types (2 to 3 ms). Without it an hour of reading grows by tens of
#: megabytes.
_SOME, _FEW = 10_000, 4_000


class GcPauses:
    """From `start` to `stop` Python does not collect by itself, which stops every thread."""

    def __init__(self, app: Program, some: int = _SOME, few: int = _FEW) -> None:
        self._app = app
        self._some, self._few = some, few
        self._timer: Timer | None = None
        self._looked_at = 0

    def start(self) -> None:
        """Take over collecting; objects of the start are frozen, so that none goes through them."""
        gc.disable()
        gc.freeze()
        self._timer = self._app.set_interval(self._app.timings.garbage, self._look)

    def stop(self) -> None:
        """Leave it to Python again."""
        if self._timer is not None:
            self._timer.stop()
            gc.unfreeze()
            gc.enable()

    def _look(self) -> None:
        made = gc.get_count()[0]
        is_calm = monotonic() - self._app.key_queue.last >= self._app.timings.rest
        if is_calm and self._looked_at + made > self._some:
            gc.collect()
            self._looked_at = 0
        elif made > self._few:
            gc.collect(0)
            self._looked_at += made
