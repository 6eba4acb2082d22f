"""An app that holds nothing but an entry list, and rows for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.rows import FixedRows, Row


def make_row(number: int, **changes: Any) -> Row:
    """Row e0, e1, … with a title of its own."""
    shown: dict[str, Any] = {
        "key": f"e{number}",
        "title": f"Entry {number} about the press office",
        "date": "heute",
        "feed": "PR-Blick",
    }
    return Row(**(shown | changes))


def make_rows(count: int, start: int = 0) -> list[Row]:
    return [make_row(number) for number in range(start, start + count)]


class CountingList(EntryList):
    """Notes which parts it asks to be repainted, and which lines it makes for that."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.asked: set[int] = set()
        self.made: list[str] = []
        super().__init__(*args, **options)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        lines = [y for region in regions for y in region.line_range] if regions else range(self.size.height)
        self.asked.update(lines if repaint else ())
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def make_line(self, row: Row, width: int, here: bool) -> Strip:
        self.made.append(row.key)
        return super().make_line(row, width, here)

    def forget(self) -> None:
        """Begin to note anew."""
        self.asked.clear()
        self.made.clear()


class ListApp(App[None]):
    """The list, and all that it has told."""

    def __init__(self, rows: Iterable[Row] = (), **options: Any) -> None:
        super().__init__()
        self.entries = CountingList(FixedRows(rows), **options)
        self.highlighted: list[tuple[str | None, int]] = []
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.entries

    def on_entry_list_highlighted(self, message: EntryList.Highlighted) -> None:
        self.highlighted.append((message.key, message.index))

    def on_entry_list_opened(self, message: EntryList.Opened) -> None:
        self.opened.append(message.key)

    def lines(self) -> list[str]:
        """What the list shows, line by line."""
        return [self.entries.render_line(y).text for y in range(self.entries.size.height)]

    @property
    def cursor_line(self) -> int:
        """The screen line of the cursor."""
        return self.entries.cursor - self.entries.scroll_offset.y
