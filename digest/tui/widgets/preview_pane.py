"""The preview: the text of one format, scrolled to the pick under the cursor."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.scrollbar import ScrollTo
from textual.widgets import Static


class PreviewPane(VerticalScroll, can_focus=False):
    """Follows the cursor of the list; the wheel may go elsewhere until it moves on."""

    def __init__(self) -> None:
        super().__init__(id="preview")
        # A reference, no query: Textual also sends a layout to a pane that is being removed.
        self._text = Static(id="preview-text", markup=False)
        self._content = Content("")
        self._place = 0
        self._follows = False

    def compose(self) -> ComposeResult:
        yield self._text

    def on_mount(self) -> None:
        # A new text, and a scrollbar that comes with it, are laid out later: only then can its lines be reached.
        self.watch(self, "virtual_size", self._follow_later, init=False)

    @on(events.MouseScrollUp)
    @on(events.MouseScrollDown)
    @on(ScrollTo)
    def let_go(self) -> None:
        """Somebody looks elsewhere."""
        self._follows = False

    def show(self, content: Content, place: int) -> None:
        """Show a text; `place` is the character that is to be seen."""
        self._follows = self._follows or place != self._place
        self._content, self._place = content, place
        self._text.update(content)
        self._follow_later()

    def go(self, place: int) -> None:
        """Bring a character of the text into view."""
        self._place, self._follows = place, True
        self._follow()

    def _follow_later(self) -> None:
        self.call_after_refresh(self._follow)

    def _follow(self) -> None:
        width = self._text.content_size.width
        if self._follows and width and self._place <= len(self._content.plain):
            lines = self._content[: self._place].wrap(width) if self._place else []
            self.scroll_to(y=max(0, len(lines) - 1), animate=False)
