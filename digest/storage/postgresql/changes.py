"""Counts of changes by part, ours and others': the source of `Store.stamp`.

Each Store counts in rows of its own, so that none waits for another; a query adds them up. Rows of Stores that
have been gone for long are added to one row; the sums stay.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from digest.domain.query import LibraryStamp
from digest.storage.postgresql.connection import Server, Transaction

#: What `stamp` tells of; "state" is made of the marks of one curator and the shortlist.
PARTS = ("entries", "seen", "content", "fetch", "feeds", "editions")
#: The writer under whose name the rows of former Stores are added up.
_FORMER = "former"
_LOOK = """SELECT part, sum(number)::bigint, sum(CASE WHEN writer = %s THEN 0 ELSE number END)::bigint
    FROM digest.changes GROUP BY part"""


def marks_of(curator: str) -> str:
    """The part that a curator's read marks are."""
    return f"marks {curator}"


class ChangeNumbers:
    """The numbers as they were at the last look, with the Store's own changes since.

    Within `moment`, a thread looks once: what it reads after that may lack what others do meanwhile.
    """

    def __init__(self, server: Server, curator: Callable[[], str]) -> None:
        self._server = server
        self._curator = curator
        self._gate = threading.Lock()
        self._numbers: Mapping[str, int] = {}
        self._by_others: Mapping[str, int] = {}
        self._looks = self._own = 0
        self._here = threading.local()
        server.on_change(self._count_own, lambda: self._looks)

    @contextmanager
    def moment(self) -> Iterator[None]:
        outer = getattr(self._here, "has_looked", None)
        self._here.has_looked = bool(outer)
        try:
            yield
        finally:
            self._here.has_looked = outer

    @property
    def is_moment(self) -> bool:
        """Whether this thread is within `moment`."""
        return getattr(self._here, "has_looked", None) is not None

    def look(self) -> None:
        if getattr(self._here, "has_looked", None):
            return
        while True:
            own = self._own
            rows = self._server.rows(_LOOK, (self._server.writer,))
            with self._gate:
                if own == self._own:  # else these may be older than what another thread has changed
                    self._numbers = {part: number for part, number, _ in rows}
                    self._by_others = {part: number for part, _, number in rows}
                    self._looks += 1
                    break
        if self.is_moment:
            self._here.has_looked = True

    def _count_own(self, parts: Collection[str], looks: int) -> None:
        """Count a change of this Store's own that began after so many looks."""
        with self._gate:
            self._own += 1
            # A look meanwhile may have counted it already: then a number that no look ever finds.
            self._numbers = {
                **self._numbers,
                **{part: self._numbers.get(part, 0) + 1 if looks == self._looks else -self._own for part in parts},
            }

    def number(self, part: str) -> int:
        with self._gate:
            return self._numbers.get(part, 0)

    def of_marks(self) -> int:
        return self.number(marks_of(self._curator()))

    def stamp(self) -> LibraryStamp:
        """See `Store.stamp`, of the last look."""
        with self._gate:
            return self._stamp(self._numbers)

    def others_stamp(self) -> LibraryStamp:
        """See `Store.others_stamp`, of the last look."""
        with self._gate:
            return self._stamp(self._by_others)

    def _stamp(self, numbers: Mapping[str, int]) -> LibraryStamp:
        parts: dict[str, object] = {part: numbers.get(part, 0) for part in PARTS}
        parts["state"] = numbers.get(marks_of(self._curator()), 0), numbers.get("shortlist", 0)
        return LibraryStamp(parts)


def fold_former(transaction: Transaction) -> None:
    """Fold the rows of Stores idle for two days into one, and forget their attempts.

    The sums stay the same, so nobody takes it for a change. A Store that writes again after that begins a new row.
    """
    rows = transaction.rows(
        "DELETE FROM digest.changes WHERE writer <> %s AND at < now() - interval '2 days' RETURNING part, number",
        (_FORMER,),
    )
    sums: dict[str, int] = {}
    for part, number in rows:
        sums[part] = sums.get(part, 0) + number
    transaction.many(
        "INSERT INTO digest.changes AS known (part, writer, number) VALUES (%s, %s, %s) "
        "ON CONFLICT (part, writer) DO UPDATE SET number = known.number + excluded.number",
        [(part, _FORMER, number) for part, number in sorted(sums.items())],
    )
    transaction.execute("DELETE FROM digest.attempts WHERE at < now() - interval '2 days'")
