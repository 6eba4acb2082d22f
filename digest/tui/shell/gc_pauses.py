"""Collect garbage while no key is pressed: with a full list it takes several frames."""

from __future__ import annotations

import gc
from time import monotonic
from typing import TYPE_CHECKING

from textual.timer import Timer

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

#: Seconds between two looks, and how long no key must have come.
RHYTHM, REST = 5.0, 1.0
#: So many more objects than at the last time are worth a look, and so many in the midst of typing, too.
_SOME, _MANY = 10_000, 500_000


class GcPauses:
    """From `start` to `stop` Python does not collect by itself, which stops every thread."""

    def __init__(self, app: Program) -> None:
        self._app = app
        self._timer: Timer | None = None

    def start(self) -> None:
        """Take it over."""
        gc.disable()
        self._timer = self._app.set_interval(RHYTHM, self._look)

    def stop(self) -> None:
        """Leave it to Python again."""
        if self._timer is not None:
            self._timer.stop()
            gc.enable()

    def _look(self) -> None:
        made = gc.get_count()[0]
        if made > (_SOME if monotonic() - self._app.keying.last >= REST else _MANY):
            gc.collect()
