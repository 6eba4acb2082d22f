"""Narrowing the inbox's list, and naming what it is narrowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.tui.shell.waiting_keys import open_with

if TYPE_CHECKING:
    from digest.services.feeds.feed_overview import FeedOverview
    from digest.services.reading.narrowing import Narrowing
    from digest.tui.host import Host
    from digest.tui.inbox.listing import Listing
    from digest.tui.inbox.viewing import Viewing


class InboxNarrowing:
    """What is narrowed to stays until it is taken back, with Esc or in the dialog."""

    def __init__(self, host: Host, listing: Listing, viewing: Viewing) -> None:
        self._host = host
        self._listing = listing
        self._viewing = viewing

    def ask(self) -> None:
        """Let the curator choose."""
        library, month = self._host.library, self._host.month

        def look() -> tuple[tuple[str, ...], list[FeedOverview], tuple[str, ...]]:
            return (
                library.editions.known_categories(month),
                library.feeds.overviews(),
                tuple(library.curators.initials()),
            )

        open_with(self._host, look, lambda found: self._choose(*found))

    def clear(self) -> None:
        """Everything again."""
        self._listing.narrow(None)

    @property
    def words(self) -> str:
        """What the list is narrowed to; empty for nothing."""
        now = self._listing.narrowing
        if now is None:
            return ""
        from digest.tui.dialogs.narrow import narrowing_words

        return narrowing_words(now, self._viewing.feed_title(now.feed_id))

    def _choose(self, labels: tuple[str, ...], feeds: list[FeedOverview], curators: tuple[str, ...]) -> None:
        from digest.services.reading.narrowing import Narrowing
        from digest.tui.dialogs.narrow import NarrowDialog

        def chosen(narrowing: Narrowing | None) -> None:
            if narrowing is not None:
                self._listing.narrow(narrowing)

        self._host.show(NarrowDialog(self._listing.narrowing or Narrowing(), labels, feeds, curators), chosen)
