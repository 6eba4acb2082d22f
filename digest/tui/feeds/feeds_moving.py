"""Moving in the table of feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.tui.widgets.feed_table import FeedTable

if TYPE_CHECKING:
    from digest.tui.feeds.feeds_screen import FeedsScreen


class TableMoving:
    """There is one pane, so every movement is the table's."""

    def __init__(self, screen: FeedsScreen) -> None:
        self._screen = screen

    def by(self, lines: int) -> None:
        """Some lines down (or up)."""
        self._table.go_to(self._table.cursor + lines)

    def page(self, pages: float) -> None:
        """Some pages down (or up)."""
        self._table.page(pages)

    def first(self) -> None:
        """To the top."""
        self._table.go_to(0)

    def last(self) -> None:
        """To the end."""
        self._table.go_to(len(self._table.feeds))

    @property
    def _table(self) -> FeedTable:
        return self._screen.query_one(FeedTable)
