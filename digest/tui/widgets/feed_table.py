"""The feeds with their health, one a line; only lines on the screen are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from digest.config.language import tell
from digest.domain import message
from digest.domain.folders import folder_names
from digest.domain.message import msg
from digest.services.feeds.feed_overview import FeedOverview
from digest.tui.widgets.cells import fit
from digest.tui.widgets.feed_words import is_broken, moment_words, next_words, state_words
from digest.tui.widgets.lines import LineList


@dataclass(frozen=True, slots=True)
class _Column:
    """A column, shown from the table width `least` on; the one of width 0 takes the rest."""

    name: message.Message
    width: int
    least: int
    text: Callable[[FeedOverview, datetime], str]
    to_the_right: bool = False

    def cell(self, text: str, width: int) -> str:
        """Exactly that wide. Only numbers and their heading stand at the right."""
        return fit(text.rjust(width) if self.to_the_right else text, width)


COLUMNS = (
    _Column(msg("Feed"), 0, 0, lambda row, _: row.title),
    _Column(msg("Category"), 12, 96, lambda row, _: row.feed.category),
    _Column(msg("Entries"), 9, 76, lambda row, _: str(row.counts.entries), to_the_right=True),
    _Column(msg("Unread"), 9, 0, lambda row, _: str(row.counts.unread or ""), to_the_right=True),
    _Column(msg("State"), 11, 0, lambda row, _: state_words(row)),
    _Column(msg("Succeeded"), 12, 60, lambda row, now: moment_words(row.state.last_success, now)),
    _Column(msg("Next"), 12, 84, next_words),
)
_GAP = 2
_LEAST_TITLE = 12


class FeedTable(LineList):
    """The head, and a line for each feed; a folder's name is above its feeds."""

    PREFIX = "feed-table"
    HEAD = 1
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "feed-table--head", "feed-table--folder", "feed-table--feed", "feed-table--broken", "feed-table--cursor",
    }  # fmt: skip

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """Index of the cursor's feed; 0 in an empty table."""

    class Opened(Message):
        """A feed was double-clicked."""

    class Moved(Message):
        """The cursor is on another feed, or that feed is different now."""

    def __init__(self) -> None:
        super().__init__(id="feeds")
        self._feeds: list[FeedOverview] = []
        self._now: datetime | None = None
        # What stands on each line: the number of a feed, or a folder. And the line of each feed.
        self._lines: list[int | str] = []
        self._places: list[int] = []
        self.marked: set[str] = set()
        #: All feeds of the library, whether they are shown or not.
        self.every: Sequence[FeedOverview] = ()

    @property
    def feeds(self) -> Sequence[FeedOverview]:
        return self._feeds

    @property
    def current(self) -> FeedOverview | None:
        """The feed under the cursor."""
        return self._feeds[self.cursor] if self.cursor < len(self._feeds) else None

    def show(self, feeds: Sequence[FeedOverview], now: datetime) -> None:
        """Show these feeds; the cursor stays on its feed, or on its line if that feed has gone."""
        here = self.current
        self._feeds, self._now = list(feeds), now
        self._lines, self._places = _laid_out(self._feeds)
        self.hold_lines(len(self._lines) + self.HEAD)
        ids = [row.feed.id for row in self._feeds]
        self.go_to(ids.index(here.feed.id) if here is not None and here.feed.id in ids else self.cursor)
        self.post_message(self.Moved())

    @property
    def targets(self) -> list[FeedOverview]:
        """The marked feeds, or if none is marked, the one under the cursor."""
        current = [self.current] if self.current is not None else []
        return [row for row in self.every if row.feed.id in self.marked] or current

    def toggle_mark(self) -> None:
        """Mark the feed under the cursor, or unmark it, and go on."""
        if self.current is not None:
            self.marked ^= {self.current.feed.id}
            self.go_to(self.cursor + 1)
            self.refresh()

    def toggle_all_marks(self) -> None:
        """Mark all feeds that are shown; if they are, unmark them."""
        shown = {row.feed.id for row in self._feeds}
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown
        self.refresh()

    def unmark(self) -> None:
        """No feed is marked any more."""
        self.marked = set()
        self.refresh()

    def know(self, feeds: Sequence[FeedOverview]) -> None:
        """Take these for all feeds there are; others are not marked any more."""
        self.every = feeds
        self.marked &= {row.feed.id for row in feeds}

    def select(self, feed_id: str) -> None:
        """Go to a feed, if it is there."""
        for place, row in enumerate(self._feeds):
            if row.feed.id == feed_id:
                self.go_to(place)

    def go_to(self, row: int) -> None:
        """Move the cursor to a row and into view, clamped to those there are."""
        self.cursor = row
        self._show_cursor()

    def page(self, pages: float) -> None:
        """Move by screens."""
        self.go_to(self.cursor + round(pages * max(1, self.size.height - self.HEAD)))

    def validate_cursor(self, cursor: int) -> int:
        """Clamp to the feeds there are."""
        return max(0, min(cursor, len(self._feeds) - 1))

    def watch_cursor(self, before: int, now: int) -> None:
        """Repaint the two lines concerned, and tell of it."""
        for feed in (before, now):
            if feed < len(self._places):
                self.repaint_line(self._places[feed])
        self.post_message(self.Moved())

    def render_line(self, y: int) -> Strip:
        """The line `y` cells below the top: the head, which stays, or a feed."""
        width, line = self.size.width, y - self.HEAD + self.scroll_offset.y
        if y == 0:
            return self._strip([column.cell(tell(column.name), size) for column, size in self._columns()], "head")
        if line >= len(self._lines) or self._now is None:
            return Strip.blank(width, self.style_of("feed"))
        index = self._lines[line]
        if isinstance(index, str):
            name = index or tell(msg("Without a folder"))
            return self.strip_of(fit(f" {name}", width), "folder", width)
        row, now = self._feeds[index], self._now
        mark = ("✓ " if row.feed.id in self.marked else "  ") if self.marked else ""
        mark += "! " if is_broken(row) else "  "
        (_, size), *others = self._columns()
        texts = [
            mark + fit(row.title, size - len(mark)),
            *(column.cell(column.text(row, now), size) for column, size in others),
        ]
        kind = "cursor" if index == self.cursor else "broken" if is_broken(row) else "feed"
        return self._strip(texts, kind)

    def on_resize(self) -> None:
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        """Move to the feed that was clicked; a double click opens it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.HEAD or event.button != 1:
            return
        line = offset.y - self.HEAD + self.scroll_offset.y
        index = self._lines[line] if line < len(self._lines) else ""
        if isinstance(index, int):
            event.stop()
            self.go_to(index)
            if event.chain == 2:
                self.post_message(self.Opened())

    def _show_cursor(self) -> None:
        """Its line, and the folder's name if that stands right above it."""
        if self.cursor < len(self._places):
            self.show_line(max(0, self._places[self.cursor] - 1))
            self.show_line(self._places[self.cursor])

    def _columns(self) -> list[tuple[_Column, int]]:
        width = self.size.width - 2  # a cell of margin at either end
        columns = [column for column in COLUMNS if self.size.width >= column.least]
        taken = sum(column.width for column in columns) + _GAP * (len(columns) - 1)
        return [(column, column.width or max(_LEAST_TITLE, width - taken)) for column in columns]

    def _strip(self, texts: Sequence[str], kind: str) -> Strip:
        return self.strip_of(" " + (" " * _GAP).join(texts), kind, self.size.width)


def _laid_out(feeds: Sequence[FeedOverview]) -> tuple[list[int | str], list[int]]:
    """The content of each line, and each feed's line; without folders none for them."""
    lines: list[int | str] = []
    places: list[int] = []
    has_folders = any(row.feed.folder for row in feeds)
    folder: str | None = None
    for number, row in enumerate(feeds):
        if has_folders and row.feed.folder != folder:
            folder = row.feed.folder
            lines.append(" / ".join(folder_names(folder)))
        places.append(len(lines))
        lines.append(number)
    return lines, places
