"""Who has worked on the library, and notes from curator to curator."""

from __future__ import annotations

from datetime import datetime

import orjson

from digest.domain.curator import Curator, appearing, record_of
from digest.domain.note import Note, in_order, no_note
from digest.storage.codec import onto
from digest.storage.postgresql.connection import Row, Server, Transaction
from digest.storage.postgresql.edition_cache import EditionCache
from digest.storage.postgresql.records import decoded, exchange, put_records, removed
from digest.storage.rules.exchange import Small

_OF_KIND = "SELECT id, record FROM digest.records WHERE kind = %s"


class DatabaseCurators:
    """The curators and notes of `Store`. `own` is the present curator; "" is nobody."""

    #: Asks what is known of `own`; what it answers is for `keep_own`.
    KNOWN = "SELECT id, record FROM digest.records WHERE kind = 'curators' AND id = %s"

    def __init__(self, server: Server, cache: EditionCache, own: Curator) -> None:
        self._server = server
        self._cache = cache
        self.own = own

    def curators(self) -> list[Curator]:
        recorded = decoded(Curator, "curators", dict(self._server.rows(_OF_KIND, ("curators",))))
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
        return in_order(decoded(Note, "notes", dict(self._server.rows(_OF_KIND, ("notes",)))).values())

    def exchange(self, before: Small | None, after: Small | None) -> Small | None:
        """See `Store.exchange`: who leaves or settles a note has done something."""

        def change(transaction: Transaction) -> Small | None:
            known = transaction.execute(self.KNOWN, (self.own.name,))
            kept = exchange(transaction, before, after)
            if isinstance(kept, Note) and (moment := kept.done or kept.at) is not None:
                self.keep_own(transaction, moment, known.fetchall())
            return kept

        return self._server.change(change)

    def remove_note(self, note_id: str) -> Note:
        return self._server.change(lambda db: removed(db, "notes", Note, note_id, no_note, "editions"))
