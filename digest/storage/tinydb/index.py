"""What is known of a month without reading its entries: an index beside the library, derived and rebuilt at any time.

    index/months           what lists need to know (`summaries`)
    index/names            in which months which ids and addresses stand (`names`)
    index/2026-10.ids      per entry: its id and a print of its canonical address
    index/2026-10.texts    per entry: id, feed, canonical address, and the text in both foldings that a search compares

Each says of which state of which files it speaks, by their sizes and times, and is checked when it is read
(`derived`): what is damaged is made anew. The newest month changes all day and is not kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from os import SEEK_CUR
from pathlib import Path
from typing import Any, BinaryIO
from zlib import crc32

from digest.domain.month import is_month, previous_month
from digest.domain.text import search_keys
from digest.storage.tinydb.derived import Distrusted, is_quiet, is_settled, keep, seal_in, sealed, written
from digest.storage.tinydb.looks import Look, Looks
from digest.storage.tinydb.names import Names
from digest.storage.tinydb.registers import print_of
from digest.storage.tinydb.summaries import Counts, State, Summary, SummaryFile

Records = Mapping[str, Mapping[str, Any]]

#: Raised when what is kept here changes.
_VERSION = 3


class FolderOfMonths:
    """The files of a folder, one a month, as one look has found them: size and time of each."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.states: dict[str, State] = {
            name[:7]: stamp[2:] for name, stamp in look if is_month(name.removesuffix(".json"))
        }

    @cached_property
    def newest_first(self) -> list[str]:
        return sorted(self.states, reverse=True)

    @cached_property
    def others(self) -> dict[str, State]:
        """All but the newest, newest first; the same dictionary for the same look."""
        return {month: self.states[month] for month in self.newest_first[1:]}


class States:
    """The files of entries and marks as they are at one moment, that of the first question about either."""

    def __init__(self, folder: Path, looks: Looks, folder_of: Callable[[Look], FolderOfMonths]) -> None:
        self._folder = folder
        self._looks = looks
        self._folder_of = folder_of

    @cached_property
    def look(self) -> tuple[Look, Look]:
        """What is equal at another moment if no file has changed since, as far as times tell."""
        return self._entries.look, self._marks.look

    @cached_property
    def _entries(self) -> FolderOfMonths:
        return self._folder_of(self._looks.at(self._folder / "entries"))

    @cached_property
    def _marks(self) -> FolderOfMonths:
        return self._folder_of(self._looks.at(self._folder / "state"))

    def months(self) -> list[str]:
        """The months that have a file of entries, newest first."""
        return list(self._entries.newest_first)

    def is_newest(self, month: str) -> bool:
        """True for the month that changes all day."""
        return self._entries.newest_first[:1] == [month]

    def of_others(self) -> dict[str, State]:
        """The files of entries of all months but the newest."""
        return self._entries.others

    def of_entries(self, month: str) -> State:
        return self._entries.states.get(month, ())

    def of_all_in_turn(self, months: Iterable[str]) -> Iterator[tuple[str, tuple[State, ...]]]:
        """All that a summary depends on, for one month after the other."""
        entries, marks = self._entries.states.get, self._marks.states.get
        return ((month, (entries(month, ()), entries(previous_month(month), ()), marks(month, ()))) for month in months)

    def of_all(self, month: str) -> tuple[State, ...]:
        """The same for one."""
        return next(of for _, of in self.of_all_in_turn([month]))


class MonthIndex:
    """The index of one library. What is not there is made by the functions given, which read the months themselves."""

    def __init__(
        self,
        folder: Path,
        looks: Looks,
        records: Callable[[str], Records],
        summarise: Callable[[str, States], Summary],
    ) -> None:
        self._looks = looks
        self._library = folder
        self._folder = folder / "index"
        self._records = records
        self._summarise = summarise
        # Of the two folders, as they were looked at last.
        self._looked: list[FolderOfMonths] = []
        self._settled: tuple[tuple[Look, Look], Mapping[str, Summary]] | None = None
        self._added_up: tuple[Mapping[str, Summary], Counts] = {}, {}
        self._ids: dict[str, tuple[State, bytes]] = {}
        self._newest: tuple[Records, bytes] | None = None
        self._names = Names(self._folder / "names")

    def states(self) -> States:
        """The files as they are now: one look for any number of questions."""
        return States(self._library, self._looks, self._folder_of)

    def _folder_of(self, look: Look) -> FolderOfMonths:
        for known in self._looked:
            if known.look is look:
                return known
        found = FolderOfMonths(look)
        self._looked = [found, *self._looked[:1]]
        return found

    def summaries(self, states: States) -> Iterator[tuple[str, Summary]]:
        """Every month, newest first, with what a list needs to know before it reads the month."""
        newest, *others = states.months() or [""]
        if newest:
            yield newest, self.summary(newest, states)
        settled = self._settled
        if settled and settled[0] == states.look:
            yield from settled[1].items()
            return
        found = {}
        are_kept = True
        for month, of in states.of_all_in_turn(others):
            summary = self._summaries.get(month, of)
            if summary is None:
                summary = self.summary(month, states)
                are_kept = are_kept and self._summaries.get(month, of) is summary
            found[month] = summary
            yield month, summary
        if are_kept:
            self._settled = states.look, found

    def summary(self, month: str, states: States) -> Summary:
        """The same of one month."""
        of = states.of_all(month)
        if known := self._summaries.get(month, of):
            return known
        summary = self._summarise(month, states)
        if not states.is_newest(month) and is_quiet(of):
            self._summaries.put(month, of, summary)
        return summary

    def together(self, summaries: Mapping[str, Summary]) -> Counts:
        """The counts of these months added up, anew only where one of them has changed."""
        known = self._added_up
        if known[0] != summaries:
            self._added_up = known = summaries, self._summaries.together(summaries)
        return known[1]

    def ids(self, month: str, states: States) -> bytes:
        """Lines of "id print", each behind a line end. Kept (50 kB a month), for every look at an entry asks."""
        known = self._ids.get(month)
        if known and known[0] == states.of_entries(month):
            return known[1]
        found = self._lines(month, states, "ids", _ids_of)
        if not states.is_newest(month) and is_quiet((states.of_entries(month),)):
            self._ids[month] = states.of_entries(month), found
        return found

    def naming(self, beginning: str, page: str | None, states: States) -> list[str]:
        """The months, newest first, that may have an id that begins so, or this canonical address."""
        newest = states.months()[:1]
        others = states.of_others()
        return [*newest, *self._names.months(beginning, page, others, lambda month: self.ids(month, states))]

    def texts(self, month: str, states: States) -> bytes:
        """Lines of id, feed, canonical address and the text folded twice, with tabs between, each behind a line end."""
        if not states.is_newest(month):
            return self._lines(month, states, "texts", _texts_of)
        records = self._records(month)
        if self._newest is None or self._newest[0] is not records:
            self._newest = records, self._lines(month, states, "texts", _texts_of)
        return self._newest[1]

    def without_texts(self, states: States) -> list[str]:
        """The months that a search would have to read."""
        return [month for month in states.months()[1:] if not self._is_kept(month, states)]

    def _lines(self, month: str, states: States, kind: str, make: Callable[[Records], list[str]]) -> bytes:
        if not states.of_entries(month):
            return b"\n"
        path = self._path(month, kind)
        with Distrusted(path), path.open("rb") as stream:
            check = _sum_in(stream, states.of_entries(month))
            # The end of the first line is where the others begin: this spares copying a megabyte.
            stream.seek(-1, SEEK_CUR)
            lines = stream.read()
            if crc32(memoryview(lines)[1:]) == check:
                return lines
            raise ValueError("it is damaged")
        body = "\n".join(make(self._records(month))).encode("utf-8", "replace") + b"\n"
        if not states.is_newest(month):
            keep(path, sealed(body, _VERSION, states.of_entries(month)))
        return b"\n" + body

    def _is_kept(self, month: str, states: States) -> bool:
        """True where the texts of that month lie ready, as far as their first line and length tell."""
        path = self._path(month, "texts")
        with Distrusted(path), path.open("rb") as stream:
            _sum_in(stream, states.of_entries(month))
            return True
        return False

    def _path(self, month: str, kind: str) -> Path:
        return self._folder / f"{month}.{kind}"

    @cached_property
    def _summaries(self) -> SummaryFile:
        return SummaryFile(self._folder / "months")


def searched_text(plain: Mapping[str, Any]) -> str:
    """What of an entry itself a search looks into."""
    return "\n".join(str(plain.get(name, "")) for name in ("title", "summary", "author"))


def _sum_in(stream: BinaryIO, state: State) -> int:
    """The sum of all lines but the first. ValueError if that is not about this state, or if there is half a file."""
    line = stream.readline()
    length, check = seal_in(line, _VERSION, state)
    if os.fstat(stream.fileno()).st_size != len(line) + length or not is_settled([state], written(stream.fileno())):
        raise ValueError("half a file, or written too early")
    return check


def _ids_of(records: Records) -> list[str]:
    return [
        f"{_in_line(entry_id)} {print_of(str(plain.get('canonical_url', '')))}" for entry_id, plain in records.items()
    ]


def _texts_of(records: Records) -> list[str]:
    return [
        f"{_in_line(entry_id)}\t{_in_line(plain.get('feed_id', ''))}\t{_in_line(plain.get('canonical_url', ''))}\t"
        + "\t".join(search_keys(searched_text(plain)))
        for entry_id, plain in records.items()
    ]


def _in_line(value: object) -> str:
    """What somebody wrote into a record by hand may have what separates lines and their parts."""
    return str(value).replace("\t", " ").replace("\n", " ")
