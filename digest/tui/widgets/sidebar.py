"""The views at the left: inbox, shortlist, all, the edition's sections, the feeds; with counts and error marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from digest.tui.widgets.cells import cell_text


@dataclass(frozen=True, slots=True)
class View:
    """What the list can show. `kind`: inbox, shortlist, all, section, feed, muted or search; `value` says which one."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A line of the sidebar: a heading where `view` is None. `mark` stands before the name ("!" for an error)."""

    name: str
    view: View | None = None
    count: str = ""
    mark: str = ""


class Sidebar(OptionList):
    """Choosing a line posts `Chosen`."""

    class Chosen(Message):
        """A view was chosen by key or mouse."""

        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def __init__(self) -> None:
        super().__init__(id="sidebar", markup=False)
        self._view_lines: list[ViewLine] = []
        self._width = 0

    def show(self, lines: Sequence[ViewLine]) -> None:
        """Show these lines; the highlighted view stays the same, whatever line it is on now."""
        if list(lines) == self._view_lines:
            return
        chosen = self.view
        self._view_lines = list(lines)
        self._lay_out()
        self.select(chosen or View("inbox"))

    def on_resize(self) -> None:
        """Lines made while it was folded away, or of another width, are made anew."""
        if self._line_width != self._width:
            chosen = self.view
            self._lay_out()
            if chosen is not None:
                self.select(chosen)

    @property
    def view(self) -> View | None:
        """The view under the highlight."""
        if self.highlighted is None or self.highlighted >= len(self._view_lines):
            return None
        return self._view_lines[self.highlighted].view

    def select(self, view: View) -> None:
        """Put the highlight on a view, if it is there."""
        for number, line in enumerate(self._view_lines):
            if line.view == view:
                self.highlighted = number

    @property
    def _line_width(self) -> int:
        return max(10, self.content_size.width - 2)

    def _lay_out(self) -> None:
        self._width = self._line_width
        self.set_options(Option(_line(line, self._width), disabled=line.view is None) for line in self._view_lines)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        view = self._view_lines[event.option_index].view
        if view is not None:
            self.post_message(self.Chosen(view))


def _line(line: ViewLine, width: int) -> Content:
    if line.view is None:
        return Content.styled(cell_text(line.name), "bold")
    name = f"{line.mark or ' '} {cell_text(line.name)}"
    room = width - cell_len(line.count) - 1
    while cell_len(name) > room and len(name) > 2:
        name = name[:-2].rstrip() + "…"
    return Content(name + " " * max(1, width - cell_len(name) - cell_len(line.count)) + line.count)
