"""Changes from outside (cron, the command line, a second interface) are noticed by asking for the library's stamp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.query import LibraryStamp
from digest.tui.messages import LibraryChanged

if TYPE_CHECKING:
    from digest.tui.app import DigestApp

#: Seconds between two looks; what others do must show within two.
RHYTHM = 1.0


class Watching:
    """Posts LibraryChanged to the screen whenever the stamp is another than the last one seen."""

    def __init__(self, app: DigestApp) -> None:
        self._app = app
        self._stamp: LibraryStamp | None = None
        self._asking = False

    def start(self) -> None:
        """Look now and then again and again."""
        self._look()
        self._app.set_interval(RHYTHM, self._look)

    def _look(self) -> None:
        if not self._asking:
            self._asking = True
            self._app.library.ask(self._app.core.store.stamp, self._compare)

    def _compare(self, stamp: LibraryStamp) -> None:
        self._asking = False
        before, self._stamp = self._stamp, stamp
        if before is not None and before != stamp:
            for screen in self._app.screen_stack:
                screen.post_message(LibraryChanged())
