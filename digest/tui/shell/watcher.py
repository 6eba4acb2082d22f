"""Changes by others (cron, command line, a second interface), noticed by polling the stamp.

The interface's own changes are not reported: each is shown once by its command.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from contextvars import copy_context
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from digest.domain.errors import DigestError
from digest.tui.messages import LibraryAway, LibraryChanged

if TYPE_CHECKING:
    from digest.domain.presence import Presence
    from digest.domain.query import LibraryStamp
    from digest.services.curation.curators import AtWork
    from digest.tui.shell.program import Program

#: Seconds between two looks; what others do must show within two.
RHYTHM = 1.0
#: Seconds after which a look that has no answer yet is shown as such; a database is tried for 20.
_SLOW = 8.0


class _Found(NamedTuple):
    """What a look found."""

    stamp: LibraryStamp
    present: tuple[Presence, ...]
    at_work: AtWork


class Watcher:
    """Posts LibraryChanged to the screens after changes by others since the last poll.

    A look that fails is told once and followed by the next: a folder or server that is away for a moment comes back.
    Until then the top line says so; then what could not be saved is tried again.
    """

    def __init__(self, app: Program) -> None:
        self._app = app
        self._stamp: LibraryStamp | None = None
        self._present: tuple[Presence, ...] = ()
        #: Who else is at work where, as of the last look.
        self.at_work: AtWork = {}
        self._asking = self._failing = self._listens = False
        #: True while the library does not answer.
        self.is_away = False
        self._asked_at = 0.0
        #: How many looks have come to an end.
        self.looks = 0

    def start(self) -> None:
        """Look now and then again and again."""
        self._loop, self._context = asyncio.get_running_loop(), copy_context()
        self._look()
        self._app.set_interval(RHYTHM, self._look)

    def _look(self) -> None:
        if not self._asking:
            self._asking, self._asked_at = True, monotonic()
            self._app.work_queue.ask(self._asked, self._compare)

        elif monotonic() - self._asked_at > _SLOW:
            self._show_away(True)

    def _show_away(self, away: bool) -> None:
        if away != self.is_away:
            self.is_away = away
            for screen in self._app.screen_stack:
                screen.post_message(LibraryAway(away))

    def _asked(self) -> _Found | Exception:
        library = self._app.library
        try:
            if not self._listens:
                self._listens = True
                library.reading.listen(self._heard)
            stamp, present = library.reading.others()
            words = self.at_work if present == self._present else library.curators.at_work(present)
            return _Found(stamp, present, words)
        except Exception as error:  # noqa: BLE001 - a value here, told by `_compare`: the next look must come all the same
            return error

    def _heard(self) -> None:
        """On the thread that listens: look now, not at the next turn."""
        with suppress(RuntimeError):  # the interface is about to end
            self._loop.call_soon_threadsafe(self._look, context=self._context)

    def _compare(self, found: _Found | Exception) -> None:
        self._asking = False
        self.looks += 1
        if isinstance(found, Exception):
            if not self._failing:
                self._tell(found)
            self._failing = True
            self._show_away(True)
            return
        # A look that was long in coming may have waited behind a question that failed.
        is_back, self._failing = self._failing or self.is_away, False
        self._show_away(False)
        before, self._stamp = self._stamp, found.stamp
        others_moved, self._present, self.at_work = found.present != self._present, found.present, found.at_work
        if is_back or others_moved or (before is not None and before != found.stamp):
            for screen in self._app.screen_stack:
                screen.post_message(LibraryChanged())

    def _tell(self, error: Exception) -> None:
        if isinstance(error, DigestError):
            self._app.tell_error(error)
        else:
            self._app.tell_bug(error)
