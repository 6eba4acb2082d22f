"""Feeds with what lists show of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.domain.feed import Feed, FetchState, feed_status, feed_title
from digest.domain.folders import tree_order
from digest.domain.query import FeedCounts


@dataclass(frozen=True, slots=True)
class FeedOverview:
    """A feed with its health; `site_url` and `title` are the curator's, else the feed's own.

    `moved_from`: the address before its server moved it for good, if it is where it was moved to.
    `silent_since`: the last new entry of a feed that answers well, if that is half a year ago (`SILENT`); else None.
    """

    feed: Feed
    state: FetchState
    title: str
    site_url: str
    status: str
    counts: FeedCounts
    silent_since: datetime | None = None
    moved_from: str = ""


_NO_STATE, _NO_COUNTS = FetchState(), FeedCounts()


class FeedRows:
    """Makes the rows of all feeds.

    Those whose feed, state and counts have not changed are kept, and their order.

    A key changes the counts of one feed; making and sorting the rows of 10,000 takes 60 ms of processor time.
    """

    def __init__(self) -> None:
        self._known: tuple[Sequence[str], Sequence[FeedOverview]] = (), ()

    def rows(
        self,
        feeds: Sequence[Feed],
        states: Mapping[str, FetchState],
        counts: Mapping[str, FeedCounts],
        silent_before: datetime,
    ) -> Sequence[FeedOverview]:
        """A row for each feed, in the order of `tree_order`.

        A feed that answers well is silent if its last new entry is from `silent_before` or earlier.
        """
        ids, ordered = self._known
        known = {row.feed.id: row for row in ordered}
        made: dict[str, FeedOverview] = {}
        is_in_order = True
        for feed in feeds:
            state, counted = states.get(feed.id, _NO_STATE), counts.get(feed.id, _NO_COUNTS)
            before = known.get(feed.id)
            if (
                before is None
                or before.feed is not feed
                or before.state is not state
                or before.counts != counted
                or before.silent_since != _silent_since(feed, state, before.status, silent_before)
            ):
                row = _row(feed, state, counted, silent_before)
                is_in_order = is_in_order and before is not None and _place(before) == _place(row)
            else:
                row = before
            made[feed.id] = row
        if is_in_order and ids == [*made]:
            ordered = [made[row.feed.id] for row in ordered]
        else:
            ordered = sorted(made.values(), key=lambda row: tree_order(*_place(row)))
        self._known = [*made], ordered
        return ordered


def _place(row: FeedOverview) -> tuple[str, str]:
    return row.feed.folder, row.title


def _row(feed: Feed, state: FetchState, counts: FeedCounts, silent_before: datetime) -> FeedOverview:
    status = feed_status(feed, state)
    return FeedOverview(
        feed,
        state,
        feed_title(feed, state),
        feed.site_url or state.site_url,
        status,
        counts,
        _silent_since(feed, state, status, silent_before),
        state.previous_url if state.url == feed.url else "",
    )


def _silent_since(feed: Feed, state: FetchState, status: str, silent_before: datetime) -> datetime | None:
    last = state.last_new or feed.added
    return last if status == "ok" and last is not None and last <= silent_before else None
