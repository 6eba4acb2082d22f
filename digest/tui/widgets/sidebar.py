"""The views on the left: inbox, saved searches, sections, feeds in folders, with counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from digest.tui.widgets.cells import fit
from digest.tui.widgets.lines import LineList


class View(NamedTuple):
    """A view. `kind`: inbox, shortlist, all, muted, section, feed, folder, saved or search.

    `value` says which one: a category, a feed's id, a folder's path, a saved search's id, words.
    """

    kind: str
    value: str = ""


_INBOX = View("inbox")

# Deeper folders stand below each other: their names need the room.
_INDENT, _DEEPEST = "  ", 4
_FOLDED, _UNFOLDED = "▸ ", "▾ "


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A line of the sidebar: a heading if `view` is None. `mark` precedes the name ("!").

    `depth` is how many folders it is in; a folder may be `folded`.
    """

    name: str
    view: View | None = None
    count: str = ""
    mark: str = ""
    depth: int = 0
    folded: bool = False


class Sidebar(LineList):
    """Choosing a line posts `Chosen`. Only changed counts are repainted, as they change often."""

    PREFIX = "sidebar"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sidebar--heading", "sidebar--line", "sidebar--under-mouse", "sidebar--cursor",
    }  # fmt: skip

    cursor: reactive[int] = reactive(-1, repaint=False, init=False)
    """Number of the line that is highlighted; -1 where none is."""

    class Chosen(Message):
        """A view was chosen by key or mouse."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def __init__(self) -> None:
        super().__init__(id="sidebar")
        self._view_lines: list[ViewLine] = []
        self._under_mouse = -1

    def show(self, lines: Sequence[ViewLine]) -> None:
        """Show these lines; the highlighted view stays the same, on whatever line.

        If it is gone, the inbox is highlighted, or the first view. What the wheel has scrolled out of view is not
        fetched back.
        """
        before, chosen = self._view_lines, self.view
        follows = self.cursor < 0 or self.is_in_view(self.cursor)
        self._view_lines = list(lines)
        pairs = zip_longest(before, lines)
        self.hold_lines(len(lines), (number for number, (one, other) in enumerate(pairs) if one != other))
        places = {line.view: number for number, line in enumerate(lines)}
        first = next((number for number, line in enumerate(lines) if line.view is not None), -1)
        self.cursor = places.get(chosen or _INBOX, places.get(_INBOX, first))
        if follows:
            self.show_line(max(0, self.cursor))

    @property
    def view(self) -> View | None:
        """The view under the highlight."""
        return self.current.view if self.current is not None else None

    @property
    def current(self) -> ViewLine | None:
        """The line under the highlight."""
        return self._view_lines[self.cursor] if 0 <= self.cursor < len(self._view_lines) else None

    @property
    def outer(self) -> ViewLine | None:
        """The line of the folder in which the highlighted one stands."""
        here = self.current
        above = reversed(self._view_lines[: max(0, self.cursor)]) if here is not None and here.depth else ()
        return next((line for line in above if here is not None and line.depth < here.depth), None)

    def highlight(self, view: View) -> None:
        """Highlight the line of a view; without one, as for a search, the highlight stays."""
        places = {line.view: number for number, line in enumerate(self._view_lines)}
        if view in places and places[view] != self.cursor:
            self._go_to(places[view])

    def move_by(self, lines: int) -> None:
        """Move so many views down, up if negative; stops at the ends."""
        if places := [number for number, line in enumerate(self._view_lines) if line.view is not None]:
            here = places.index(self.cursor) if self.cursor in places else 0
            self._go_to(places[max(0, min(len(places) - 1, here + lines))])

    def first(self) -> None:
        """To the first view."""
        self.move_by(-len(self._view_lines))
        self.show_line(0)  # with the heading above it

    def last(self) -> None:
        """To the last view."""
        self.move_by(len(self._view_lines))

    def choose(self) -> None:
        """Post Chosen for the view under the highlight."""
        if self.view is not None:
            self.post_message(self.Chosen(self.view))

    def render_line(self, y: int) -> Strip:
        """The line `y` cells below the top."""
        width, number = self.scrollable_content_region.width, y + self.scroll_offset.y
        if number >= len(self._view_lines):
            return Strip.blank(width, self.style_of("line"))
        line = self._view_lines[number]
        kind = "heading" if line.view is None else "cursor" if number == self.cursor else "line"
        if kind == "line" and number == self._under_mouse:
            kind = "under-mouse"
        return self.strip_of(_line(line, max(10, width - 1)), kind, width)

    def watch_cursor(self, before: int, now: int) -> None:
        """Repaint the two lines concerned."""
        self.repaint_line(before)
        self.repaint_line(now)

    def on_resize(self) -> None:
        """Keep the highlight in view."""
        self.show_line(max(0, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Choose the view that was clicked."""
        number = self._number_at(event)
        if event.button == 1 and 0 <= number < len(self._view_lines) and self._view_lines[number].view is not None:
            event.stop()
            self._go_to(number)
            self.choose()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what a click would choose."""
        self._point_at(self._number_at(event))

    def on_leave(self) -> None:
        """Nothing any more."""
        self._point_at(-1)

    def _number_at(self, event: events.MouseEvent) -> int:
        offset = event.get_content_offset(self)
        return -1 if offset is None else offset.y + self.scroll_offset.y

    def _point_at(self, number: int) -> None:
        before, self._under_mouse = self._under_mouse, number
        if before != number:
            self.repaint_line(before)
            self.repaint_line(number)

    def _go_to(self, number: int) -> None:
        self.cursor = number
        self.show_line(number)


def _line(line: ViewLine, width: int) -> str:
    if line.view is None:
        return fit(line.name, width)
    room = width - cell_len(line.count) - 1
    before = f"{line.mark or ' '} {_INDENT * min(line.depth, _DEEPEST)}"
    if line.view.kind == "folder":
        before += _FOLDED if line.folded else _UNFOLDED
    return f"{before}{fit(line.name, max(1, room - len(before)))} {line.count}"
