"""The field for the curator's comment."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea


class CommentArea(TextArea):
    """Escape, Ctrl-S and a click elsewhere end the editing; all other keys but Tab are text."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,ctrl+s", "finish", ""), ("tab,shift+tab", "refuse", "")]

    _opened: Callable[[], None] | None = None

    class Finished(Message):
        """The curator has ended this editing."""

    class Refused(Message):
        """Tab was pressed: there is no other field, and a tab in Markdown would begin code."""

    def focus_then(self, opened: Callable[[], None]) -> None:
        """Take the focus, then call `opened`: keys that come before would go elsewhere."""
        if not self.is_mounted:
            self._opened = opened
            return
        self.screen.set_focus(self)
        opened()

    def on_mount(self) -> None:
        if self._opened is not None:
            self.screen.set_focus(self)
            self._opened()
            self._opened = None

    def action_finish(self) -> None:
        self.post_message(self.Finished())

    def action_refuse(self) -> None:
        self.post_message(self.Refused())

    def on_blur(self) -> None:
        """A click elsewhere ends the editing; a terminal that loses the focus does not."""
        if self.app.app_focus and self.screen.is_current and not self.read_only:
            self.action_finish()
