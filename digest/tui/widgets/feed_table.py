"""The feeds with their health, one a line; only lines on the screen are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from digest.config.language import tell
from digest.domain import message
from digest.domain.message import msg
from digest.services.feeds import FeedOverview
from digest.tui.widgets.cells import fit
from digest.tui.widgets.feed_words import is_broken, moment_words, next_words, state_words
from digest.tui.widgets.line_list import LineList


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


_COLUMNS = (
    _Column(msg("Feed"), 0, 0, lambda row, _: row.title),
    _Column(msg("Folder"), 12, 112, lambda row, _: row.feed.folder),
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
    """The line of the head and one for each feed."""

    PREFIX = "feed-table"
    HEAD = 1
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "feed-table--head", "feed-table--feed", "feed-table--broken", "feed-table--cursor",
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
        self.virtual_size = Size(0, len(self._feeds) + self.HEAD)
        ids = [row.feed.id for row in self._feeds]
        self.go_to(ids.index(here.feed.id) if here is not None and here.feed.id in ids else self.cursor)
        self.refresh()
        self.post_message(self.Moved())

    def select(self, feed_id: str) -> None:
        """Go to a feed, if it is there."""
        for place, row in enumerate(self._feeds):
            if row.feed.id == feed_id:
                self.go_to(place)

    def go_to(self, row: int) -> None:
        """Move the cursor to a row and into view, clamped to those there are."""
        self.cursor = row
        self.show_line(self.cursor)

    def page(self, pages: float) -> None:
        """Move by screens."""
        self.go_to(self.cursor + round(pages * max(1, self.size.height - self.HEAD)))

    def validate_cursor(self, cursor: int) -> int:
        """Clamp to the feeds there are."""
        return max(0, min(cursor, len(self._feeds) - 1))

    def watch_cursor(self) -> None:
        """Draw it and tell of it."""
        self.refresh()
        self.post_message(self.Moved())

    def render_line(self, y: int) -> Strip:
        """The line `y` cells below the top: the head, which stays, or a feed."""
        width, index = self.size.width, y - self.HEAD + self.scroll_offset.y
        if y == 0:
            return self._strip([column.cell(tell(column.name), size) for column, size in self._columns()], "head")
        if index >= len(self._feeds) or self._now is None:
            return Strip.blank(width, self.style_of("feed"))
        row, now = self._feeds[index], self._now
        mark = "! " if is_broken(row) else "  "
        (_, size), *others = self._columns()
        texts = [
            mark + fit(row.title, size - 2),
            *(column.cell(column.text(row, now), size) for column, size in others),
        ]
        kind = "cursor" if index == self.cursor else "broken" if is_broken(row) else "feed"
        return self._strip(texts, kind)

    def on_resize(self) -> None:
        self.show_line(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Move to the feed that was clicked; a double click opens it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.HEAD or event.button != 1:
            return
        index = offset.y - self.HEAD + self.scroll_offset.y
        if index < len(self._feeds):
            event.stop()
            self.go_to(index)
            if event.chain == 2:
                self.post_message(self.Opened())

    def _columns(self) -> list[tuple[_Column, int]]:
        width = self.size.width - 2  # a cell of margin at either end
        columns = [column for column in _COLUMNS if self.size.width >= column.least]
        taken = sum(column.width for column in columns) + _GAP * (len(columns) - 1)
        return [(column, column.width or max(_LEAST_TITLE, width - taken)) for column in columns]

    def _strip(self, texts: Sequence[str], kind: str) -> Strip:
        return self.strip_of(" " + (" " * _GAP).join(texts), kind, self.size.width)
