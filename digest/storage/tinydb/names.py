"""In which months an entry of an id or address may stand: `index/names`, so that not every month is asked.

    a line of JSON      format; the months with the states of their files; the lengths of the registers
    two registers       ids; prints of canonical addresses

Making it takes tenths of a second in an old library. So a few months may have changed since: they are asked one by one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson

from digest.storage.tinydb.derived import is_quiet, is_settled, keep, written
from digest.storage.tinydb.registers import Register, packed, print_of
from digest.storage.tinydb.summaries import State

#: Raised when what is kept here changes.
_VERSION = 1
_ID, _PRINT = 16, 8

# So many months are asked one by one before the file is made anew.
_MOST_STALE = 4

# Nearly always the first line is shorter than this.
_HEAD = 8192


class Names:
    """The names in all months but the newest. `ids` brings a month's lines of "id print", each behind a line end."""

    def __init__(self, path: Path, ids: Callable[[str], bytes]) -> None:
        self._path = path
        self._ids = ids

    def months(self, beginning: str, page: str | None, states: Mapping[str, State]) -> list[str]:
        """Those of the months, in their order, that may have an id that begins so, or this canonical address."""
        found: set[str] = set()
        known: set[str] = set()
        with suppress(OSError, ValueError, KeyError, TypeError), self._opened() as (told, ids, prints):
            known = {month for month, state in told.items() if state and states.get(month) == state}
            numbers = ids.numbers(beginning.encode("utf-8", "replace"))
            if page is not None:
                numbers |= prints.numbers(print_of(page).encode())
            in_order = list(told)
            found = {in_order[number] for number in numbers} & known
        others = states.keys() - known
        if sum(is_quiet([states[month]]) for month in others) > _MOST_STALE:
            self._make({month: state for month, state in states.items() if is_quiet([state])})
        return [month for month in states if month in found or (month in others and self._has(month, beginning, page))]

    def _has(self, month: str, beginning: str, page: str | None) -> bool:
        lines = self._ids(month)
        if page is not None and f" {print_of(page)}\n".encode() in lines:
            return True
        return f"\n{beginning}".encode("utf-8", "replace") in lines

    @contextmanager
    def _opened(self) -> Iterator[tuple[Mapping[str, State], Register, Register]]:
        """What the file speaks of (an empty state: that must not be believed), and its registers."""
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            size = os.fstat(descriptor).st_size
            line = os.pread(descriptor, _HEAD, 0)
            if b"\n" not in line:
                line = os.pread(descriptor, size, 0)
            start = line.index(b"\n") + 1
            head = orjson.loads(line[:start])
            length, other = head["lengths"]
            if head["format"] != _VERSION or start + length + other != size:
                raise ValueError("another version, or half a file")
            told = {month: tuple(state) for month, state in head["months"]}
            moment = written(descriptor)
            yield (
                {month: state if is_settled([state], moment) else () for month, state in told.items()},
                Register(_reader(descriptor, start), length, _ID),
                Register(_reader(descriptor, start + length), other, _PRINT),
            )
        finally:
            os.close(descriptor)

    def _make(self, states: Mapping[str, State]) -> None:
        lines = [
            (number, *line.rpartition(b" ")[::2])
            for number, month in enumerate(states)
            for line in self._ids(month).split(b"\n")
            if line
        ]
        ids = packed(((entry_id, number) for number, entry_id, _ in lines), _ID)
        prints = packed(((print_, number) for number, _, print_ in lines), _PRINT)
        head = {"format": _VERSION, "months": list(states.items()), "lengths": [len(ids), len(prints)]}
        keep(self._path, orjson.dumps(head) + b"\n" + ids + prints)


def _reader(descriptor: int, start: int) -> Callable[[int, int], bytes]:
    return lambda begin, end: os.pread(descriptor, end - begin, start + begin)
