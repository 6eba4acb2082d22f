"""An Entry: one post of a feed, or a page added by address; light, without its body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_ZONES = timedelta(days=1)

#: The `feed_id` of pages that were added by their address.
PAGES = "pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """One post, under an id fixed at first sight. All times UTC.

    `month` ("2026-11") is the local month of first sight: the month it belongs to, for ever. `published` is the
    feed's own date, None if it gave none that can be read. `url` is what the feed said, `canonical_url` what
    it is compared by. `summary` is plain text for the eye inside the program; it never leaves in an export.
    `old` marks what a feed's first refresh brought and that counts as read. `place` keeps the feed's own order
    among entries first seen at one moment (0 stands on top).
    """

    id: str
    feed_id: str
    month: str
    title: str
    url: str
    canonical_url: str
    first_seen: datetime
    published: datetime | None = None
    author: str = ""
    language: str = ""
    summary: str = ""
    guid: str = ""
    tags: tuple[str, ...] = ()
    old: bool = False
    place: int = 0

    @property
    def page(self) -> str:
        """What all entries of one page have in common, in whichever feeds: the canonical address.

        An entry without one is a page of its own.
        """
        return self.canonical_url or "\0" + self.id

    @property
    def dated(self) -> datetime | None:
        """The feed's own date if it can be true.

        None if there is none, or if it was in the future when the entry was first seen.
        """
        return None if self.is_dated_ahead else self.published

    @property
    def is_dated_ahead(self) -> bool:
        """True if the feed's date was in the future at first sight.

        Up to a day ahead is taken for a mistake about the time zone.
        """
        return self.published is not None and self.published - self.first_seen > _ZONES

    @property
    def date(self) -> datetime:
        """The date to show and sort by: the feed's own if it can be true, else first sight."""
        return min(self.published, self.first_seen) if self.published else self.first_seen


@dataclass(frozen=True, slots=True)
class Mark:
    """The curator's marks on an entry; None: never set, so `Entry.old` decides what is read."""

    read: bool | None = None
    shortlisted: bool = False


def entry_id(feed_id: str, guid: str, canonical_url: str, title: str, published: datetime | None) -> str:
    """The id of an entry seen for the first time: 16 hex digits.

    By feed and GUID, else canonical address, else title and the feed's own date, never an invented one.
    """
    from hashlib import blake2b  # loads OpenSSL, which a start would wait for

    if guid:
        key = ("guid", guid)
    elif canonical_url:
        key = ("url", canonical_url)
    else:
        key = ("title", title + "\n" + (published.isoformat() if published else ""))
    return blake2b("\0".join((feed_id, *key)).encode(), digest_size=8).hexdigest()


def new_id(is_taken: Callable[[str], object]) -> str:
    """An id for what people make (picks, feeds, rules …): 8 hex digits that are not taken yet.

    Short enough to be typed.
    """
    import secrets  # loads OpenSSL, too

    while is_taken(made := secrets.token_hex(4)):
        continue
    return made


def entry_order(entry: Entry) -> tuple[datetime, datetime, str, int, str]:
    """Sort key, newest last: date, first sight, feed, the feed's own order.

    Lists sort with reverse=True.

    One refresh gives every feed the same moment of first sight: what has no date comes feed by feed, each in its order.
    """
    return entry.date, entry.first_seen, entry.feed_id, -entry.place, entry.id
