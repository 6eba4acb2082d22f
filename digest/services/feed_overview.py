"""One feed with what lists show of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.domain.feed import Feed, FetchState
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
