"""The preview: the text of one format, scrolled to the pick under the cursor."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static


class PreviewPane(VerticalScroll, can_focus=False):
    """Follows the cursor of the list; the wheel may go elsewhere until it moves on."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        self._content = Content("")
        self._place = 0

    def compose(self) -> ComposeResult:
        yield Static(id="preview-text", markup=False)

    def show(self, content: Content, place: int) -> None:
        """Show a text; `place` is the character that is to be seen."""
        moved = place != self._place
        self._content, self._place = content, place
        self.query_one(Static).update(content)
        if moved:
            self.call_after_refresh(self._scroll_to_place)

    def go(self, place: int) -> None:
        """Bring a character of the text into view."""
        self._place = place
        self._scroll_to_place()

    def _scroll_to_place(self) -> None:
        width = self.query_one(Static).content_size.width
        if width and self._place <= len(self._content.plain):
            lines = self._content[: self._place].wrap(width) if self._place else []
            self.scroll_to(y=max(0, len(lines) - 1), animate=False)
