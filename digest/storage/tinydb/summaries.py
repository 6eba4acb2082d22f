"""What a list needs to know of a month before it reads it, kept in `index/months` for all months that are quiet.

a line of JSON      format; length and sum of what follows
a line of JSON      per month what it speaks of, and the summary without its counts; the counts of all
a line per month    its counts by feed, which only a list of some feeds asks for
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import cast
from zlib import crc32

import orjson

from digest.storage.tinydb.derived import Distrusted, is_settled, keep, seal_in, sealed, written

#: Raised when what is kept here changes.
_VERSION = 4

#: Size and time of a file; empty where there is none.
State = tuple[int, ...]

#: By feed: all entries and unread ones.
Counts = Mapping[str, Sequence[int]]


_NONE: frozenset[str] = frozenset()


class Summary:
    """A month: all entries and unread ones by feed, the newest date as written, how many are shortlisted.

    `doubled` are ids that stand in the month before as well; they are not counted. `total` adds the feeds up. Counts
    that are still to be read are of feeds `among` those given.
    """

    __slots__ = ("_among", "_counts", "doubled", "newest", "shortlisted", "total")

    def __init__(
        self, counts: Counts | bytes, newest: str, shortlisted: int, doubled: Iterable[str], total: Sequence[int],
        among: Set[str] | None = None,
    ) -> None:  # fmt: skip
        self._counts = counts
        self._among = among
        self.newest = newest
        self.shortlisted = shortlisted
        self.doubled = frozenset(doubled) if doubled else _NONE
        self.total = total

    @property
    def counts(self) -> Counts:
        counts = self._counts
        if isinstance(counts, bytes):
            self._counts = counts = cast(Counts, orjson.loads(counts))
        return counts

    def of_feeds(self, feed_ids: set[str]) -> Sequence[int]:
        """All entries and unread ones of these feeds."""
        if (self._among if self._among is not None else self.counts.keys()) <= feed_ids:
            return self.total
        return total_of(counts for feed_id, counts in self.counts.items() if feed_id in feed_ids)


class SummaryFile:
    """The summaries of quiet months, each with the states of the files that it speaks of."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, tuple[tuple[State, ...], Summary]] = {}
        self._together: tuple[frozenset[str], Counts] = frozenset(), {}
        with Distrusted(path), path.open("rb") as stream:
            length, check = seal_in(stream.readline(), _VERSION)
            lines = stream.read()
            if len(lines) != length or crc32(lines) != check:
                raise ValueError("half a file")
            head, *counts = lines.splitlines()
            data = orjson.loads(head)
            moment, among = written(stream.fileno()), data["together"].keys()
            are_all = is_settled((state for _, of, *_ in data["months"] for state in of), moment)
            found = {
                month: (tuple(map(tuple, of)), Summary(line, newest, shortlisted, doubled, total, among))
                for (month, of, newest, shortlisted, doubled, total), line in zip(data["months"], counts, strict=True)
                if are_all or is_settled(of, moment)
            }
            if len(found) == len(counts):
                self._together = frozenset(found), data["together"]
            self._known = found

    def get(self, month: str, of: tuple[State, ...]) -> Summary | None:
        """The summary, if it speaks of these states."""
        known = self._known.get(month)
        return known[1] if known and known[0] == of else None

    def put(self, month: str, of: tuple[State, ...], summary: Summary) -> None:
        """Keep a summary; the others stay."""
        self._known[month] = of, summary
        known = sorted(self._known.items())
        self._together = frozenset(self._known), _added_up(summary.counts for _, (_, summary) in known)
        head = {
            "together": self._together[1],
            "months": [
                (month, of, one.newest, one.shortlisted, sorted(one.doubled), one.total) for month, (of, one) in known
            ],
        }
        lines = [orjson.dumps(head), *(orjson.dumps(one.counts) for _, (_, one) in known)]
        keep(self._path, sealed(b"\n".join(lines) + b"\n", _VERSION))

    def together(self, summaries: Mapping[str, Summary]) -> Counts:
        """The counts of these months added up."""
        if self._together[0] == summaries.keys() and all(
            self._known[month][1] is summary for month, summary in summaries.items()
        ):
            return self._together[1]
        return _added_up(summary.counts for summary in summaries.values())


def total_of(counts: Iterable[Sequence[int]]) -> tuple[int, int]:
    """Entries and unread ones of some feeds together."""
    every = unread = 0
    for one, other in counts:
        every, unread = every + one, unread + other
    return every, unread


def _added_up(months: Iterable[Counts]) -> Counts:
    found: dict[str, list[int]] = {}
    for counts in months:
        for feed_id, (one, other) in counts.items():
            here = found.setdefault(feed_id, [0, 0])
            here[0] += one
            here[1] += other
    return found
