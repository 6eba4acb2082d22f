"""Words that change all the time, of a size that never does, or hardly ever."""

from __future__ import annotations

from textual.content import Content
from textual.visual import VisualType
from textual.widgets import Static


class OneLine(Static):
    """Its height stands in the styles, so that new words repaint it and nothing else.

    Textual's own would have the whole screen laid out anew, which takes as long as ten lines of a list; while feeds
    come in that is several times a second.
    """

    def __init__(self, *, id: str, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes, markup=False)
        self._words = Content("")

    def update(self, content: VisualType = "", *, layout: bool = False) -> None:
        """Show other words; the same ones cost nothing."""
        words = content if isinstance(content, Content) else Content(str(content))
        if layout or not words.is_same(self._words):
            self._words = words
            super().update(words, layout=layout)


class SomeLines(Static):
    """Words as high as they need; only another height has the screen laid out anew."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, markup=False)
        # Cells from left to right and the lines that the words needed there.
        self._needed = (0, 0)

    def update(self, content: VisualType = "", *, layout: bool = False) -> None:
        """Show other words."""
        super().update(content, layout=layout)
        width = self.content_size.width
        needed = (width, self.get_content_height(self.container_size, self.screen.size, width) if width else 0)
        if needed != self._needed or not width:
            self._needed = needed
            self.refresh(layout=True)
