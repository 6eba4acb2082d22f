"""Our own numbers in the table `changes`, so that only others' changes are reported.

Every counted change of a part gives it the next number. The numbers that one Store has given are remembered here before
they are committed, as ranges; what is left of the present number is how often others have changed the part.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from threading import Lock

from digest.storage.sql.errors import Senseless
from digest.storage.sql.records import sensible


class OwnChanges:
    """The numbers that one Store has given in the archives that it has written to."""

    def __init__(self) -> None:
        self._lock = Lock()
        # By archive, in the order of writing, and by part: half-open ranges, (before the first, last].
        self._ranges: dict[str, dict[str, list[tuple[int, int]]]] = {}

    def remember(self, name: str, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """A change that is not committed yet gives these numbers."""
        with self._lock:
            parts = self._ranges.setdefault(name, {})
            for part, number in after.items():
                start = before.get(part, 0)
                if number > start:
                    ranges = parts.setdefault(part, [])
                    if ranges and ranges[-1][1] == start:
                        start = ranges.pop()[0]
                    ranges.append((start, number))

    def forget(self, name: str, before: Mapping[str, int]) -> None:
        """The change that was to follow these numbers was not committed."""
        with self._lock:
            for part, ranges in self._ranges.get(name, {}).items():
                last = before.get(part, 0)
                ranges[:] = [(start, min(end, last)) for start, end in ranges if start < last]

    def by_others(self, name: str, present: Mapping[str, int]) -> dict[str, object]:
        """By part a value that changes with others' changes; another archive changes all."""
        with self._lock:
            left = {part: number - self._count(name, part, number) for part, number in present.items()}
            written = list(self._ranges)
            place = written.index(name) if name in written else -1 if written else 0
        return {part: (name if number else place, number) for part, number in left.items()}

    def _count(self, name: str, part: str, number: int) -> int:
        ranges = self._ranges.get(name, {}).get(part, ())
        return sum(min(end, number) - start for start, end in ranges if start < number)


def count(db: sqlite3.Connection, part: str) -> None:
    """Note that a part was changed, for `Store.stamp`."""
    db.execute("INSERT INTO changes VALUES (?, 1) ON CONFLICT (part) DO UPDATE SET number = number + 1", (part,))


def numbers(db: sqlite3.Connection) -> dict[str, int]:
    """How often each part was changed. Raises Senseless."""
    return dict(sensible(db.execute("SELECT part, number FROM changes"), str, int))


def name_of(db: sqlite3.Connection) -> str:
    """The name that no other archive has. Raises Senseless."""
    for (name,) in sensible(db.execute("SELECT value FROM archive WHERE name = 'name'"), str):
        return str(name)
    raise Senseless
