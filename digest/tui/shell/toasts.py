"""Toasts: one sentence and one error at a time, only on the screen that they concern."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.notifications import Notification, SeverityLevel
from textual.widget import Widget

from digest.config.language import tell
from digest.domain.errors import DigestError, EditionClosed
from digest.domain.message import Message, msg
from digest.tui.shell.work_screen import WorkScreen
from digest.tui.widgets.cells import cell_lines
from digest.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


#: Seconds that a sentence stays longer for each further line.
_LINE_SECONDS = 1.5


class Toasts:
    """A new sentence replaces the one before, which has been read or no longer matters."""

    def __init__(self, app: Program) -> None:
        self._app = app
        self._said_on: WorkScreen | None = None

    def say(self, messages: Iterable[Message]) -> None:
        """Say something, a line a message; an error stays for its time."""
        lines = [tell(message) for message in messages]
        self._said_on = self._work_screen()
        self._show("\n".join(lines), "information", self._app.timings.said + _LINE_SECONDS * (len(lines) - 1))

    def say_error(self, error: DigestError) -> None:
        """What went wrong and the remedy."""
        remedy = error.remedy
        if isinstance(error, EditionClosed):
            remedy = msg("] goes on to the next month. v shows this one; there C makes it a draft again.")
        self._show(tell(error.message) + ("\n" + tell(remedy) if remedy else ""), "error", self._app.timings.error)

    def leave(self, screen: WorkScreen) -> None:
        """`screen` is shown now: what was said of another goes, but no error, which must be read."""
        if self._said_on is not screen:
            self._take_away(lambda said: said.severity == "information")

    def _show(self, text: str, severity: SeverityLevel, seconds: float) -> None:
        self._take_away(lambda said: said.severity == severity)
        # Not by `notify`, whose message comes later: two in a row would both stay.
        self._app._notifications.add(Notification(cell_lines(text), severity=severity, timeout=seconds, markup=False))
        self.place()
        self._app._refresh_notifications()

    def place(self) -> None:
        """Above the key line if there is only text to read; over it beside fields and lists."""
        screen = self._app.screen
        above = 0
        if isinstance(screen, WorkScreen) and screen.ends_in_text and not self._app.key_queue.is_writing:
            above = screen.query_one(KeyLine).size.height
        for rack in screen.query("ToastRack"):
            rack.styles.margin = (0, 0, above, 0)

    def _work_screen(self) -> WorkScreen | None:
        return next((one for one in reversed(self._app.screen_stack) if isinstance(one, WorkScreen)), None)

    def _take_away(self, which: Callable[[Notification], bool]) -> None:
        gone = [said for said in self._app._notifications if which(said)]
        for said in gone:
            self._app._unnotify(said, refresh=False)
        # Textual would take away the toast alone and leave what holds it in its place.
        for toast in self._app.screen.query("Toast"):
            if getattr(toast, "_notification", None) in gone and isinstance(toast.parent, Widget):
                toast.parent.remove()
