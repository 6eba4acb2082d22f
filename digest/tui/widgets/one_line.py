"""A line whose words change all the time, and whose size never does."""

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
