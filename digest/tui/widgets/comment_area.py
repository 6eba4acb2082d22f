"""Where the curator's words are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import TextArea


class CommentArea(TextArea):
    """Escape and Ctrl-S end the writing, and so does a click elsewhere; everything else types, Tab excepted."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,ctrl+s", "finish", ""), ("tab,shift+tab", "refuse", "")]

    _opened: Callable[[], None] | None = None

    class Finished(Message):
        """The curator has ended this editing."""

    class Refused(Message):
        """Tab was pressed: there is no other field, and a tab in Markdown would begin a block of code."""

    def focus_then(self, opened: Callable[[], None]) -> None:
        """Take the focus and call `opened` once it is here: keys that come before would go elsewhere."""
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
        """A terminal that loses the focus gives it back; whoever clicks elsewhere in it has finished."""
        if self.app.app_focus and self.screen.is_current and not self.read_only:
            self.action_finish()
