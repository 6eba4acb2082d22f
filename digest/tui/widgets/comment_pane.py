"""The curator's comment beside the text: a rule with the count of words and what is saved, and the words."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from digest.config.language import tell
from digest.domain.message import msg, nmsg
from digest.domain.text import count_words


class CommentArea(TextArea):
    """Escape and Ctrl-S end the writing, and so do Tab and a click elsewhere; everything else types."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,ctrl+s,tab,shift+tab", "finish", "")]

    class Finished(Message):
        """The curator has ended this editing."""

    def action_finish(self) -> None:
        self.post_message(self.Finished())

    def on_blur(self) -> None:
        """A terminal that loses the focus gives it back; whoever clicks elsewhere in it has finished."""
        if self.app.app_focus and self.screen.is_current and not self.read_only:
            self.action_finish()


class CommentPane(Vertical):
    """Shown where there is a pick; written in only after `begin`."""

    def __init__(self) -> None:
        super().__init__(id="comment")
        self._state = ""

    def compose(self):  # type: ignore[no-untyped-def]  # see ReadingPane
        yield Static(id="comment-rule", markup=False)
        area = CommentArea(id="comment-area", soft_wrap=True, tab_behavior="focus", read_only=True)
        area.can_focus = False
        yield area

    def on_mount(self) -> None:
        self.display = False

    @property
    def area(self) -> CommentArea:
        return self.query_one(CommentArea)

    @property
    def is_writing(self) -> bool:
        return not self.area.read_only

    def show(self, comment: str | None) -> None:
        """Show a pick's comment, or hide the pane for an entry without a pick. Never touches what is being written."""
        if self.is_writing:
            return
        self.display = comment is not None
        if comment is not None and self.area.text != comment:
            self.area.load_text(comment)
        self.say_state("")

    def begin(self, comment: str) -> None:
        """Open the pane for writing, the cursor at the end."""
        self.display = True
        self.area.load_text(comment)
        self.area.read_only = False
        self.area.can_focus = True
        self.area.focus()
        self.area.move_cursor(self.area.document.end)
        self.say_state("")

    def end(self) -> str:
        """Close for writing; returns the text."""
        self.area.read_only = True
        self.area.can_focus = False
        return self.area.text

    def say_state(self, state: str) -> None:
        """Show whether the text is saved; the count of words always."""
        self._state = state or self._state
        words = tell(nmsg("{n} word", "{n} words", count_words(self.area.text)))
        parts = [tell(msg("Comment")), words] + ([state] if state else [])
        self.query_one("#comment-rule", Static).update(Content("── " + " ─ ".join(parts) + " ──"))
