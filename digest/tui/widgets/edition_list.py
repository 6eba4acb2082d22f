"""The edition as a list of title, intro, sections with picks, outro; picks can be dragged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from digest.tui.widgets.cells import fit

Kind = Literal["field", "heading", "pick", "gap"]

CURSOR, PROBLEM = "▌", "!"
_NUMBER = 4


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One line; `key` is a pick's id, "title", "intro", "outro", or empty for no action.

    `label` is the number of a pick or the name of a field; `remark` is at the right end ("24 words"). `problem` is
    "error" or "warning" if the check has a remark. `faint`: nothing is written there yet.
    """

    kind: Kind
    key: str = ""
    label: str = ""
    text: str = ""
    remark: str = ""
    problem: str = ""
    faint: bool = False


_GAP_LINE = EditionLine("gap")


class EditionList(ScrollView, can_focus=True, inherit_bindings=False):
    """A cursor on what can be edited. Binds no keys, as EntryList does not."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "edition-list--heading",
        "edition-list--label",
        "edition-list--remark",
        "edition-list--error",
        "edition-list--warning",
        "edition-list--faint",
        "edition-list--cursor",
        "edition-list--dragged",
    }

    class Opened(Message):
        """A double click on a line."""

    class Highlighted(Message):
        """The cursor stands on another line."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Dragged(Message):
        """A pick was let go `by` lines further down (or up) in its section."""

        def __init__(self, key: str, by: int) -> None:
            super().__init__()
            self.key = key
            self.by = by

    def __init__(self) -> None:
        super().__init__(id="edition-list")
        self._given: tuple[EditionLine, ...] = ()
        self._lines: list[EditionLine] = []
        self._cursor = 0
        self._label_room = 0
        self._drag: tuple[str, int] | None = None
        self._clicked = ""

    # The cursor

    @property
    def key(self) -> str:
        """The key of the cursor's line; empty in an empty list."""
        return self._lines[self._cursor].key if self._cursor < len(self._lines) else ""

    def select(self, key: str) -> bool:
        """Put the cursor on a line; False if it does not exist."""
        for index, line in enumerate(self._lines):
            if line.key == key and key:
                self._move_to(index)
                return True
        return False

    def move_by(self, count: int) -> None:
        """So many lines that can be edited down, or up."""
        places = [index for index, line in enumerate(self._lines) if line.key]
        if places:
            here = places.index(self._cursor) if self._cursor in places else 0
            self._move_to(places[max(0, min(len(places) - 1, here + count))])

    def _move_to(self, index: int) -> None:
        moved = index != self._cursor
        self._cursor = index
        self._show_cursor()
        self.refresh()
        if moved:
            self.post_message(self.Highlighted(self.key))

    def _show_cursor(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        first = self._cursor - 1 if self._cursor and not self._lines[self._cursor - 1].key else self._cursor
        if first < top:
            self.scroll_to(y=0 if first <= 1 else first, animate=False, force=True)
        elif self._cursor >= top + height > 0:
            self.scroll_to(y=self._cursor - height + 1, animate=False, force=True)

    # What is shown

    def show(self, lines: Sequence[EditionLine]) -> None:
        """Show these lines; the cursor stays on its line, or near it."""
        self._given = tuple(lines)
        self._label_room = 2 + max((cell_len(line.label) for line in lines if line.kind == "field"), default=0)
        # What is being dragged stays under the mouse; the new state shows when it is let go.
        if self._drag is None:
            self._lay_out()

    def on_resize(self) -> None:
        if self._drag is None:
            self._lay_out()

    def _lay_out(self) -> None:
        """Put gaps before the sections if there is space for all of them."""
        key, before = self.key, self._cursor
        headings = sum(line.kind == "heading" for line in self._given)
        airy = len(self._given) + headings + 1 <= self.size.height
        lines: list[EditionLine] = []
        for line in self._given:
            if airy and (line.kind == "heading" or (line.key == "outro" and lines)):
                lines.append(_GAP_LINE)
            lines.append(line)
        self._lines = lines
        self.virtual_size = Size(0, len(lines))
        places = [index for index, line in enumerate(lines) if line.key]
        same = next((index for index in places if lines[index].key == key and key), None)
        self._cursor = same if same is not None else min(places, key=lambda place: abs(place - before), default=0)
        if self._lines:
            self._show_cursor()
        self.refresh()
        if self.key != key:
            self.post_message(self.Highlighted(self.key))

    def render_line(self, y: int) -> Strip:
        width, index = self.size.width, y + self.scroll_offset.y
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        return Strip([segment for segment in self._segments(index, width) if segment.text], width)

    def _segments(self, index: int, width: int) -> list[Segment]:
        line = self._lines[index]
        here = index == self._cursor and bool(line.key)
        base = self.rich_style
        names = ["edition-list--heading"] if line.kind == "heading" else []
        if here:
            names = ["edition-list--dragged" if self._drag else "edition-list--cursor"]
        for name in names:
            base = self.get_component_rich_style(name)

        def styled(name: str) -> object:
            return base if here else self.get_component_rich_style(name)

        mark = CURSOR if here else " "
        if line.kind in ("heading", "gap"):
            return [Segment(fit(" " + line.text, width), base)]
        label = fit(line.label.rjust(2), _NUMBER) if line.kind == "pick" else fit(line.label, self._label_room)
        remark = f" {line.remark} " if line.remark else " "
        problem = PROBLEM if line.problem else " "
        room = width - 1 - cell_len(label) - 2 - cell_len(remark)
        faint = "edition-list--faint" if line.faint else ""
        return [
            Segment(mark, base),
            Segment(label, styled("edition-list--label")),  # type: ignore[arg-type]
            Segment(fit(line.text, max(0, room)), styled(faint) if faint else base),  # type: ignore[arg-type]
            Segment(" " + problem, styled(f"edition-list--{line.problem}") if line.problem else base),  # type: ignore[arg-type]
            Segment(remark, styled("edition-list--remark")),  # type: ignore[arg-type]
        ]

    # The mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        index = self._index_at(event)
        if index is None or event.button != 1:
            return
        self.focus()
        self._move_to(index)
        if self._lines[index].kind == "pick":
            self._drag = (self._lines[index].key, index)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """While a pick is dragged it changes places with those of its section that it comes upon."""
        if self._drag is None:
            return
        index = event.y + self.scroll_offset.y
        step = 1 if index > self._cursor else -1
        while self._cursor != index and self._is_pick(self._cursor + step):
            there = self._cursor + step
            self._lines[self._cursor], self._lines[there] = self._lines[there], self._lines[self._cursor]
            self._cursor = there
        self._show_cursor()
        self.refresh()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._drag is None:
            return
        (key, start), self._drag = self._drag, None
        self.release_mouse()
        if self._cursor != start:
            event.stop()
            self.refresh()
            self.post_message(self.Dragged(key, self._cursor - start))
        else:
            self._lay_out()

    def on_click(self, event: events.Click) -> None:
        key = self.key
        if event.chain == 2 and key and key == self._clicked:
            self.post_message(self.Opened())
        self._clicked = key

    def _is_pick(self, index: int) -> bool:
        return 0 <= index < len(self._lines) and self._lines[index].kind == "pick"

    def _index_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        index = offset.y + self.scroll_offset.y
        return index if index < len(self._lines) and self._lines[index].key else None
