"""One page in several feeds: all its entries, and where else it or its story is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.config.clock import local
from digest.domain.entry import Entry
from digest.domain.feed import feed_title
from digest.domain.month import month_of
from digest.domain.query import EntryQuery, EntryRow
from digest.domain.url import site_of

if TYPE_CHECKING:
    from digest.storage.store import Store


#: Up to so many entries are looked up one by one; for more, everything is gone through once.
_FEW = 20


class SamePage:
    """Finds the entries that are one page, in all feeds of a library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rows(self, entries: Sequence[Entry], *, unread: bool = False) -> list[EntryRow]:
        """These entries and their twins as they are marked now; with `unread` perhaps those alone.

        What is not in the library any more is left out.
        """
        if len(entries) > _FEW:
            pages = {entry.page for entry in entries}
            return [row for row in self._store.entries(EntryQuery(unread=unread)).rows if row.entry.page in pages]
        found: dict[str, EntryRow] = {}
        for entry in entries:
            found |= {row.entry.id: row for row in self._store.same_page(entry)}
        return list(found.values())

    def of(self, entry: Entry) -> list[Entry]:
        """The other entries for an entry's page, newest first."""
        rows = self._store.same_page(entry) if entry.canonical_url else []
        return [row.entry for row in rows if row.entry.id != entry.id]


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """Another entry for the same page (`same`), or one that is alike by its title."""

    entry: Entry
    feed_title: str
    same: bool


def places_named(places: Sequence[OtherPlace], own: str = "") -> tuple[str, str]:
    """Feeds of the same page, and of similar titles, each named once; `own` is left out."""
    same = dict.fromkeys(place.feed_title for place in places if place.same and place.feed_title != own)
    alike = dict.fromkeys(place.feed_title for place in places if not place.same)
    return ", ".join(same), ", ".join(alike)


class Duplicates:
    """Compares entries of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def others(self, entries: Sequence[Entry]) -> dict[str, tuple[OtherPlace, ...]]:
        """By entry id, for entries that have any: the same page elsewhere, then similar titles."""
        from rapidfuzz.fuzz import ratio

        from digest.domain.duplicates import CLOSE, alike_titles, same_pages

        if not entries:
            return {}
        everything = self._around(entries)
        wanted = {entry.id for entry in entries}
        pages = {page for entry in entries if (page := entry.canonical_url)}
        pairs: dict[str, list[tuple[Entry, bool]]] = {}
        for group in same_pages(entry for entry in everything if entry.canonical_url in pages):
            for entry in group.entries:
                if entry.id in wanted and len(group.entries) > 1:
                    pairs[entry.id] = [(other, True) for other in group.entries if other.id != entry.id]
        first, last = min(entry.date for entry in entries) - CLOSE, max(entry.date for entry in entries) + CLOSE
        near = [entry for entry in everything if first <= entry.date <= last]
        for entry_id, alike in alike_titles(near, ratio).items():
            if entry_id in wanted:
                pairs.setdefault(entry_id, []).extend((other, False) for other in alike)
        return self._named(pairs)

    def same(self, entry: Entry) -> tuple[OtherPlace, ...]:
        """The other entries of an entry's page, over all years."""
        twins = [(twin, True) for twin in SamePage(self._store).of(entry)]
        return self._named({entry.id: twins})[entry.id] if twins else ()

    def alike(self, entry: Entry) -> tuple[OtherPlace, ...]:
        """Entries of other feeds and pages with a similar title, at about the same time.

        What `others` finds, but sought by the words of one title instead of comparing all.
        """
        from rapidfuzz.fuzz import ratio

        from digest.domain.duplicates import alike_to, searches

        months = self._months([entry])
        candidates = {
            row.entry.id: row.entry
            for words in searches(entry.title)
            for month in months
            for row in self._store.entries(EntryQuery(month=month, search=words)).rows
        }
        alike = [(other, False) for other in alike_to(entry, candidates.values(), ratio)]
        return self._named({entry.id: alike})[entry.id] if alike else ()

    def _around(self, entries: Sequence[Entry]) -> list[Entry]:
        """All entries of the months of these, and of those that border on them closely.

        What stands in other months has been seen at another time; looking through all the years would be dear.
        """
        months = self._months(entries)
        return [row.entry for month in months for row in self._store.entries(EntryQuery(month=month)).rows]

    def _months(self, entries: Sequence[Entry]) -> list[str]:
        from digest.domain.duplicates import CLOSE

        months = {entry.month for entry in entries}
        for moment in (edge for entry in entries for edge in (entry.first_seen - CLOSE, entry.first_seen + CLOSE)):
            months.add(month_of(local(moment)))
        return [month for month in self._store.months() if month in months]

    def _named(self, pairs: dict[str, list[tuple[Entry, bool]]]) -> dict[str, tuple[OtherPlace, ...]]:
        feeds = {feed.id: feed for feed in self._store.feeds()}
        states = self._store.fetch_states()

        def title(entry: Entry) -> str:
            feed = feeds.get(entry.feed_id)
            return feed_title(feed, states.get(feed.id)) if feed else site_of(entry.url)

        return {
            entry_id: tuple(OtherPlace(other, title(other), same) for other, same in others)
            for entry_id, others in pairs.items()
        }
