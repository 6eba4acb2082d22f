"""Questions about the entries of an archive: lists, searches, single entries, counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial, wraps
from itertools import islice
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import orjson

from digest.storage.rules.entries import MOST_FOUND
from digest.storage.sql.conditions import Condition, EntryConditions, SearchedWord, condition_of
from digest.storage.sql.records import (
    ENTRY,
    LISTED,
    NEWEST_FIRST,
    OLDEST_FIRST,
    as_list,
    bindable,
    entry_of,
    months_in,
    sensible,
)
from digest.storage.sql.search import EVERY, FEW, Few, found

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.storage.sql.sqlite import Database


_ROW = f"{ENTRY}, e.unread"
#: The last character of all: what begins with a prefix lies between the prefix and the prefix with this behind it.
_LAST = "\U0010ffff"
#: Up to so many months are searched by the numbers of their entries; for more, all entries are searched and then sorted
#: into months.
_FEW_MONTHS = 6
#: Which months are searched at once, counted from the newest.
_SEARCHED = ((0, 1), (1, 5), (5, None))


P = ParamSpec("P")
T = TypeVar("T")


class Found(NamedTuple):
    """An entry, and whether it is read."""

    entry: Entry
    read: bool


def _window(
    db: sqlite3.Connection, wanted: EntryConditions, offset: int, limit: int, few: Few
) -> tuple[list[Found], int]:
    """The wanted entries, newest first, cut to the window (`limit` 0: no end); and their number."""
    if wanted.words:
        numbers = found(db, wanted, few=few)
        return _by_numbers(db, _newest(db, numbers, offset, limit, few.rows)), len(numbers)
    condition = condition_of(wanted)
    total = _total(db, wanted, condition) if limit and offset and wanted.is_counted_by_feed else None
    way = way_to(offset, limit, total)
    rows = db.execute(
        f"SELECT {_ROW} FROM entries e WHERE {condition.text} ORDER BY {way.order} LIMIT ? OFFSET ?",
        (*condition.values, way.limit or -1, way.offset),
    ).fetchall()
    listed = [_found(row) for row in rows[:: way.step]]
    if total is None and (not limit or len(rows) < limit) and (rows or not offset):
        return listed, offset + len(rows)
    return listed, _total(db, wanted, condition) if total is None else total


class Way(NamedTuple):
    """How a window is read: its order, its place in that, and the step of a slice for its rows."""

    order: str
    offset: int
    limit: int
    step: int


def way_to(offset: int, limit: int, total: int | None) -> Way:
    """From the nearer end, if the list's length is known: all before a window is gone through."""
    if total is None or not limit or not total // 2 < offset < total:
        return Way(NEWEST_FIRST, offset, limit, 1)
    end = min(offset + limit, total)
    return Way(OLDEST_FIRST, total - end, end - offset, -1)


def _by_month(
    db: sqlite3.Connection, asked: Sequence[str], words: Sequence[SearchedWord], hidden: Collection[str], few: Few
) -> dict[str, list[int]]:
    """By month, of those `asked` for: numbers of entries with all the words, in no order.

    The months follow each other, newest first.
    """
    newest, oldest = asked[0], asked[-1]
    lies = "e.month BETWEEN ? AND ?"
    is_few = len(asked) <= _FEW_MONTHS
    between = EVERY
    if is_few:
        between = db.execute(
            f"SELECT min(e.number), max(e.number) FROM entries e WHERE {lies}", (oldest, newest)
        ).fetchone()
    holding = set(found(db, EntryConditions(words=words, hidden=hidden), between, few))
    every, values = f"SELECT e.month, json_group_array(e.number) FROM entries e WHERE {lies}", [oldest, newest]
    if len(holding) < few.rows and not is_few:
        every += f" AND e.number {LISTED}"
        values.append(str(list(holding)))
    in_month = dict(db.execute(f"{every} GROUP BY e.month", values))
    return {month: list(holding.intersection(orjson.loads(in_month.get(month, "[]")))) for month in asked}


def _newest_first(db: sqlite3.Connection, numbers: list[int]) -> list[int]:
    """These entries in their order; without those that have gone."""
    return _newest(db, numbers, 0, 0, 0)


def _by_numbers(db: sqlite3.Connection, numbers: Sequence[int]) -> list[Found]:
    """Entries by their numbers, in that order; without those that have gone."""
    rows = db.execute(f"SELECT {_ROW}, e.number FROM entries e WHERE e.number {LISTED}", (str(list(numbers)),))
    present = {row[-1]: _found(row) for row in rows}
    return [present[number] for number in numbers if number in present]


def _by_ids(db: sqlite3.Connection, ids: Collection[str]) -> dict[str, Found]:
    """Entries by their ids, those that are there."""
    rows = db.execute(f"SELECT {_ROW} FROM entries e WHERE e.id {LISTED}", (as_list(ids),))
    return {row[0]: _found(row) for row in rows}


def _beginning(db: sqlite3.Connection, prefix: str, page: str | None, hidden: Collection[str]) -> list[Entry]:
    """The newest entries whose id begins so, or that have this canonical address."""
    condition = Condition("(e.id BETWEEN ? AND ?)", (bindable(prefix), bindable(prefix) + _LAST))
    if page:
        condition = Condition("(e.canonical_url = ? AND e.canonical_url <> '')", (bindable(page),))
    if hidden:
        condition.also(f"e.feed_id NOT {LISTED}", as_list(hidden))
    return [found.entry for found in _newest_months(db, condition)]


def _same_page(db: sqlite3.Connection, entry_id: str, page: str, hidden: Collection[str]) -> list[Found]:
    """The entry with this id, then the newest others of this canonical address, empty for none."""
    itself = [*_by_ids(db, [entry_id]).values()]
    if not page:
        return itself
    condition = Condition("e.canonical_url = ? AND e.canonical_url <> '' AND e.id <> ?", (bindable(page), entry_id))
    if hidden:
        condition.also(f"e.feed_id NOT {LISTED}", as_list(hidden))
    return itself + _newest_months(db, condition)


def _months(db: sqlite3.Connection) -> list[str]:
    """The months that have entries, newest first."""
    return [month for (month,) in sensible(db.execute(months_in("entries")), str)]


def _tallies(db: sqlite3.Connection, ids: Collection[str] | None = None) -> dict[str, tuple[int, int]]:
    """By feed how many entries there are, all and unread; of these ids, if any are given."""
    if ids is not None:
        rows = db.execute(
            f"SELECT e.feed_id, count(*), sum(e.unread) FROM entries e WHERE e.id {LISTED} GROUP BY e.feed_id",
            (as_list(ids),),
        )
        return {feed_id: (every, unread) for feed_id, every, unread in rows}
    found = sensible(db.execute("SELECT feed_id, entries, unread FROM tallies WHERE entries > 0"), str, int, int)
    return {feed_id: (every, unread) for feed_id, every, unread in found}


def _titled(db: sqlite3.Connection, words: Sequence[SearchedWord]) -> list[tuple[str, str, str]]:
    """Id, feed and title of the entries that hold all the words somewhere."""
    numbers = str(found(db, EntryConditions(words=words)))
    rows = db.execute(f"SELECT e.id, e.feed_id, e.title FROM entries e WHERE e.number {LISTED}", (numbers,))
    return [(entry_id, feed_id, title) for entry_id, feed_id, title in sensible(rows, str, str, str)]


def _newest(db: sqlite3.Connection, numbers: list[int], offset: int, limit: int, few: int) -> list[int]:
    """A window of these entries, newest first; of `few` and more by scanning all in that order."""
    if not numbers or (limit and offset >= len(numbers)):
        return []
    if not limit or len(numbers) < max(few, limit):
        rows = db.execute(
            f"SELECT e.number FROM entries e WHERE e.number {LISTED} ORDER BY {NEWEST_FIRST} LIMIT ? OFFSET ?",
            (str(numbers), limit or -1, offset),
        )
        return [number for (number,) in rows]
    holding = set(numbers)
    everything = db.execute(f"SELECT e.number FROM entries e ORDER BY {NEWEST_FIRST}")
    return list(islice((number for (number,) in everything if number in holding), offset, offset + limit))


def _total(db: sqlite3.Connection, wanted: EntryConditions, condition: Condition) -> int:
    if not wanted.is_counted_by_feed:
        (number,) = db.execute(f"SELECT count(*) FROM entries e WHERE {condition.text}", condition.values).fetchone()
        return int(number)
    by_word = _tallies(db, wanted.muted_ids) if wanted.muted is not None and wanted.muted_ids else {}
    return counted_by_feed(wanted, _tallies(db), by_word)


def counted_by_feed(
    wanted: EntryConditions, by_feed: Mapping[str, tuple[int, int]], by_word: Mapping[str, tuple[int, int]]
) -> int:
    """The number of entries from the feeds' tallies: of all, and of those in `muted_ids`."""
    which = 1 if wanted.unread else 0
    only = None if wanted.feed_ids is None else frozenset(wanted.feed_ids)
    hidden = frozenset(wanted.hidden)

    def counted(found: Mapping[str, tuple[int, int]], *, but: Collection[str] = ()) -> int:
        return sum(
            counts[which]
            for feed_id, counts in found.items()
            if (only is None or feed_id in only) and feed_id not in hidden and feed_id not in but
        )

    every = counted(by_feed)
    if wanted.muted is None:
        return every
    muted = every - counted(by_feed, but=wanted.muted_feeds) + counted(by_word, but=wanted.muted_feeds)
    return muted if wanted.muted else every - muted


def _newest_months(db: sqlite3.Connection, condition: Condition) -> list[Found]:
    rows = db.execute(
        f"SELECT {_ROW} FROM entries e WHERE {condition.text} ORDER BY e.month DESC, {NEWEST_FIRST} LIMIT ?",
        (*condition.values, MOST_FOUND),
    )
    return [_found(row) for row in rows]


def _found(row: Sequence[Any]) -> Found:
    return Found(entry_of(row), not row[15])


def _asked(question: Callable[Concatenate[sqlite3.Connection, P], T]) -> Callable[Concatenate[ArchiveLists, P], T]:
    """A question to a connection as a method."""

    @wraps(question)
    def method(self: ArchiveLists, /, *args: P.args, **options: P.kwargs) -> T:
        return self.database.ask(lambda db: question(db, *args, **options))

    return method


class ArchiveLists:
    """One archive's entries: windows, searches, single ones, counts. All raise LibraryError."""

    def __init__(self, database: Database) -> None:
        self.database = database
        #: From how many hits on all entries are gone through.
        self.few = FEW

    def window(self, wanted: EntryConditions, offset: int, limit: int) -> tuple[list[Found], int]:
        return self.database.ask(lambda db: _window(db, wanted, offset, limit, self.few))

    newest_first = _asked(_newest_first)
    by_numbers = _asked(_by_numbers)
    by_ids = _asked(_by_ids)
    beginning = _asked(_beginning)
    same_page = _asked(_same_page)
    months = _asked(_months)
    tallies = _asked(_tallies)
    titled = _asked(_titled)

    def search(self, words: Sequence[SearchedWord], hidden: Collection[str]) -> Iterator[list[int]]:
        """By month, newest first: the numbers of entries with all the words, in no order.

        The newest months are asked alone, so that the first answers come before a word that is everywhere is counted.
        """
        months = self.months()
        for start, end in _SEARCHED:
            if some := months[start:end]:
                ask = partial(_by_month, asked=some, words=words, hidden=hidden, few=self.few)
                yield from self.database.ask(ask).values()

    def feeds(self) -> Collection[str]:
        return self.tallies().keys()
