"""Lines that repaint nothing else: words of a fixed size, and lists that paint their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
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


class LineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Binds no keys: the command catalogue calls the movements. Paints text, never markup.

    A component class `PREFIX--kind` gives the style of each kind of line; `HEAD` lines at the top stay where they are.
    """

    ALLOW_SELECT = False
    PREFIX: ClassVar[str]
    HEAD: ClassVar[int] = 0

    def style_of(self, kind: str) -> Style:
        """The style of a kind of line."""
        name = f"{self.PREFIX}--{kind}"
        # The visual style blends colours but forgets reverse (Textual 8.2), which the text style still has.
        return self.get_visual_style(name).rich_style + self.get_component_styles(name).text_style

    def strip_of(self, cells: str, kind: str, width: int) -> Strip:
        """A line of one style, exactly so wide, made of what `cells` has made harmless.

        It is not made so once more: of the spaces between two columns, beside an emoji, only one would be left.
        """
        style = self.style_of(kind)
        return Strip([Segment(cells, style)]).adjust_cell_length(width, style)

    def hold_lines(self, lines: int, changed: Iterable[int] | None = None) -> None:
        """Set the number of lines, the head included; repaint the `changed` ones, or all if None.

        The whole screen is laid out and painted anew only if the scrollbar comes or goes: in Textual (8.2) each new
        `virtual_size` does that, which takes several times as long as these lines. The height must not depend on them.
        """
        room = self.container_size.height
        if not (self.is_running and room) or (lines > room) != self.show_vertical_scrollbar:
            self.virtual_size = Size(0, lines)
            self.refresh()
            return
        if lines != self.virtual_size.height:
            self.set_reactive(LineList.virtual_size, Size(0, lines))
            if self.show_vertical_scrollbar:
                self.vertical_scrollbar.window_virtual_size = lines
            if self.scroll_y > self.max_scroll_y:
                self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True, force=True)
        if changed is None:
            self.refresh()
        else:
            self.repaint_lines(changed)

    def repaint_lines(self, indices: Iterable[int]) -> None:
        """Repaint those of these lines that are on the screen, neighbours together; they ascend."""
        top, width = self.scroll_offset.y, self.region.width
        seen = range(top, top + self.size.height - self.HEAD)
        runs: list[list[int]] = []
        for index in indices:
            if index not in seen:
                continue
            if runs and runs[-1][1] == index:
                runs[-1][1] = index + 1
            else:
                runs.append([index, index + 1])
        for first, end in runs:
            self.refresh(Region(0, self.HEAD + first - top, width, end - first))

    def repaint_line(self, index: int) -> None:
        """Repaint this line, counted below the head, if it is on the screen; no other is touched."""
        if self.is_in_view(index):
            self.refresh(Region(0, self.HEAD + index - self.scroll_offset.y, self.region.width, 1))

    def is_in_view(self, index: int) -> bool:
        """True if this line, counted below the head, is on the screen."""
        return 0 <= index - self.scroll_offset.y < self.size.height - self.HEAD

    def show_line(self, index: int) -> None:
        """Scroll until the line with this number, counted below the head, is on the screen."""
        height, top = self.size.height - self.HEAD, self.scroll_offset.y
        if height > 0 and not self.is_in_view(index):
            self.scroll_to_line(index if index < top else index - height + 1)

    def scroll_to_line(self, index: int) -> None:
        """Scroll until the line with this number is the first below the head."""
        # Forced: right after the number of lines has changed, Textual has not yet decided whether this can be scrolled.
        if self.is_running:
            self.scroll_to(y=max(0, index), animate=False, immediate=True, force=True)
