"""The programs that `tui.py` starts: one list each, by different widgets, same keys.

python benchmarks/tui_lists.py entry-list|data-table|option-list ROWS
"""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, OptionList, Static
from tui_bare import READY

from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.rows import Row

_TITLE = "Beitrag {:06d} über Krisen, Newsrooms und die Sprache der Pressestellen"
_FEEDS = ("PR-Journal", "UPLOAD Magazin", "haltungsturnen", "PR-Doktor", "HIRSCHTEC")
_DATES = ("heute", "gestern", "20.11.")


class Window:
    """Rows as the library gives them: made when they are to be seen."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def row(self, index: int) -> Row:
        """The row at an index."""
        return Row(
            f"{index:06d}",
            _TITLE.format(index),
            unread=index % 3 == 0,
            shortlisted=index % 17 == 0,
            date=_DATES[index % 3],
            feed=_FEEDS[index % 5],
            category="Krise" if index % 20 == 3 else "",
            has_comment=index % 20 == 3,
            earlier="März" if index % 50 == 7 else "",
        )

    def index_of(self, key: str) -> int | None:
        """Where an entry stands."""
        return int(key)


class Entries(App[None]):
    """The entry list of digest."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "step(1)"), ("up", "step(-1)"), ("pagedown", "page"), ("ctrl+home", "first"), ("ctrl+end", "last"),
    ]  # fmt: skip

    def __init__(self, count: int) -> None:
        super().__init__()
        self.entries = EntryList(Window(count))

    def compose(self) -> ComposeResult:
        yield Static(READY)
        yield self.entries

    def action_step(self, rows: int) -> None:
        self.entries.move_by(rows)

    def action_page(self) -> None:
        self.entries.page(1)

    def action_first(self) -> None:
        self.entries.first()

    def action_last(self) -> None:
        self.entries.last()


class Table(App[None]):
    """Textual's DataTable, with a cursor over rows."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.rows = Window(count)

    def compose(self) -> ComposeResult:
        yield Static(READY)
        yield DataTable(cursor_type="row", show_header=False)

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        for name, width in (("marks", 3), ("date", 8), ("title", 66), ("tags", 16), ("feed", 14)):
            table.add_column(name, width=width)
        rows = (self.rows.row(index) for index in range(len(self.rows)))
        table.add_rows(
            ("●" if row.unread else "", row.date, row.title, f"{row.earlier} {row.category}", row.feed) for row in rows
        )


class Options(App[None]):
    """Textual's OptionList, a line of text a row; Home and End without Ctrl only."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+home", "first"), ("ctrl+end", "last")]

    def __init__(self, count: int) -> None:
        super().__init__()
        rows = Window(count)
        lines = (rows.row(index) for index in range(count))
        self.options = OptionList(
            *(f"{'●' if row.unread else ' '} {row.date:8}{row.title} {row.category} {row.feed}" for row in lines),
            markup=False,
        )

    def compose(self) -> ComposeResult:
        yield Static(READY)
        yield self.options

    def action_first(self) -> None:
        self.options.action_first()

    def action_last(self) -> None:
        self.options.action_last()


if __name__ == "__main__":
    kind, count = sys.argv[1], int(sys.argv[2])
    {"entry-list": Entries, "data-table": Table, "option-list": Options}[kind](count).run()
