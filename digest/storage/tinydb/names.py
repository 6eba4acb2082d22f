"""In which months an entry of an id or address may stand: `index/names`, so that not every month is asked.

    a line of JSON      format; the months with the states of their files; the lengths of the registers
    two registers       ids; prints of canonical addresses

Making it takes tenths of a second in an old library. So a few months may have changed since: they are asked one by one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import orjson

from digest.storage.tinydb.derived import is_quiet, is_settled, keep
from digest.storage.tinydb.looks import TICK, Stamp, stamp_of
from digest.storage.tinydb.registers import Register, packed, print_of
from digest.storage.tinydb.summaries import State

#: Raised when what is kept here changes.
_VERSION = 1
_ID, _PRINT = 16, 8

# So many months are asked one by one before the file is made anew.
_MOST_STALE = 4

# Nearly always the first line is shorter than this.
_HEAD = 8192


@dataclass(frozen=True, slots=True)
class _Head:
    """The first line: per month the state that the file speaks of, if it can be believed; where the registers lie."""

    states: Mapping[str, State]
    start: int
    lengths: tuple[int, int]


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
        found: set[str] = set()
        known: frozenset[str] = frozenset()
        with suppress(OSError, ValueError, KeyError, TypeError), self._opened() as (head, in_ids, in_prints):
            known = self._known(head, states)
            numbers = in_ids.numbers(beginning.encode("utf-8", "replace"))
            if page is not None:
                numbers |= in_prints.numbers(print_of(page).encode())
            in_order = list(head.states) if numbers else []
            found = {in_order[number] for number in numbers} & known
        others = states.keys() - known if len(known) < len(states) else set()
        if sum(is_quiet([states[month]]) for month in others) > _MOST_STALE:
            self._make({month: state for month, state in states.items() if is_quiet([state])}, ids)
        if not found and not others:
            return []
        return [month for month in states if month in found or (month in others and _has(ids(month), beginning, page))]

    def _known(self, head: _Head, states: Mapping[str, State]) -> frozenset[str]:
        """The months of which the file says how they are now."""
        spoke = self._spoke
        if spoke is None or spoke[0] is not head or spoke[1] is not states:
            known = frozenset(month for month, state in head.states.items() if state and states.get(month) == state)
            self._spoke = spoke = head, states, known
        return spoke[2]

    @contextmanager
    def _opened(self) -> Iterator[tuple[_Head, Register, Register]]:
        """The first line of the file, and its registers."""
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            stamp = stamp_of(os.fstat(descriptor))
            head = self._head[1] if self._head and self._head[0] == stamp else _read_head(descriptor, stamp)
            # What was written a moment ago may be written anew within the same tick.
            self._head = (stamp, head) if stamp[-1] + TICK < time.time_ns() else None
            length, other = head.lengths
            yield (
                head,
                Register(_reader(descriptor, head.start), length, _ID),
                Register(_reader(descriptor, head.start + length), other, _PRINT),
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
        head = {"format": _VERSION, "months": list(states.items()), "lengths": [len(in_ids), len(prints)]}
        keep(self._path, orjson.dumps(head) + b"\n" + in_ids + prints)


def _has(lines: bytes, beginning: str, page: str | None) -> bool:
    if page is not None and f" {print_of(page)}\n".encode() in lines:
        return True
    return f"\n{beginning}".encode("utf-8", "replace") in lines


def _read_head(descriptor: int, stamp: Stamp) -> _Head:
    size, written = stamp[2], stamp[-1]
    line = os.pread(descriptor, _HEAD, 0)
    if b"\n" not in line:
        line = os.pread(descriptor, size, 0)
    start = line.index(b"\n") + 1
    head = orjson.loads(line[:start])
    length, other = head["lengths"]
    if head["format"] != _VERSION or start + length + other != size:
        raise ValueError("another version, or half a file")
    told = {month: tuple(state) for month, state in head["months"]}
    states = {month: state if is_settled([state], written) else () for month, state in told.items()}
    return _Head(states, start, (length, other))


def _reader(descriptor: int, start: int) -> Callable[[int, int], bytes]:
    return lambda begin, end: os.pread(descriptor, end - begin, start + begin)
