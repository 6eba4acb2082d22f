"""Questions to the library as plain data, for every backend to translate; and their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.domain.entry import Entry


@dataclass(frozen=True, slots=True)
class EntryQuery:
    """Which entries, newest first. Every condition that is set must hold.

    `month` is the month of first sight; `search` are words that must all occur in title, summary, author, feed
    title or comment, by the German folding rules; `offset` and `limit` (0 = all) are the window shown. `muted`: True
    for muted entries only (`domain.muting`), False for none of them, None for all. `pages` are ids and canonical
    addresses: only entries with one of these, None for all. `above` and `below` are entries: only those that stand
    before or behind them in a list (`domain.entry.entry_order`). Without `is_counted`, `EntryPage.total` may be any
    number above the limit if there are more entries: counting those with a word may take seconds.
    """

    month: str = ""
    feed_ids: tuple[str, ...] = ()
    unread: bool = False
    shortlisted: bool = False
    search: str = ""
    offset: int = 0
    limit: int = 0
    muted: bool | None = None
    pages: frozenset[str] | None = None
    above: Entry | None = None
    below: Entry | None = None
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as a list shows it: with its marks."""

    entry: Entry
    read: bool
    shortlisted: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    """The window that was asked for, and how many entries there are in all."""

    rows: tuple[EntryRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a feed has shown, by entry: GUID, canonical address, month and hash of the content.

    `title_date` is a hash of title and date of publication, empty without a date and in records of version 0.1.0.
    """

    entry_id: str
    guid: str
    canonical_url: str
    month: str
    print: str
    title_date: str = ""


@dataclass(frozen=True, slots=True)
class FeedCounts:
    """Entries of one feed: all, unread ones, and those of the unread ones that are muted."""

    entries: int = 0
    unread: int = 0
    muted: int = 0


@dataclass(frozen=True, slots=True)
class LibraryStamp:
    """Changes whenever the library does, in any process. Compare, never interpret.

    Among the `parts` of every backend are "entries", "state" (the marks) and "feeds".
    """

    parts: Mapping[str, object]

    def lists_as(self, other: LibraryStamp) -> bool:
        """True if every list of entries but a search is equal at both moments."""
        return all(self.parts.get(name) == other.parts.get(name) for name in ("entries", "state", "feeds"))


@dataclass(frozen=True, slots=True)
class PickedPlace:
    """A page's pick: its edition, its category, and the day that edition was closed.

    `linked`: the page is a link in that pick's comment, or, without a `pick_id`, in the edition's own intro or outro.
    `curator` is the name of who picked.
    """

    edition_id: str
    pick_id: str
    category: str
    comment: str
    closed: datetime | None
    entry_id: str = ""
    linked: bool = False
    curator: str = ""
