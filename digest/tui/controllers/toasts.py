"""Toasts: those that have been read make room for the next, and none is there twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from textual.notifications import Notification
from textual.widget import Widget

from digest.config.language import tell
from digest.domain.errors import DigestError, EditionClosed
from digest.domain.message import Message, msg
from digest.tui.widgets.cells import cell_lines

if TYPE_CHECKING:
    from digest.tui.app import DigestApp


#: Errors stay longer than what is merely said.
_ERROR_SECONDS = 10


def say(app: DigestApp, messages: Iterable[Message]) -> None:
    """Say something in place of what was said before; errors stay for their time."""
    _take_away(app, lambda said: said.severity == "information")
    app.notify(cell_lines("\n".join(map(tell, messages))), markup=False)


def say_error(app: DigestApp, error: DigestError) -> None:
    """What went wrong and the remedy; said again it is not there twice."""
    remedy = error.remedy
    if isinstance(error, EditionClosed):
        remedy = msg("] goes on to the next month. v shows this one; there C makes it a draft again.")
    text = cell_lines(tell(error.message) + ("\n" + tell(remedy) if remedy else ""))
    _take_away(app, lambda said: said.message == text)
    app.notify(text, severity="error", timeout=_ERROR_SECONDS, markup=False)


def _take_away(app: DigestApp, which: Callable[[Notification], bool]) -> None:
    gone = [said for said in app._notifications if which(said)]
    for said in gone:
        app._unnotify(said, refresh=False)
    # Textual would take away the toast alone and leave what holds it in its place.
    for toast in app.screen.query("Toast"):
        if getattr(toast, "_notification", None) in gone and isinstance(toast.parent, Widget):
            toast.parent.remove()
