"""The feeds with their health, one on each line; quick with thousands, because no cell is measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text
from textual import events
from textual.coordinate import Coordinate
from textual.message import Message
from textual.widgets import DataTable

from digest.config.language import tell
from digest.domain import message
from digest.domain.message import msg
from digest.services.subscriptions import FeedOverview
from digest.tui.widgets.cells import fit
from digest.tui.widgets.feed_words import is_broken, moment_words, next_words, state_words


@dataclass(frozen=True, slots=True)
class _Column:
    """`least` is the width of the table from which on it is shown; the one of width 0 takes what the others leave."""

    name: message.Message
    width: int
    least: int
    text: Callable[[FeedOverview, datetime], str]
    to_the_right: bool = False


_COLUMNS = (
    _Column(msg("Feed"), 0, 0, lambda row, _: ("! " if is_broken(row) else "  ") + row.title),
    _Column(msg("Folder"), 12, 112, lambda row, _: row.feed.folder),
    _Column(msg("Category"), 12, 96, lambda row, _: row.feed.category),
    _Column(msg("Entries"), 8, 76, lambda row, _: str(row.counts.entries), to_the_right=True),
    _Column(msg("Unread"), 9, 0, lambda row, _: str(row.counts.unread or ""), to_the_right=True),
    _Column(msg("State"), 11, 0, lambda row, _: state_words(row)),
    _Column(msg("Succeeded"), 12, 60, lambda row, now: moment_words(row.state.last_success, now)),
    _Column(msg("Next"), 12, 84, next_words),
)
_PADDING = 1
_LEAST_TITLE = 12


class FeedTable(DataTable[Text], inherit_bindings=False):
    """Binds no keys: the command catalogue moves the cursor. Titles are a stranger's and shown as text."""

    class Opened(Message):
        """A feed was double-clicked."""

    class Moved(Message):
        """The cursor is on another feed."""

    def __init__(self) -> None:
        super().__init__(id="feeds", cursor_type="row", cell_padding=_PADDING, zebra_stripes=False)
        self._feeds: list[FeedOverview] = []
        self._cells: list[tuple[str, ...]] = []
        self._now: datetime | None = None
        self._laid_out = 0

    @property
    def current(self) -> FeedOverview | None:
        """The feed under the cursor."""
        return self._feeds[self.cursor_row] if 0 <= self.cursor_row < len(self._feeds) else None

    def show(self, feeds: Sequence[FeedOverview], now: datetime) -> None:
        """Show these feeds; the cursor stays on its feed, or on its line where that feed has gone."""
        here, line = self.current, self.cursor_row
        self._feeds, self._now = list(feeds), now
        self._lay_out()
        ids = [row.feed.id for row in self._feeds]
        if here is not None:
            self.go_to(ids.index(here.feed.id) if here.feed.id in ids else line)
        self.post_message(self.Moved())

    def select(self, feed_id: str) -> None:
        """Go to a feed, if it is there."""
        for place, row in enumerate(self._feeds):
            if row.feed.id == feed_id:
                self.go_to(place)

    def go_to(self, row: int) -> None:
        """Move the cursor to a row, clamped to those there are."""
        self.move_cursor(row=max(0, min(row, len(self._feeds) - 1)), animate=False)

    def page(self, pages: float) -> None:
        """Move by screens."""
        self.go_to(self.cursor_row + round(pages * max(1, self.size.height - 2)))

    def on_resize(self) -> None:
        if self.size.width != self._laid_out:
            self._lay_out()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        event.stop()
        self.post_message(self.Moved())

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        event.stop()

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and event.style.meta.get("row", -1) >= 0:
            self.post_message(self.Opened())

    def _lay_out(self) -> None:
        """Fill in anew where the columns or the order have changed; else only the cells that are different."""
        width = self.size.width
        if not width or self._now is None:
            return
        columns = [column for column in _COLUMNS if width >= column.least]
        taken = sum(column.width for column in columns) + 2 * _PADDING * len(columns) + self.scrollbar_size_vertical
        widths = [column.width or max(_LEAST_TITLE, width - taken) for column in columns]
        cells = [self._row(row, columns, widths) for row in self._feeds]
        if width == self._laid_out and len(cells) == len(self._cells):
            for place, (old, new) in enumerate(zip(self._cells, cells, strict=True)):
                for number, text in enumerate(new):
                    if old[number] != text:
                        self.update_cell_at(Coordinate(place, number), self._styled(text, place, number))
        else:
            line = self.cursor_row
            self.clear(columns=True)
            for column, size in zip(columns, widths, strict=True):
                self.add_column(Text(fit(_aligned(tell(column.name), column, size), size)), width=size)
            self.add_rows(
                [self._styled(text, place, column) for column, text in enumerate(row)]
                for place, row in enumerate(cells)
            )
            self.go_to(line)
        self._cells, self._laid_out = cells, width

    def _row(self, row: FeedOverview, columns: Sequence[_Column], widths: Sequence[int]) -> tuple[str, ...]:
        now = self._now
        assert now is not None
        return tuple(
            fit(_aligned(column.text(row, now), column, size), size)
            for column, size in zip(columns, widths, strict=True)
        )

    def _styled(self, text: str, place: int, column: int) -> Text:
        broken = is_broken(self._feeds[place]) and column == 0
        return Text(text, style="bold" if broken else "", no_wrap=True, end="")


def _aligned(text: str, column: _Column, width: int) -> str:
    return text.rjust(width) if column.to_the_right else text
