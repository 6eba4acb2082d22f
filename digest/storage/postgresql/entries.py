"""Questions about entries: lists, searches, single ones, counts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from digest.domain.entry import Entry
from digest.domain.query import Seen
from digest.storage.postgresql import bigrams
from digest.storage.postgresql.bigrams import Places
from digest.storage.postgresql.cached_part import CachedPart
from digest.storage.postgresql.changes import ChangeNumbers
from digest.storage.postgresql.conditions import Where, where, where_words
from digest.storage.postgresql.connection import Row, Server
from digest.storage.rules.entries import MOST_FOUND
from digest.storage.sql.conditions import EntryConditions, SearchedWord
from digest.storage.sql.lists import Found, Way, counted_by_feed, way_to
from digest.storage.sql.records import ENTRY, NEWEST_FIRST, SEEN, entry_of, months_in, unpacked

_UNREAD = "NOT coalesce(m.read, e.old = 1)"
_ENTRIES = "digest.entries e LEFT JOIN digest.marks m ON m.curator = %(me)s AND m.entry_id = e.id"
_ROW = f"{ENTRY}, {_UNREAD}"
#: Which months are searched at once, counted from the newest.
_SEARCHED = ((0, 1), (1, 5), (5, None))
#: The same for words that the index of letters does not find: each text is looked at.
_STEPS = ((0, 1), (1, 3), (3, 7), (7, 15), (15, 31), (31, None))
#: So many entries are looked at one by one, before an index is asked for the others.
WALKED = 2000
#: A word that is in fewer than one of so many entries is asked for in all months at once.
_RARE = 200
#: The unread ones are looked for in the feeds that have them if those feeds have no more entries than this.
_FEW = 20_000
# The joined rows are a list of their own (OFFSET 0): else the planner may ask the index of letters first, which for a
# word that is everywhere takes seconds.
_WALK = f"""SELECT e.month, e.number, {{fitting}} FROM (
        SELECT e.*, f.same, f.plain, f.spelled FROM (
            SELECT e.* FROM digest.entries e ORDER BY e.month DESC, {NEWEST_FIRST} LIMIT %(walked)s
        ) e JOIN digest.searched f ON f.number = e.number OFFSET 0
    ) e ORDER BY e.month DESC, {NEWEST_FIRST}"""
_FIRST = f"""SELECT {_ROW} FROM (
        SELECT e.*, f.same, f.plain, f.spelled FROM (
            SELECT e.* FROM digest.entries e ORDER BY {NEWEST_FIRST} LIMIT %(walked)s
        ) e JOIN digest.searched f ON f.number = e.number OFFSET 0
    ) e LEFT JOIN digest.marks m ON m.curator = %(me)s AND m.entry_id = e.id
    WHERE {{fitting}} ORDER BY {NEWEST_FIRST} LIMIT %(most)s"""
_MONTHS = months_in("digest.entries")
_TALLIES = """SELECT t.feed_id, t.entries, t.fresh + coalesce(r.difference, 0) FROM digest.tallies t
    LEFT JOIN digest.read_tallies r ON r.curator = %(me)s AND r.feed_id = t.feed_id WHERE t.entries > 0"""


class DatabaseEntries:
    """The entries as one curator sees them: read marks are her own."""

    def __init__(
        self, server: Server, curator: Callable[[], str], numbers: ChangeNumbers, walked: int = WALKED
    ) -> None:
        self._server = server
        self._walked = walked
        self._curator = curator
        self._numbers = numbers
        self.tallied = CachedPart(
            server,
            lambda: ((_TALLIES, self._me),),
            lambda answers: _by_feed(answers[0]),
            lambda: (curator(), numbers.number("entries"), numbers.of_marks()),
        )
        self._with_entries: CachedPart[Collection[str]] = CachedPart(
            server, tuple, lambda _: self.tallies().keys(), lambda: numbers.number("entries")
        )

    @property
    def _me(self) -> dict[str, Any]:
        return {"me": self._curator()}

    @property
    def lists(self) -> DatabaseEntries:
        """This object itself: an archive has a part that answers lists."""
        return self

    def stamp(self) -> Mapping[str, object]:
        """By part what differs whenever it was changed, as of the last look."""
        return self._numbers.stamp().parts

    def window(self, wanted: EntryConditions, offset: int, limit: int) -> tuple[list[Found], int]:
        """The wanted entries, newest first, cut to the window (`limit` 0: no end); and their number."""
        if wanted.ids is not None and not wanted.ids:
            return [], 0
        if wanted.words and not offset and not wanted.is_counted and (first := self._first(wanted, limit)) is not None:
            return first
        condition = self._condition(wanted)
        if (few := self._feeds_of_few_unread(wanted)) is not None:
            condition.also("e.feed_id = ANY(%(few)s)", few=few)
        if limit and offset and wanted.is_counted_by_feed:
            total = self._counted_by_feed(wanted)
            way = way_to(offset, limit, total)
            return self._found([_listed(condition, way)])[:: way.step], total
        listed = _listed(condition, way_to(offset, limit, None))
        # Most lists are whole, and then their length is known; of a few rows both are asked for at once.
        found = self._found([listed]) if not limit or limit > WALKED else None
        if found is not None and (not limit or len(found) < limit) and (found or not offset):
            return found, offset + len(found)
        if wanted.is_counted_by_feed:
            return self._found([listed]) if found is None else found, self._counted_by_feed(wanted)
        counted = f"SELECT count(*) FROM {_ENTRIES} WHERE {condition.text}", condition.values
        *rows, ((number,),) = self._server.ask(*((listed,) if found is None else ()), counted)
        return found if found is not None else [_found_in(row) for row in rows[0]], number

    def _counted_by_feed(self, wanted: EntryConditions) -> int:
        by_word = self.tallies(wanted.muted_ids) if wanted.muted is not None and wanted.muted_ids else {}
        return counted_by_feed(wanted, self.tallies(), by_word)

    def _first(self, wanted: EntryConditions, limit: int) -> tuple[list[Found], int] | None:
        """The first rows, not counted, if the newest entries have enough of them."""
        fitting = where(wanted, self._me | {"walked": self._walked, "most": limit + 1}, _UNREAD)
        where_words(fitting, wanted.words, "e")
        found = self._found([(_FIRST.format(fitting=fitting.text), fitting.values)])
        return (found[:limit], len(found)) if len(found) > limit else None

    def search(self, words: Sequence[SearchedWord], hidden: Collection[str]) -> Iterator[list[int]]:
        """By month, newest first: numbers of entries with all the words, newest first.

        The newest entries come first, whatever the month: of a word that is in many of them that is a screenful, and of
        one that is in few the rest is asked for at once.
        """
        fitting = where(EntryConditions(hidden=hidden), {"walked": self._walked}, _UNREAD)
        where_words(fitting, words, "e")
        newest, every, *letters = self._server.ask(
            (_WALK.format(fitting=fitting.text), fitting.values), (_MONTHS, ()), *bigrams.asked(words)
        )
        places = Places(letters)
        by_month: dict[str, list[int]] = {}
        for month, number, is_found in newest:
            found = by_month.setdefault(month, [])
            found += [number] if is_found else []
        yield from by_month.values()
        if len(newest) < self._walked:
            return
        numbers = [number for found in by_month.values() for number in found]
        months = places.months(words, [month for (month,) in every if month <= newest[-1][0]])
        steps = _SEARCHED if len(numbers) > self._walked // _RARE else ((0, None),)
        for start, end in _STEPS if all(map(bigrams.is_short, words)) else steps:
            if some := months[start:end]:
                yield from self._search_months(words, hidden, some, numbers, places)

    def _search_months(
        self,
        words: Sequence[SearchedWord],
        hidden: Collection[str],
        months: Sequence[str],
        but: Collection[int],
        places: Places,
    ) -> Iterator[list[int]]:
        condition = where(EntryConditions(hidden=hidden), self._me, _UNREAD)
        where_words(condition, words, places=places.within(months))
        condition.also("e.month BETWEEN %(oldest)s AND %(newest)s", oldest=months[-1], newest=months[0])
        condition.also("e.number <> ALL(%(but)s)", but=list(but))
        found: dict[str, list[int]] = dict(
            self._server.rows(
                f"SELECT e.month, array_agg(e.number ORDER BY {NEWEST_FIRST}) FROM digest.entries e "
                f"WHERE {condition.text} GROUP BY e.month",
                condition.values,
            )
        )
        yield from (found.get(month, []) for month in months)

    def newest_first(self, numbers: list[int]) -> list[int]:
        """These entries in their order, which `search` has given them."""
        return numbers

    def by_numbers(self, numbers: Sequence[int]) -> list[Found]:
        """Entries by their numbers, in that order; without those that have gone."""
        if not numbers:
            return []
        rows = self._server.rows(
            f"SELECT {_ROW}, e.number FROM {_ENTRIES} WHERE e.number = ANY(%(numbers)s)",
            self._me | {"numbers": list(numbers)},
        )
        present = {row[-1]: _found_in(row) for row in rows}
        return [present[number] for number in numbers if number in present]

    def by_ids(self, ids: Collection[str]) -> dict[str, Found]:
        """Entries by their ids, those that are there."""
        return {found.entry.id: found for found in self._found([self._of_ids(ids)])}

    def beginning(self, prefix: str, page: str | None, hidden: Collection[str]) -> list[Entry]:
        """The newest entries whose id begins so, or that have this canonical address."""
        condition = Where(self._me)
        if page:
            condition.also(_OF_PAGE, page=page)
        else:
            condition.also("e.id >= %(prefix)s AND starts_with(e.id, %(prefix)s)", prefix=prefix)
        return [found.entry for found in self._found([_newest_months(condition, hidden)])]

    def same_page(self, entry_id: str, page: str, hidden: Collection[str]) -> list[Found]:
        """The entry with this id, then the newest others of this canonical address, empty for none."""
        if not page:
            return [*self.by_ids([entry_id]).values()]
        condition = Where(self._me)
        condition.also(f"{_OF_PAGE} AND e.id <> %(but)s", page=page, but=entry_id)
        return self._found([self._of_ids([entry_id]), _newest_months(condition, hidden)])

    def feeds(self) -> Collection[str]:
        """The feeds that have entries, as last read: read marks change nothing there."""
        return self._with_entries.get()

    def months(self) -> list[str]:
        """The months that have entries, newest first."""
        return [month for (month,) in self._server.rows(_MONTHS)]

    def tallies(self, ids: Collection[str] | None = None) -> Mapping[str, tuple[int, int]]:
        """By feed the numbers of entries and unread ones, as last read; or of those with these ids."""
        if ids is not None:
            rows = self._server.rows(
                f"SELECT e.feed_id, count(*), count(*) FILTER (WHERE {_UNREAD}) FROM {_ENTRIES} "
                "WHERE e.id = ANY(%(ids)s) GROUP BY e.feed_id",
                self._me | {"ids": list(ids)},
            )
            return _by_feed(rows)
        return self.tallied.get()

    def titled(self, words: Sequence[SearchedWord]) -> list[tuple[str, str, str]]:
        """Id, feed and title of the entries that hold all the words somewhere."""
        condition = self._condition(EntryConditions(words=words))
        asked = f"SELECT e.id, e.feed_id, e.title FROM digest.entries e WHERE {condition.text}"
        return [(row[0], row[1], row[2]) for row in self._server.rows(asked, condition.values)]

    def content(self, entry_id: str) -> str:
        """The text of an entry; empty if there is none."""
        rows = self._server.rows("SELECT size, html FROM digest.content WHERE entry_id = %s", (entry_id,))
        return unpacked(*rows[0]) if rows else ""

    def seen(self, feed_id: str, signs: Collection[str] | None = None) -> list[Seen]:
        asked = f"SELECT {SEEN} FROM digest.seen WHERE feed_id = %(feed)s"
        if signs is not None:
            asked += (
                " AND (entry_id = ANY(%(signs)s) OR guid = ANY(%(signs)s) OR canonical_url = ANY(%(signs)s)"
                " OR (guid = '' AND canonical_url = ''))"
            )
        values = {"feed": feed_id, "signs": [sign for sign in signs or () if sign]}
        return [Seen(*row) for row in self._server.rows(f"{asked} ORDER BY entry_id", values)]

    def _feeds_of_few_unread(self, wanted: EntryConditions) -> list[str] | None:
        """The feeds with unread entries, if they have few entries; None if all are to be looked at."""
        if not wanted.unread or not wanted.is_counted_by_feed:
            return None
        unread = {feed_id: every for feed_id, (every, unread) in self.tallies().items() if unread}
        return [*unread] if sum(unread.values()) <= _FEW else None

    def _condition(self, wanted: EntryConditions) -> Where:
        found = where(wanted, self._me, _UNREAD)
        asked = bigrams.asked(wanted.words)
        where_words(found, wanted.words, places=Places(self._server.ask(*asked)) if asked else None)
        return found

    def _of_ids(self, ids: Collection[str]) -> tuple[str, Mapping[str, Any]]:
        return f"SELECT {_ROW} FROM {_ENTRIES} WHERE e.id = ANY(%(ids)s)", self._me | {"ids": list(ids)}

    def _found(self, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Found]:
        return [_found_in(row) for rows in self._server.ask(*asked) for row in rows]


_OF_PAGE = "e.canonical_url <> '' AND md5(e.canonical_url) = md5(%(page)s) AND e.canonical_url = %(page)s"


def _listed(condition: Where, way: Way) -> tuple[str, Mapping[str, Any]]:
    """The question for a window of the entries of this condition."""
    asked = (
        f"SELECT {_ROW} FROM {_ENTRIES} WHERE {condition.text} ORDER BY {way.order} LIMIT %(limit)s OFFSET %(offset)s"
    )
    return asked, condition.values | {"limit": way.limit or None, "offset": way.offset}


def _newest_months(condition: Where, hidden: Collection[str]) -> tuple[str, Mapping[str, Any]]:
    """The question for the newest entries of this condition."""
    if hidden:
        condition.also("e.feed_id <> ALL(%(hidden)s)", hidden=list(hidden))
    asked = f"SELECT {_ROW} FROM {_ENTRIES} WHERE {condition.text} ORDER BY e.month DESC, {NEWEST_FIRST} LIMIT %(most)s"
    return asked, condition.values | {"most": MOST_FOUND}


def _found_in(row: Row) -> Found:
    return Found(entry_of(row), not row[15])


def _by_feed(rows: Sequence[Row]) -> dict[str, tuple[int, int]]:
    return {feed_id: (every, unread) for feed_id, every, unread in rows}
