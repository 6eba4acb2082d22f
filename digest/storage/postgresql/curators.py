"""Who has worked on the library, and notes from curator to curator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import orjson

from digest.domain.curator import Curator, appearing, record_of
from digest.domain.note import Note, in_order
from digest.storage.codec import onto
from digest.storage.postgresql.connection import Row, Server, Transaction
from digest.storage.postgresql.edition_cache import EditionCache
from digest.storage.postgresql.records import OF_KIND, change_records, decoded, put_records
from digest.storage.rules.exchange import Exchange

T = TypeVar("T")


class DatabaseCurators:
    """The curators and notes of `Store`. `own` is the present curator; "" is nobody."""

    #: Asks what is known of `own`; what it answers is for `keep_own`.
    KNOWN = "SELECT id, record FROM digest.records WHERE kind = 'curators' AND id = %s"

    def __init__(self, server: Server, cache: EditionCache, own: Curator) -> None:
        self._server = server
        self._cache = cache
        self.own = own

    def curators(self) -> list[Curator]:
        recorded = decoded(Curator, "curators", dict(self._server.rows(OF_KIND, ("curators",))))
        picks = (pick for part in self._cache.parts().values() if not part.edition.is_closed for pick in part.picks)
        return appearing(recorded.values(), (name for pick in picks for name in (pick.curator, pick.edited_by)))

    def keep_own(self, transaction: Transaction, now: datetime, known: list[Row]) -> None:
        """Record that `own` has done something; `known` is the answer to `KNOWN`."""
        texts: dict[str, str] = dict(known)
        present = decoded(Curator, "curators", texts).get(self.own.name)
        if wanted := record_of(self.own, present, now):
            before = orjson.loads(texts[wanted.name]) if present else None
            put_records(transaction, "curators", {wanted.name: onto(before, wanted, "name")}, "editions")

    def notes(self) -> list[Note]:
        return in_order(decoded(Note, "notes", dict(self._server.rows(OF_KIND, ("notes",)))).values())

    def change_records(self, kind: str, decide: Callable[[dict[str, Any]], Exchange[T]]) -> T:
        """See `RecordBackend`."""

        def change(transaction: Transaction) -> T:
            known = transaction.execute(self.KNOWN, (self.own.name,))
            done = change_records(transaction, kind, decide)
            moments = [note.done or note.at for note in done.put.values()] if kind == "notes" else []
            for moment in filter(None, moments):
                self.keep_own(transaction, moment, known.fetchall())
            return done.answer

        return self._server.change(change)
