"""Narrowing the table of feeds as one types; Enter keeps the result, Esc clears it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.widgets import Input

from digest.domain.secrets import masked
from digest.domain.text import search_keys
from digest.tui.widgets.feed_table import FeedTable

if TYPE_CHECKING:
    from digest.services.feeds.feed_overview import FeedOverview


class FeedFilter:
    """The words that the table is narrowed by: in title, folder, category or address."""

    def __init__(self, table: FeedTable, line: Input, show: Callable[[], None]) -> None:
        """`show` shows the rows anew."""
        self._table = table
        self._line = line
        self._show = show
        # The texts of each feed in both foldings, made when they are first needed.
        self._keys: tuple[Sequence[FeedOverview], list[tuple[str, str]]] | None = None
        self.words = ""

    @property
    def is_open(self) -> bool:
        """True while words are typed, or the table is narrowed by some."""
        return self._line.display

    def filter(self) -> None:
        """Open the line for words."""
        self._line.display = True
        self._line.screen.set_focus(self._line)

    def typed(self, words: str) -> None:
        """Show what fits."""
        self.words = words.strip()
        self._show()

    def keep(self) -> None:
        """Leave the line with its result."""
        self._line.display = bool(self.words)
        self._table.focus()

    def clear(self) -> None:
        """Show all feeds again; the cursor stays on its feed."""
        self.words = ""
        with self._line.prevent(Input.Changed):
            self._line.value = ""
        self._line.display = False
        self._table.focus()
        self._show()

    def of(self, rows: Sequence[FeedOverview]) -> list[FeedOverview]:
        """The feeds that have every word somewhere, in either spelling of umlauts."""
        if not self.words:
            return list(rows)
        if self._keys is None or self._keys[0] is not rows:
            self._keys = rows, [search_keys(_text(row)) for row in rows]
        wanted = [search_keys(word) for word in self.words.split()]
        return [
            row
            for row, (plain, spelled) in zip(rows, self._keys[1], strict=True)
            if all(one in plain or other in spelled for one, other in wanted)
        ]


def _text(row: FeedOverview) -> str:
    return "\n".join((row.title, row.feed.folder, row.feed.category, masked(row.feed.url)))
