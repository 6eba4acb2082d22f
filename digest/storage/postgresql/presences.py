"""Who is at work, as rows that expire by the server's clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from secrets import token_hex

import orjson

from digest.domain.presence import EXPIRY, Presence, presence_of
from digest.storage.postgresql.connection import Server, Transaction

_NOW = "SELECT extract(epoch FROM now())::float8"
_PUT = """INSERT INTO digest.records VALUES ('presence', %s, %s)
    ON CONFLICT (kind, id) DO UPDATE SET record = excluded.record"""
_ALL = "SELECT id, record, extract(epoch FROM now())::float8 FROM digest.records WHERE kind = 'presence'"
_REMOVE = "DELETE FROM digest.records WHERE kind = 'presence' AND id = ANY(%s)"


# Only what counts as a change is kept; no stamp is made of this part.
_PART = "presence"


class DatabasePresences:
    """See `Presences`. `name` tells who works here."""

    def __init__(self, server: Server, name: Callable[[], str]) -> None:
        self._server = server
        self._name = name
        self._id = token_hex(8)

    def announce(self, edition: str, pick: str, part: str = "") -> None:
        def change(db: Transaction) -> None:
            now = db.rows(_NOW)[0][0]
            plain = {**asdict(Presence(edition, pick, self._name(), part)), "at": now}
            db.execute(_PUT, (self._id, orjson.dumps(plain).decode()))
            db.count(_PART)

        self._server.change(change)

    def leave(self) -> None:
        """Also takes away what programs that were killed have left."""
        stale = [key for key, _, age in self._rows() if age > EXPIRY]

        def change(db: Transaction) -> None:
            db.execute(_REMOVE, ([self._id, *stale],))
            db.count(_PART)

        self._server.change(change)

    def others(self) -> list[Presence]:
        found = (one for key, one, age in self._rows() if key != self._id and age < EXPIRY)
        return sorted(set(found))

    def _rows(self) -> list[tuple[str, Presence, float]]:
        found = []
        for key, record, now in self._server.rows(_ALL):
            plain = orjson.loads(record)
            presence = presence_of(plain)
            if presence is not None and isinstance(at := plain.get("at"), int | float):
                found.append((key, presence, now - at))
        return found
