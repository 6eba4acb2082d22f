"""Entries with their marks: lists are filtered and sorted on the raw records, and only what is shown is built."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import heappush, heapreplace, nlargest
from typing import Any, overload

from digest.domain.entry import PAGES, Entry, Mark, entry_order
from digest.domain.errors import LibraryDamaged
from digest.domain.month import is_month, previous_month
from digest.domain.muting import Muting
from digest.domain.query import EntryPage, EntryQuery, EntryRow, FeedCounts
from digest.domain.url import canonical, is_web_address
from digest.storage.codec import onto
from digest.storage.rules.entries import MOST_FOUND, marked, no_entry
from digest.storage.tinydb.index import MonthIndex, States
from digest.storage.tinydb.memories import Records
from digest.storage.tinydb.refreshing import RefreshingPart
from digest.storage.tinydb.registers import print_of
from digest.storage.tinydb.searching import Search
from digest.storage.tinydb.shards import Shards
from digest.storage.tinydb.summaries import Summary, total_of
from digest.storage.tinydb.tables import place_of
from digest.storage.tinydb.trouble import Tell

#: What a list is sorted by, as in `entry.entry_order`, then what is needed to build the row: never compared, for no
#: two entries of a list have one id.
Candidate = tuple[str, str, int, str, str, Mapping[str, Any]]

#: By id the entries of a list as they were made last, each with the record that it was made from.
Made = Mapping[str, tuple[Mapping[str, Any], Entry]]

_NONE_MADE: Made = {}
_NOT_MADE: tuple[Mapping[str, Any], None] = ({}, None)
_FULL_ID = 16
# What follows the id in a line of `MonthIndex.ids`: a blank and a print.
_PRINT = 1 + len(print_of(""))
# The newest month is asked again and again while it changes; of those that are quiet the index knows.
_SUMMARISED = 3


class ReadingPart(RefreshingPart):
    """What reading asks `Store`."""

    _shards: Shards
    _index: MonthIndex
    _tell: Tell | None
    _summarised: dict[str, tuple[tuple[Records, Records, bytes], Summary]]
    _listed: Made

    def entries(self, query: EntryQuery) -> EntryPage:
        wanted = self.present() & set(query.feed_ids) if query.feed_ids else self.present()
        muting = self.muting()
        if query.muted and not muting:
            return EntryPage((), 0)
        states = self._index.states()
        chooser = _Chooser(query, wanted, muting)
        search = Search(self, query.search) if query.search.strip() else None
        passed_over = 0
        for month, summary in self._months_of(query, states):
            if summary:
                if not (fitting := chooser.at_most(summary)):
                    continue
                if chooser.has_enough_before(summary.newest):
                    passed_over += fitting
                    continue
            found = search.found_in(month, states) if search else None
            if found is not None and not found:
                continue
            records = self._records(month) if query.month else self._first_seen_in(month, states)
            if found is not None:
                records = {entry_id: records[entry_id] for entry_id in found & records.keys()}
            chooser.choose(month, records, self._marks(month))
        rows = self._rows if query.limit or search else self._whole_list
        return EntryPage(rows(chooser.window()), len(chooser.found) + passed_over)

    def search(self, words: str) -> Iterator[Sequence[EntryRow]]:
        present = self.present()
        states = self._index.states()
        search = Search(self, words)
        for month in states.months() if words.strip() else ():
            chooser = _Chooser(EntryQuery(), present, Muting())
            if found := search.found_in(month, states):
                records = self._first_seen_in(month, states)
                chooser.choose(month, {key: records[key] for key in found & records.keys()}, self._marks(month))
            yield Rows(chooser.window(), self._rows)

    def prepare_search(self, most: int = 0) -> int:
        states = self._index.states()
        done = 0
        for month in self._index.without_texts(states):
            if most and done == most:
                break
            # A damaged month is left to whoever asks for it, and is told why there is none.
            if self._shards.entries(month).file.verdict() is None:
                self._index.texts(month, states)
                done += 1
        return done

    def entry(self, entry_id: str) -> EntryRow:
        states = self._index.states()
        for month in self._index.naming(entry_id, None, states) if entry_id else ():
            if entry_id in self._records(month):
                earlier = previous_month(month)
                first = earlier if entry_id in self._summary(month, states).doubled else month
                return self._row(entry_id, first, self._records(first)[entry_id])
        raise no_entry(entry_id)

    def find_entries(self, prefix: str) -> list[Entry]:
        is_there = self._is_there()
        page = canonical(prefix) if is_web_address(prefix) else None
        found: dict[str, Entry] = {}
        states = self._index.states()
        for month in self._index.naming(prefix, page, states):
            for entry_id, plain in self._records(month).items():
                if (
                    (entry_id.startswith(prefix) or (page is not None and plain.get("canonical_url") == page))
                    and is_there(str(plain.get("feed_id")))
                    and not self._holds(previous_month(month), entry_id, states)
                ):
                    found[entry_id] = self._entry(entry_id, month, plain)
            if len(found) >= MOST_FOUND or (found and len(prefix) == _FULL_ID and page is None):
                break
        return sorted(found.values(), key=lambda entry: (entry.month, entry_order(entry)), reverse=True)[:MOST_FOUND]

    def same_page(self, entry: Entry) -> list[EntryRow]:
        is_there = self._is_there()
        page = entry.canonical_url or None
        itself: list[EntryRow] = []
        others: list[EntryRow] = []
        states = self._index.states()
        for month in self._index.naming(entry.id, page, states):
            for entry_id, plain in self._records(month).items():
                is_other = page is not None and plain.get("canonical_url") == page and entry_id != entry.id
                if is_other and not is_there(str(plain.get("feed_id"))):
                    continue
                if (is_other or entry_id == entry.id) and not self._holds(previous_month(month), entry_id, states):
                    (others if is_other else itself).append(self._row(entry_id, month, plain))
        others.sort(key=lambda row: (row.entry.month, entry_order(row.entry)), reverse=True)
        return itself + others[:MOST_FOUND]

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
        # A month's file stays when its last page is taken back.
        states = self._index.states()
        return [month for month, summary in self._index.summaries(states) if summary.counts]

    def feed_counts(self) -> dict[str, FeedCounts]:
        present = self.present()
        muting = self.muting()
        states = self._index.states()
        summaries = dict(self._index.summaries(states))
        others = dict(summaries)
        here = [others.pop(month).counts for month in states.months()[:1]]
        counts = [*here, self._index.together(others)]
        muted: Counter[str] = Counter()
        for month, summary in summaries.items() if muting else ():
            if summary.total[1]:
                muted.update(self._muted_in(month, muting, states))
        found = {}
        for feed_id in present:
            every, unread = total_of(known[feed_id] for known in counts if feed_id in known)
            if every or feed_id != PAGES:
                found[feed_id] = FeedCounts(every, unread, muted[feed_id])
        return found

    def _muted_in(self, month: str, muting: Muting, states: States) -> Iterator[str]:
        """The feed of each unread entry that is muted."""
        marks = self._marks(month)
        for entry_id, plain in self._first_seen_in(month, states).items():
            if not _is_read(plain, marks.get(entry_id)):
                feed_id = str(plain.get("feed_id", ""))
                if muting.mutes(feed_id, str(plain.get("title", ""))):
                    yield feed_id

    def _summary(self, month: str, states: States) -> Summary:
        return self._index.summary(month, states)

    def _summarise(self, month: str, states: States) -> Summary:
        """Count a month, anew only where one of its files has changed."""
        records, marks = self._records(month), self._marks(month)
        before = self._index.ids(previous_month(month), states)
        known = self._summarised.get(month)
        if known and known[0][0] is records and known[0][1] is marks and known[0][2] == before:
            return known[1]
        earlier = [line[:-_PRINT] for line in before.decode().split("\n")]
        doubled = frozenset() if records.keys().isdisjoint(earlier) else frozenset(records.keys() & earlier)
        counts: dict[str, list[int]] = {}
        newest = ""
        shortlisted = sum(bool(mark.get("shortlisted")) for mark in marks.values())
        for entry_id, plain in records.items():
            if entry_id in doubled:
                continue
            count = counts.setdefault(str(plain.get("feed_id", "")), [0, 0])
            count[0] += 1
            count[1] += not _is_read(plain, marks.get(entry_id))
            newest = max(newest, _date(plain))
        summary = Summary(counts, newest, shortlisted, doubled, total_of(counts.values()))
        if len(self._summarised) > _SUMMARISED:
            self._summarised.clear()
        self._summarised[month] = ((records, marks, before), summary)
        return summary

    def _months_of(self, query: EntryQuery, states: States) -> Iterable[tuple[str, Summary | None]]:
        """The months to look into, newest first; what is known of them, where it is not one that is named."""
        if not query.month:
            return self._index.summaries(states)
        return [(query.month, None)] if is_month(query.month) else []

    def _holds(self, month: str, entry_id: str, states: States) -> bool:
        if month == states.months()[0]:
            return entry_id in self._records(month)
        return f"\n{entry_id} ".encode() in self._index.ids(month, states)

    def _records(self, month: str) -> Records:
        return self._shards.entries(month).table("entries").records()

    def _marks(self, month: str) -> Records:
        return self._shards.state(month).table("state").records()

    def _first_seen_in(self, month: str, states: States) -> Records:
        """A month's entries without those that stand in the month before as well: the earlier one counts."""
        records = self._records(month)
        doubled = self._summary(month, states).doubled
        return {key: plain for key, plain in records.items() if key not in doubled} if doubled else records

    def _is_there(self) -> Callable[[str], bool]:
        """Which feeds are not removed; where that is damaged, all, once it was told: a page needs no feed."""
        try:
            return self.present().__contains__
        except LibraryDamaged as error:
            if self._tell is None:
                raise
            self._tell(error)
            return lambda _: True

    def _entry(self, entry_id: str, month: str, plain: Mapping[str, Any]) -> Entry:
        return self._shards.entries(month).decode(Entry, entry_id, plain, id=entry_id, month=month)

    def _whole_list(self, window: Sequence[Candidate]) -> tuple[EntryRow, ...]:
        """The same as `_rows`; the next time only entries are made whose record is another by then."""
        rows = self._rows(window, self._listed)
        self._listed = {row.entry.id: (each[5], row.entry) for each, row in zip(window, rows, strict=True)}
        return rows

    def _rows(self, window: Sequence[Candidate], made: Made = _NONE_MADE) -> tuple[EntryRow, ...]:
        """What is shown of these, of which those `made` before are not made again.

        Each month's files are looked at once, not once a row: a word may be in 100,000.
        """
        places = {month: (self._shards.entries(month), self._marks(month)) for month in {each[4] for each in window}}
        rows = []
        for *_, entry_id, month, plain in window:
            shard, marks = places[month]
            mark = marks.get(entry_id)
            before, entry = made.get(entry_id, _NOT_MADE)
            if entry is None or (before is not plain and before != plain) or entry.month != month:
                entry = shard.decode(Entry, entry_id, plain, id=entry_id, month=month)
            rows.append(EntryRow(entry, _is_read(plain, mark), bool(mark and mark.get("shortlisted"))))
        return tuple(rows)

    def _row(self, entry_id: str, month: str, plain: Mapping[str, Any]) -> EntryRow:
        mark = self._marks(month).get(entry_id)
        return EntryRow(
            self._entry(entry_id, month, plain), _is_read(plain, mark), bool(mark and mark.get("shortlisted"))
        )


class Rows(Sequence[EntryRow]):
    """Rows that are made when somebody looks at them, each time anew."""

    def __init__(self, window: Sequence[Candidate], make: Callable[[Sequence[Candidate]], Sequence[EntryRow]]) -> None:
        self._window = window
        self._make = make

    def __len__(self) -> int:
        return len(self._window)

    @overload
    def __getitem__(self, place: int) -> EntryRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[EntryRow]: ...
    def __getitem__(self, place: int | slice) -> EntryRow | Sequence[EntryRow]:
        if isinstance(place, slice):
            return self._make(self._window[place])
        return self._make([self._window[place]])[0]

    def __iter__(self) -> Iterator[EntryRow]:
        return iter(self._make(self._window))


class _Chooser:
    """Picks from one month after the other what a query asks for, until the window shown is full."""

    def __init__(self, query: EntryQuery, wanted: set[str], muting: Muting) -> None:
        self._query = query
        self._wanted = wanted
        self._muting = muting
        self._asks_muting = query.muted is not None and bool(muting)
        # Where feeds and marks alone decide, a summary tells how many fit without a look at them.
        self._is_countable = not (query.search.strip() or query.shortlisted or self._asks_muting)
        self._needed = query.offset + query.limit if query.limit else 0
        self._dates: list[str] = []
        self.found: list[Candidate] = []

    def at_most(self, summary: Summary) -> int:
        """How many of a month may fit; exact where `has_enough_before` may say yes."""
        if self._query.shortlisted and not summary.shortlisted:
            return 0
        return summary.of_feeds(self._wanted)[1 if self._query.unread else 0]

    def has_enough_before(self, newest: str) -> bool:
        """True where nothing of a month whose newest entry is of that date comes into the window."""
        return self._is_countable and 0 < self._needed <= len(self._dates) and self._dates[0] > newest

    def choose(self, month: str, records: Records, marks: Records) -> None:
        """Take what fits from a month's entries."""
        query = self._query
        is_countable = self._is_countable and self._needed > 0
        if query.shortlisted:
            records = {key: records[key] for key in marks if marks[key].get("shortlisted") and key in records}
        for entry_id, plain in records.items():
            feed_id = plain.get("feed_id")
            if type(feed_id) is not str or feed_id not in self._wanted:
                continue
            if query.unread and _is_read(plain, marks.get(entry_id)):
                continue
            if self._asks_muting:
                muted = self._muting.mutes(str(plain.get("feed_id")), str(plain.get("title", "")))
                if muted != query.muted:
                    continue
            self.found.append(_candidate(entry_id, month, plain))
            if is_countable:
                self._note(self.found[-1][0])

    def window(self) -> list[Candidate]:
        """What is shown, newest first."""
        if self._needed:
            return nlargest(self._needed, self.found)[self._query.offset :]
        return sorted(self.found, reverse=True)[self._query.offset :]

    def _note(self, date: str) -> None:
        """Keep the dates of the newest that are needed, the oldest of them in front."""
        if len(self._dates) < self._needed:
            heappush(self._dates, date)
        elif self._dates and date > self._dates[0]:
            heapreplace(self._dates, date)


def _is_read(plain: Mapping[str, Any], mark: Mapping[str, Any] | None) -> bool:
    read = mark.get("read") if mark else None
    return bool(plain.get("old") if read is None else read)


def _candidate(entry_id: str, month: str, plain: Mapping[str, Any]) -> Candidate:
    first_seen = plain.get("first_seen", "")
    if type(first_seen) is not str:  # said by whoever makes an entry of it, in a sentence
        first_seen = ""
    return _date(plain), first_seen, -place_of(plain), entry_id, month, plain


def _date(plain: Mapping[str, Any]) -> str:
    """`Entry.date` as it is written."""
    first_seen, published = plain.get("first_seen", ""), plain.get("published")
    if type(first_seen) is not str:
        return ""
    return published if type(published) is str and published and published < first_seen else first_seen
