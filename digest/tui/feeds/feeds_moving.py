"""Moving in the table of feeds."""

from __future__ import annotations

from digest.tui.widgets.feed_table import FeedTable


class FeedsMoving:
    """There is one pane, so every movement is the table's."""

    def __init__(self, table: FeedTable) -> None:
        self._table = table

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
