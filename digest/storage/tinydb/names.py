"""In which months an entry of an id or address may stand: `index/names`, so that not every month is asked.

    a line of JSON      format; length and sum of the next
    JSON                the months with the states of their files; lengths of the registers and sums of their blocks
    two registers       ids; prints of canonical addresses

Making it takes tenths of a second in an old library. So a few months may have changed since: they are asked one by one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import orjson

from digest.storage.tinydb.derived import Distrusted, is_quiet, is_settled, keep, seal_in, sealed
from digest.storage.tinydb.looks import TICK, Stamp, stamp_of
from digest.storage.tinydb.registers import CheckedRegister, Register, packed, print_of, sums_of
from digest.storage.tinydb.summaries import State

#: Raised when what is kept here changes.
_VERSION = 2
_ID, _PRINT = 16, 8

# So many months are asked one by one before the file is made anew.
_MOST_STALE = 4

# Nearly always what stands before the registers is shorter than this.
_HEAD = 1 << 15


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the registers: per month the state that the file speaks of, if it can be believed."""

    states: Mapping[str, State]
    start: int
    lengths: tuple[int, int]
    sums: tuple[list[int], list[int]]
    fences: tuple[dict[int, bytes], dict[int, bytes]] = field(default_factory=lambda: ({}, {}))


class Names:
    """The names in all months but the newest."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._head: tuple[Stamp, _Head] | None = None
        # Of which states the head has been asked last, and for which months it speaks then.
        self._spoke: tuple[_Head, Mapping[str, State], frozenset[str]] | None = None

    def months(
        self, beginning: str, page: str | None, states: Mapping[str, State], ids: Callable[[str], bytes]
    ) -> list[str]:
        """Those of the months, in their order, that may have an id that begins so, or this canonical address.

        `states` are those of all months but the newest; `ids` brings a month's lines of "id print", each behind a line
        end.
        """
        found, known = self._told(beginning, page, states)
        others = states.keys() - known if len(known) < len(states) else set()
        if sum(is_quiet([states[month]]) for month in others) > _MOST_STALE:
            self._make({month: state for month, state in states.items() if is_quiet([state])}, ids)
        if not found and not others:
            return []
        return [month for month in states if month in found or (month in others and _has(ids(month), beginning, page))]

    def _told(self, beginning: str, page: str | None, states: Mapping[str, State]) -> tuple[Set[str], Set[str]]:
        """What the file says, and for which of the months it speaks; none where any of it is damaged."""
        with Distrusted(self._path), self._opened() as (head, in_ids, in_prints):
            numbers = in_ids.numbers(beginning.encode("utf-8", "replace"))
            if page is not None:
                numbers |= in_prints.numbers(print_of(page).encode())
            known = self._known(head, states)
            in_order = list(head.states) if numbers else []
            return {in_order[number] for number in numbers} & known, known
        return frozenset(), frozenset()

    def _known(self, head: _Head, states: Mapping[str, State]) -> frozenset[str]:
        """The months of which the file says how they are now."""
        spoke = self._spoke
        if spoke is None or spoke[0] is not head or spoke[1] is not states:
            known = frozenset(month for month, state in head.states.items() if state and states.get(month) == state)
            self._spoke = spoke = head, states, known
        return spoke[2]

    @contextmanager
    def _opened(self) -> Iterator[tuple[_Head, Register, Register]]:
        """The beginning of the file, and its registers."""
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            stamp = stamp_of(os.fstat(descriptor))
            head = self._head[1] if self._head and self._head[0] == stamp else _read_head(descriptor, stamp)
            # What was written a moment ago may be written anew within the same tick.
            self._head = (stamp, head) if stamp[-1] + TICK < time.time_ns() else None
            (length, other), (sums, others), (fences, more) = head.lengths, head.sums, head.fences
            yield (
                head,
                CheckedRegister(_reader(descriptor, head.start), sums, length, _ID, fences),
                CheckedRegister(_reader(descriptor, head.start + length), others, other, _PRINT, more),
            )
        finally:
            os.close(descriptor)

    def _make(self, states: Mapping[str, State], ids: Callable[[str], bytes]) -> None:
        lines = [
            (number, *line.rpartition(b" ")[::2])
            for number, month in enumerate(states)
            for line in ids(month).split(b"\n")
            if line
        ]
        in_ids = packed(((entry_id, number) for number, entry_id, _ in lines), _ID)
        prints = packed(((print_, number) for number, _, print_ in lines), _PRINT)
        head = {
            "months": list(states.items()),
            "lengths": [len(in_ids), len(prints)],
            "sums": [sums_of(in_ids, _ID), sums_of(prints, _PRINT)],
        }
        keep(self._path, sealed(orjson.dumps(head), _VERSION) + in_ids + prints)


def _has(lines: bytes, beginning: str, page: str | None) -> bool:
    if page is not None and f" {print_of(page)}\n".encode() in lines:
        return True
    return f"\n{beginning}".encode("utf-8", "replace") in lines


def _read_head(descriptor: int, stamp: Stamp) -> _Head:
    size, written = stamp[2], stamp[-1]
    data = os.pread(descriptor, _HEAD, 0)
    begin = data.index(b"\n") + 1
    many, check = seal_in(data[:begin], _VERSION)
    start = begin + many
    if start > len(data):
        data = os.pread(descriptor, min(start, size), 0)
    if crc32(data[begin:start]) != check:
        raise ValueError("half a file")
    head = orjson.loads(data[begin:start])
    length, other = head["lengths"]
    if start + length + other != size:
        raise ValueError("half a file")
    told = {month: tuple(state) for month, state in head["months"]}
    states = {month: state if is_settled([state], written) else () for month, state in told.items()}
    sums, others = head["sums"]
    return _Head(states, start, (length, other), (sums, others))


def _reader(descriptor: int, start: int) -> Callable[[int, int], bytes]:
    return lambda begin, end: os.pread(descriptor, end - begin, start + begin)
