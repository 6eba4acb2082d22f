"""Small builders for tests.

A valid Feed, Entry, Pick, Seen … of which only what matters is named.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from digest.domain.edition import Frozen, Pick
from digest.domain.entry import Entry, entry_id
from digest.domain.feed import Feed, FetchState
from digest.domain.query import Seen
from digest.domain.url import canonical
from digest.storage.store import FeedRefresh

#: Noon of an ordinary day: the moment at which everything in a test happens unless it says otherwise.
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MONTH = "2026-11"


def at(minutes: float = 0) -> datetime:
    """`NOW` and so many minutes."""
    return NOW + timedelta(minutes=minutes)


def a_feed(number: int = 1, **fields: Any) -> Feed:
    """Feed `f1`, `f2`, … each on its own host."""
    return Feed(**({"id": f"f{number}", "url": f"https://blog{number}.example/feed.xml", "added": NOW} | fields))


def an_entry(number: int = 1, feed_id: str = "f1", **fields: Any) -> Entry:
    """Entry number so-and-so of a feed, with the id that `entry_id` gives it.

    Later numbers are newer.
    """
    url = fields.get("url", f"https://{feed_id}.example/{number}")
    guid = fields.get("guid", f"{feed_id}-{number}")
    given = {
        "id": entry_id(feed_id, guid, canonical(url), "", None),
        "feed_id": feed_id,
        "month": MONTH,
        "title": f"Beitrag {number}",
        "url": url,
        "canonical_url": canonical(url),
        "first_seen": NOW,
        "published": NOW + timedelta(minutes=number - 10_000),
        "guid": guid,
    }
    return Entry(**(given | fields))


def a_pick(number: int = 1, edition_id: str = MONTH, **fields: Any) -> Pick:
    """Pick `p1`, `p2`, … of a page that no feed brought."""
    url = fields.get("url", f"https://seite.example/{number}")
    given = {
        "id": f"p{number}",
        "edition_id": edition_id,
        "category": "Strategie",
        "original_title": f"Seite {number}",
        "url": url,
        "canonical_url": canonical(url),
    }
    return Pick(**(given | fields))


def pick_of(entry: Entry, number: int = 1, **fields: Any) -> Pick:
    """A pick of this entry."""
    given = {"entry_id": entry.id, "url": entry.url, "original_title": entry.title}
    return a_pick(number, **(given | fields))


def a_seen(entry: Entry, **fields: Any) -> Seen:
    """The record under which a feed remembers this entry."""
    given = {
        "entry_id": entry.id,
        "guid": entry.guid,
        "canonical_url": entry.canonical_url,
        "month": entry.month,
        "print": f"print of {entry.title}",
    }
    return Seen(**(given | fields))


def a_refresh(feed_id: str = "f1", *entries: Entry, **fields: Any) -> FeedRefresh:
    """A refresh that found these entries, with a body and a record for each."""
    given = {
        "feed_id": feed_id,
        "state": FetchState(
            url=f"https://{feed_id}.example/feed.xml", last_checked=NOW, last_success=NOW, body_hash=str(len(entries))
        ),
        "entries": entries,
        "content": {entry.id: f"<p>{entry.title}</p>" for entry in entries},
        "seen": tuple(a_seen(entry) for entry in entries),
    }
    return FeedRefresh(**(given | fields))


def a_frozen(**fields: Any) -> Frozen:
    """What closing an edition fixes."""
    given = {"title": "10 Lesetipps aus dem November", "order": ("Strategie", "Krise"), "count": 1, "language": "de"}
    return Frozen(**(given | fields))
