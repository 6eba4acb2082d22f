"""What is known of a month without reading its entries: an index beside the library, derived and rebuilt at any time.

    index/months.json      per month: counts by feed, the newest date, how many are shortlisted, ids that are doubled
    index/2026-10.ids      per entry: its id and a print of its canonical address
    index/2026-10.texts    per entry: id, feed, canonical address, and the text in both foldings that a search compares

Each says of which state of which files it speaks, by their sizes and times; it counts only if they are still the same
and were not changed within two seconds before it was written, for within one tick of the clock two states may look
alike. Nothing is lost with it, so it is never brought to the disk in safety, and a library that can only be read does
without. The newest month changes all day and is not kept.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from digest.domain.month import is_month, previous_month
from digest.domain.text import search_keys
from digest.storage.tinydb.looks import TICK, Look, Looks

#: Size and time of a file; empty where there is none.
State = tuple[int, ...]
Records = Mapping[str, Mapping[str, Any]]

#: Raised when what is kept here changes.
_VERSION = 2


@dataclass(frozen=True, slots=True)
class Summary:
    """A month: all entries and unread ones by feed, the newest date as written, how many are shortlisted.

    `doubled` are ids that stand in the month before as well; they are not counted.
    """

    counts: Mapping[str, tuple[int, int]]
    newest: str
    shortlisted: int
    doubled: frozenset[str]


class States:
    """The files of entries and marks as they are at one moment."""

    def __init__(self, folder: Path, looks: Looks) -> None:
        self._entries = _states(looks.at(folder / "entries"))
        self._marks = _states(looks.at(folder / "state"))

    def months(self) -> list[str]:
        """The months that have entries, newest first."""
        return sorted(self._entries, reverse=True)

    def of_entries(self, month: str) -> State:
        return self._entries.get(month, ())

    def of_all(self, month: str) -> tuple[State, ...]:
        """All that a summary depends on."""
        return self.of_entries(month), self.of_entries(previous_month(month)), self._marks.get(month, ())


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
        self._summaries: dict[str, tuple[tuple[State, ...], Summary]] | None = None
        self._ids: dict[str, tuple[State, bytes]] = {}

    def states(self) -> States:
        """The files as they are now: one look for any number of questions."""
        return States(self._library, self._looks)

    def summary(self, month: str, states: States) -> Summary:
        """What a list needs to know before it reads the month."""
        known = self._known()
        of = states.of_all(month)
        if month in known and known[month][0] == of:
            return known[month][1]
        summary = self._summarise(month, states)
        if month not in states.months()[:1] and _is_quiet(of):
            known[month] = (of, summary)
            self._keep_summaries()
        return summary

    def ids(self, month: str, states: States) -> bytes:
        """Lines of "id print", each behind a line end. Kept (50 kB a month), for every look at an entry asks."""
        known = self._ids.get(month)
        if known and known[0] == states.of_entries(month):
            return known[1]
        found = self._lines(month, states, "ids", _ids_of)
        if month not in states.months()[:1] and _is_quiet((states.of_entries(month),)):
            self._ids[month] = states.of_entries(month), found
        return found

    def texts(self, month: str, states: States) -> bytes:
        """Lines of id, feed, canonical address and the text folded twice, with tabs between, each behind a line end."""
        return self._lines(month, states, "texts", _texts_of)

    def _lines(self, month: str, states: States, kind: str, make: Callable[[Records], list[str]]) -> bytes:
        if not states.of_entries(month):
            return b"\n"
        path = self._folder / f"{month}.{kind}"
        head = orjson.dumps([_VERSION, states.of_entries(month)])
        with suppress(OSError), path.open("rb") as stream:
            if stream.readline().rstrip() == head and _is_settled([states.of_entries(month)], stream.fileno()):
                return b"\n" + stream.read()
        body = "\n".join(make(self._records(month))).encode("utf-8", "replace") + b"\n"
        if month not in states.months()[:1]:
            self._write(path, head + b"\n" + body)
        return b"\n" + body

    def _known(self) -> dict[str, tuple[tuple[State, ...], Summary]]:
        if self._summaries is None:
            self._summaries = {}
            with (
                suppress(OSError, ValueError, KeyError, TypeError),
                (self._folder / "months.json").open("rb") as stream,
            ):
                data = orjson.loads(stream.read())
                if data["format"] == _VERSION:
                    for month, plain in data["months"].items():
                        of = tuple(tuple(state) for state in plain["of"])
                        if _is_settled(of, stream.fileno()):
                            self._summaries[month] = of, _summary(plain)
        return self._summaries

    def _keep_summaries(self) -> None:
        months = {
            month: {
                "of": of,
                "counts": summary.counts,
                "newest": summary.newest,
                "shortlisted": summary.shortlisted,
                "doubled": sorted(summary.doubled),
            }
            for month, (of, summary) in sorted(self._known().items())
        }
        self._write(self._folder / "months.json", orjson.dumps({"format": _VERSION, "months": months}))

    def _write(self, path: Path, data: bytes) -> None:
        """Without a lock and without fsync: whoever is last has written the same, and half a file is no file."""
        temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
            temporary.replace(path)
        except OSError:  # no room, or a library that can only be read: then it is made anew each time
            with suppress(OSError):
                temporary.unlink()


def address_print(canonical_url: str) -> str:
    """8 hex digits by which an address is looked for; what is found must be compared."""
    return hashlib.blake2b(canonical_url.encode("utf-8", "replace"), digest_size=4).hexdigest()


def searched_text(plain: Mapping[str, Any]) -> str:
    """What of an entry itself a search looks into."""
    return "\n".join(str(plain.get(name, "")) for name in ("title", "summary", "author"))


def _ids_of(records: Records) -> list[str]:
    return [f"{entry_id} {address_print(str(plain.get('canonical_url', '')))}" for entry_id, plain in records.items()]


def _texts_of(records: Records) -> list[str]:
    return [
        f"{entry_id}\t{plain.get('feed_id', '')}\t{plain.get('canonical_url', '')}\t"
        + "\t".join(search_keys(searched_text(plain)))
        for entry_id, plain in records.items()
    ]


def _summary(plain: Mapping[str, Any]) -> Summary:
    counts = {feed_id: (int(every), int(unread)) for feed_id, (every, unread) in plain["counts"].items()}
    return Summary(counts, str(plain["newest"]), int(plain["shortlisted"]), frozenset(plain["doubled"]))


def _is_settled(of: tuple[State, ...] | list[State], descriptor: int) -> bool:
    """True where all was quiet before this file of the index was written."""
    written = os.fstat(descriptor).st_mtime_ns
    return all(not state or state[1] + TICK < written for state in of)


def _is_quiet(of: tuple[State, ...]) -> bool:
    """True where the last change is long enough ago that the next one will show in the file's time."""
    now = time.time_ns()
    return all(not state or state[1] + TICK < now for state in of)


def _states(look: Look) -> dict[str, State]:
    """Size and time of each month's file."""
    return {name[:7]: stamp[2:] for name, stamp in look if is_month(name.removesuffix(".json"))}
