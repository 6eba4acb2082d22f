"""The keys that identify an entry, and duplicates in one body: pure functions of `merge`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import time

from digest.domain.entry import entry_id
from digest.domain.query import Seen
from digest.domain.text import fold, lazy_pattern
from digest.domain.url import without_tracking
from digest.feeds.parsed import ParsedEntry

# A date without time says little beside a title of fewer words.
_MIDNIGHT, _TELLING_WORDS = time(), 3
# An address without path and query.
_SITE = lazy_pattern(r"[a-z]+://[^/?#]*/*\??(?:#.*)?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """The identity keys of an entry.

    `address` is empty if it has neither path nor query: it names a site.
    """

    guid: str
    canonical_url: str
    address: str
    print: str
    title_date: str

    def pair(self) -> Hashable:
        return (self.guid, self.address) if self.guid and self.address else None

    def by_guid(self) -> Hashable:
        return self.guid or None

    def by_address(self) -> Hashable:
        return self.address or None

    def by_print(self) -> Hashable:
        return self.guid, self.canonical_url, self.print

    def by_title_date(self) -> Hashable:
        return self.title_date or None


@dataclass(frozen=True, slots=True)
class Shown(IdentityKeys):
    """An entry in the feed's body, at its place there."""

    entry: ParsedEntry
    place: int


@dataclass(frozen=True, slots=True)
class Known(IdentityKeys):
    """An entry that was seen before."""

    record: Seen


def shown_entry(place: int, entry: ParsedEntry, print_: str) -> Shown:
    keys = entry.guid, entry.canonical_url, _address(entry.canonical_url), print_, title_date(entry)
    return Shown(*keys, entry, place)


def known_entry(record: Seen) -> Known:
    keys = record.guid, record.canonical_url, _address(record.canonical_url), record.print, record.title_date
    return Known(*keys, record)


def _address(canonical_url: str) -> str:
    return "" if _SITE.fullmatch(canonical_url) else canonical_url


def without_twins(entries: Iterable[ParsedEntry], prints: set[Hashable]) -> list[Shown]:
    """Drop duplicates: of each the one seen before stays, else the first; order is kept.

    Were it always the first, a feed that shuffles its twins would change with each refresh.
    """
    found: dict[Hashable, Shown] = {}
    firsts: dict[Hashable, Shown] = {}
    for place, entry in enumerate(entries):
        shown = shown_entry(place, entry, _print(entry))
        key = _twin_key(shown)
        if _is_another(firsts.setdefault(key, shown).entry, entry):
            key = key, entry.title, entry.published, _fragment(entry)
        twin = found.setdefault(key, shown)
        if twin.by_print() not in prints and shown.by_print() in prints:
            found[key] = shown
    return list(found.values())


def _is_another(one: ParsedEntry, other: ParsedEntry) -> bool:
    """True if title and date both differ, or the fragment.

    Such a feed uses one address and GUID for several entries.
    """
    if _fragment(one) != _fragment(other):
        return True
    dates = {one.published, other.published}
    return one.title != other.title and len(dates) == 2 and None not in dates


def _fragment(entry: ParsedEntry) -> str:
    """The part of its page that an entry's address names; empty for the page as a whole."""
    return without_tracking(entry.url).partition("#")[2] if "#" in entry.url else ""


def _twin_key(shown: Shown) -> Hashable:
    if shown.guid and shown.address:
        return shown.guid, shown.address
    if shown.address:
        return shown.address, shown.entry.title
    return shown.guid, shown.entry.title, shown.entry.published


def numbered_id(feed_id: str, entry: ParsedEntry, number: int) -> str:
    """The last resort if every other id is taken, which only a hostile feed brings about."""
    return entry_id(feed_id, "", "", f"{number}\n{entry.guid}\n{entry.url}\n{entry.title}", entry.published)


def own_ids(feed_id: str, shown: Shown) -> list[str]:
    """Ids for an entry without a key of its own, the preferred first.

    They are made of title and date, the later ones with the shared keys as well.
    Without the date if there is an address, as for duplicates: else duplicates with two dates would swap ids with
    places.
    """
    title, published = shown.entry.title, shown.entry.published
    keys = f"{shown.guid}\n{shown.address}\n{title}"
    fragment = _fragment(shown.entry)
    ids = [entry_id(feed_id, "", "", f"{keys}\n#{fragment}", None)] if fragment else []
    if shown.address:
        return [*ids, entry_id(feed_id, "", "", keys, None)]
    return [*ids, entry_id(feed_id, "", "", title, published), entry_id(feed_id, "", "", keys, published)]


def title_date(entry: ParsedEntry) -> str:
    """A hash of title and date of publication; empty if they do not identify an entry.

    That is without a date, and for a short title with a day alone: "Presseschau" may come twice a day.
    """
    if entry.published is None:
        return ""
    if entry.published.time() == _MIDNIGHT and len(entry.title.split()) < _TELLING_WORDS:
        return ""
    text = f"{fold(entry.title)}\n{entry.published.isoformat()}"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _print(entry: ParsedEntry) -> str:
    """16 hex digits over everything that is shown of an entry."""
    shown = (
        entry.title,
        entry.url,
        entry.published.isoformat() if entry.published else "",
        entry.author,
        entry.language,
        entry.summary,
        "\x1f".join(entry.tags),
        entry.content,
    )
    return hashlib.blake2b("\x1e".join(shown).encode(), digest_size=8).hexdigest()
