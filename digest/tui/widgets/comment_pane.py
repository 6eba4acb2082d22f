"""The comment beside the text: a line with word count and state of saving, and the words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content

from digest.config.language import tell
from digest.domain.goals import length_told
from digest.domain.message import msg
from digest.tui.widgets.lines import OneLine

if TYPE_CHECKING:
    from digest.tui.widgets.comment_area import CommentArea


class CommentPane(Vertical):
    """Shown if there is a pick; written in only after `begin`."""

    def __init__(self) -> None:
        super().__init__(id="comment")
        self._state = self._others = ""
        # The text, state and others that the line tells of.
        self._told: tuple[str, str, str] | None = None
        self._area: CommentArea | None = None

    def compose(self):  # type: ignore[no-untyped-def]  # see ReadingPane
        yield OneLine(id="comment-rule")

    def on_mount(self) -> None:
        self.display = False

    @property
    def area(self) -> CommentArea:
        """The field, made for the first comment: it is costly, and the list comes first."""
        if self._area is None:
            from digest.tui.widgets.comment_area import CommentArea

            self._area = CommentArea(id="comment-area", soft_wrap=True, tab_behavior="focus", read_only=True)
            self._area.can_focus = False
            self.mount(self._area)
        return self._area

    def get_ready(self) -> None:
        """Make the field, and the line of an empty comment, while nobody waits for them; see `area`.

        By then somebody may be writing: the state of saving stays.
        """
        self.say_state(self._state)

    @property
    def is_writing(self) -> bool:
        return self._area is not None and not self._area.read_only

    def show(self, comment: str | None, others: str = "") -> None:
        """Show a pick's comment, or hide the pane without a pick; an open text is never touched.

        `others` says who else is at work on that pick.
        """
        if self.is_writing:
            return
        self.display = comment is not None
        if comment is None:
            return
        if self.area.text != comment:
            self.area.load_text(comment)
        self._others = others
        self.say_state("")

    def begin(self, comment: str, opened: Callable[[], None]) -> None:
        """Open the pane for writing, cursor at the end; `opened` is called once it has the focus."""
        self.display = True
        self.area.load_text(comment)
        self.area.read_only = False
        self.area.can_focus = True
        self.area.move_cursor(self.area.document.end)
        self.area.focus_then(opened)
        self.say_state("")

    def end(self) -> str:
        """Close for writing; returns the text."""
        self.area.read_only = True
        self.area.can_focus = False
        return self.area.text

    def say_others(self, words: str) -> None:
        """Say who else is at work on the pick."""
        if words != self._others:
            self._others = words
            self.say_state(self._state)

    def say_state(self, state: str) -> None:
        """Show whether the text is saved; the count of words, and who else writes there, always."""
        self._state = state
        before, self._told = self._told, (self.area.text, state, self._others)
        if before == self._told:
            return
        parts = [tell(msg("Comment")), tell(length_told("comment", self.area.text)), state, self._others]
        self.query_one("#comment-rule", OneLine).update(Content("── " + " ─ ".join(filter(None, parts)) + " ──"))
