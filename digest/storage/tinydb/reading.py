"""Entries with their marks: lists are filtered and sorted on the raw records, and only what is shown is built."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from typing import Any

from digest.domain.entry import PAGES, Entry, Mark, entry_order
from digest.domain.feed import feed_title
from digest.domain.month import is_month, previous_month
from digest.domain.muting import Muting
from digest.domain.query import EntryPage, EntryQuery, EntryRow, FeedCounts
from digest.domain.text import matches
from digest.domain.url import canonical, is_web_address
from digest.storage.codec import onto
from digest.storage.keeping import MOST_FOUND, marked, no_entry
from digest.storage.tinydb.refreshing import Records, RefreshingPart
from digest.storage.tinydb.shards import Shards

#: What a list is sorted by, as in `entry.entry_order`, then what is needed to build the row.
Candidate = tuple[str, str, int, str, str, Mapping[str, Any]]

_FULL_ID = 16


class ReadingPart(RefreshingPart):
    """What reading asks `Store`."""

    _shards: Shards
    _counted: dict[str, tuple[tuple[Records, ...], Muting, dict[str, FeedCounts]]]

    def entries(self, query: EntryQuery) -> EntryPage:
        wanted = self._present_feeds() & set(query.feed_ids) if query.feed_ids else self._present_feeds()
        search = _Search(self, query.search) if query.search.strip() else None
        muting = self._muting()
        if query.muted and not muting:
            return EntryPage((), 0)
        asked = query.muted is not None and bool(muting)
        found: list[Candidate] = []
        for month in self._months_of(query):
            marks = self._marks(month)
            for entry_id, plain in self._to_look_at(month, query, wanted, muting).items():
                if plain.get("feed_id") not in wanted:
                    continue
                if query.unread and _is_read(plain, marks.get(entry_id)):
                    continue
                if asked and muting.mutes(plain["feed_id"], str(plain.get("title", ""))) != query.muted:
                    continue
                if search is None or search.finds(entry_id, plain):
                    found.append(_candidate(entry_id, month, plain))
        if query.limit:
            window = nlargest(query.offset + query.limit, found, key=_order)[query.offset :]
        else:
            window = sorted(found, key=_order, reverse=True)[query.offset :]
        return EntryPage(tuple(self._row(entry_id, month, plain) for *_, entry_id, month, plain in window), len(found))

    def entry(self, entry_id: str) -> EntryRow:
        for month in self._shards.months():
            if entry_id in self._records(month):
                earlier = previous_month(month)
                first = earlier if entry_id in self._records(earlier) else month
                return self._row(entry_id, first, self._records(first)[entry_id])
        raise no_entry(entry_id)

    def find_entries(self, prefix: str) -> list[Entry]:
        present = self._present_feeds()
        page = canonical(prefix) if is_web_address(prefix) else None
        found: dict[str, Entry] = {}
        for month in self._shards.months():
            for entry_id, plain in self._first_seen_in(month).items():
                if (entry_id.startswith(prefix) or (page is not None and plain.get("canonical_url") == page)) and (
                    plain.get("feed_id") in present
                ):
                    found[entry_id] = self._entry(entry_id, month, plain)
            if len(found) >= MOST_FOUND or (found and len(prefix) == _FULL_ID and page is None):
                break
        return sorted(found.values(), key=lambda entry: (entry.month, entry_order(entry)), reverse=True)[:MOST_FOUND]

    def content(self, entry: Entry) -> str:
        shard = self._shards.content(entry.month, entry.feed_id)
        return str((shard.table("content").find(entry.id) or {}).get("html", ""))

    def keep_content(self, entry: Entry, html: str) -> None:
        if entry.id not in self._records(entry.month):
            raise no_entry(entry.id)
        self._keep_content(entry.feed_id, {entry.month: {entry.id: html}})

    def mark(self, entries: Sequence[Entry], *, read: bool | None = None, shortlisted: bool | None = None) -> None:
        by_month: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.id not in self._records(entry.month):
                raise no_entry(entry.id)
            by_month[entry.month].append(entry.id)
        for month, entry_ids in by_month.items():
            shard = self._shards.state(month)
            with shard.transaction():
                table = shard.table("state")
                changed = {}
                for entry_id in entry_ids:
                    plain = table.find(entry_id)
                    mark = marked(shard.decode(Mark, entry_id, plain or {}), read, shortlisted)
                    if plain is not None or mark != Mark():
                        changed[entry_id] = onto(plain, mark)
                table.put(changed)

    def months(self) -> list[str]:
        return self._shards.months()

    def feed_counts(self) -> dict[str, FeedCounts]:
        present = self._present_feeds()
        every: Counter[str] = Counter()
        unread: Counter[str] = Counter()
        muted: Counter[str] = Counter()
        muting = self._muting()
        for month in self._shards.months():
            for feed_id, counts in self._counts(month, muting).items():
                every[feed_id] += counts.entries
                unread[feed_id] += counts.unread
                muted[feed_id] += counts.muted
        names = present if every[PAGES] else present - {PAGES}
        return {feed_id: FeedCounts(every[feed_id], unread[feed_id], muted[feed_id]) for feed_id in names}

    def _counts(self, month: str, muting: Muting) -> dict[str, FeedCounts]:
        """A month's counts, counted anew only where one of its files, or what is muted, has changed."""
        basis = (self._records(month), self._records(previous_month(month)), self._marks(month))
        known = self._counted.get(month)
        if known and known[1] == muting and all(before is now for before, now in zip(known[0], basis, strict=True)):
            return known[2]
        every: Counter[str] = Counter()
        unread: Counter[str] = Counter()
        muted: Counter[str] = Counter()
        for entry_id, plain in self._first_seen_in(month).items():
            feed_id = str(plain.get("feed_id", ""))
            every[feed_id] += 1
            if not _is_read(plain, basis[2].get(entry_id)):
                unread[feed_id] += 1
                muted[feed_id] += bool(muting) and muting.mutes(feed_id, str(plain.get("title", "")))
        counts = {feed_id: FeedCounts(every[feed_id], unread[feed_id], muted[feed_id]) for feed_id in every}
        self._counted[month] = (basis, muting, counts)
        return counts

    def _months_of(self, query: EntryQuery) -> list[str]:
        if not query.month:
            return self._shards.months()
        return [query.month] if is_month(query.month) else []

    def _to_look_at(self, month: str, query: EntryQuery, wanted: set[str], muting: Muting) -> Records:
        """The month's entries, or fewer where it is known without a look that others do not fit.

        One month is answered from its own files; over several an id counts in its first month only. The inbox and the
        shortlist reach over all months, but what is in them is mostly of the last ones.
        """
        if query.shortlisted:
            marks = self._marks(month)
            chosen = [entry_id for entry_id in marks if marks[entry_id].get("shortlisted")]
            records = self._of_month(month, query) if chosen else {}
            return {entry_id: records[entry_id] for entry_id in chosen if entry_id in records}
        if query.unread and not query.month:
            counts = self._counts(month, muting)
            if not any(counts[feed_id].unread for feed_id in counts.keys() & wanted):
                return {}
        return self._of_month(month, query)

    def _of_month(self, month: str, query: EntryQuery) -> Records:
        return self._records(month) if query.month else self._first_seen_in(month)

    def _records(self, month: str) -> Records:
        return self._shards.entries(month).table("entries").records()

    def _marks(self, month: str) -> Records:
        return self._shards.state(month).table("state").records()

    def _first_seen_in(self, month: str) -> Records:
        """A month's entries without those that stand in the month before as well: the earlier one counts."""
        records = self._records(month)
        doubled = records.keys() & self._records(previous_month(month)).keys()
        return {key: plain for key, plain in records.items() if key not in doubled} if doubled else records

    def _present_feeds(self) -> set[str]:
        records = self._shards.feeds.table("feeds").records()
        return {PAGES, *(feed_id for feed_id, plain in records.items() if not plain.get("removed"))}

    def _entry(self, entry_id: str, month: str, plain: Mapping[str, Any]) -> Entry:
        return self._shards.entries(month).decode(Entry, entry_id, plain, id=entry_id, month=month)

    def _row(self, entry_id: str, month: str, plain: Mapping[str, Any]) -> EntryRow:
        mark = self._marks(month).get(entry_id)
        return EntryRow(
            self._entry(entry_id, month, plain), _is_read(plain, mark), bool(mark and mark.get("shortlisted"))
        )


class _Search:
    """The words looked for, with the titles of the feeds and the comments of the picks at hand."""

    def __init__(self, library: ReadingPart, words: str) -> None:
        self._words = words
        states = library.fetch_states()
        self._titles = {feed.id: feed_title(feed, states.get(feed.id)) for feed in library.feeds()}
        self._comments: dict[str, list[str]] = defaultdict(list)
        for plain in library._files.tables()["picks"].values():
            if (comment := plain.get("comment")) and not plain.get("dropped"):
                for name in {plain.get("entry_id"), plain.get("canonical_url")} - {None, ""}:
                    self._comments[str(name)].append(comment)

    def finds(self, entry_id: str, plain: Mapping[str, Any]) -> bool:
        return matches(self._words, "\n".join(self._texts(entry_id, plain)))

    def _texts(self, entry_id: str, plain: Mapping[str, Any]) -> Iterator[str]:
        # One text for all: no word of a search holds white space, so none is found across a line's end.
        yield from (str(plain.get(name, "")) for name in ("title", "summary", "author"))
        yield self._titles.get(str(plain.get("feed_id")), "")
        yield from self._comments.get(entry_id, ())
        yield from self._comments.get(str(plain.get("canonical_url")), ())


def _is_read(plain: Mapping[str, Any], mark: Mapping[str, Any] | None) -> bool:
    read = mark.get("read") if mark else None
    return bool(plain.get("old") if read is None else read)


def _candidate(entry_id: str, month: str, plain: Mapping[str, Any]) -> Candidate:
    first_seen = plain.get("first_seen", "")
    published = plain.get("published")
    date = published if published and published < first_seen else first_seen
    return date, first_seen, -plain.get("place", 0), entry_id, month, plain


def _order(candidate: Candidate) -> tuple[Any, ...]:
    return candidate[:4]
