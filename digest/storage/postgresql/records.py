"""Small records of people by kind and id: words, rules, searches, notes, curators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import orjson

from digest.domain.errors import NotFound
from digest.storage.codec import decode, onto
from digest.storage.dump_format import KINDS
from digest.storage.postgresql.connection import Transaction
from digest.storage.rules.exchange import Small, exchanged, kind_of

T = TypeVar("T")
#: Whoever changes feeds, or one of these records according to others, holds this row.
LOCK = "SELECT name FROM digest.locks WHERE name = 'feeds' FOR UPDATE"


class DecodedTexts(Generic[T]):
    """Records decoded from their texts, each once while its text stays: there may be 10,000."""

    def __init__(self, decoded: Callable[[str, str], T]) -> None:
        self._decoded = decoded
        self._known: Mapping[str, tuple[str, T]] = {}

    def all(self, rows: Iterable[tuple[Any, ...]]) -> dict[str, T]:
        """The records of all rows of id and text, in that order."""
        known, read = self._known, {}
        for key, text in rows:
            before = known.get(key)
            read[key] = before if before is not None and before[0] == text else (text, self._decoded(key, text))
        self._known = read
        return {key: record for key, (_, record) in read.items()}


def records(transaction: Transaction, kind: str, record: type[T]) -> dict[str, T]:
    """All records of a kind."""
    return decoded(
        record, kind, dict(transaction.rows("SELECT id, record FROM digest.records WHERE kind = %s", (kind,)))
    )


def decoded(record: type[T], kind: str, texts: Mapping[str, str]) -> dict[str, T]:
    """Records as they are in the table, by id."""
    place = KINDS[kind].place
    return {key: decode(record, orjson.loads(text), **dict.fromkeys(place, key)) for key, text in texts.items()}


def exchange(transaction: Transaction, before: Small | None, after: Small | None) -> Small | None:
    """See `Store.exchange`."""
    kind, record = kind_of(before, after)
    transaction.execute(LOCK)
    done = exchanged(records(transaction, kind, record).values(), before, after)
    part = "editions" if kind == "notes" else "feeds"
    if done.gone:
        transaction.execute("DELETE FROM digest.records WHERE kind = %s AND id = ANY(%s)", (kind, list(done.gone)))
        transaction.count(part)
    for one in done.put:
        put_record(transaction, kind, one.id, one, part)
    return done.kept


def put_record(transaction: Transaction, kind: str, record_id: str, record: Any, part: str) -> None:
    """Store a record unless it is equal; unknown fields of the stored one stay."""
    rows = transaction.rows("SELECT record FROM digest.records WHERE kind = %s AND id = %s", (kind, record_id))
    before = orjson.loads(rows[0][0]) if rows else None
    after = onto(before, record, *KINDS[kind].place)
    if after != before:
        put_records(transaction, kind, {record_id: after}, part)


def put_records(transaction: Transaction, kind: str, plain: Mapping[str, Mapping[str, Any]], part: str) -> None:
    """Write records, by id as JSON data; `part` of the library is changed by that."""
    if plain:
        transaction.many(
            "INSERT INTO digest.records VALUES (%s, %s, %s) "
            "ON CONFLICT (kind, id) DO UPDATE SET record = excluded.record",
            [(kind, key, orjson.dumps(one).decode()) for key, one in plain.items()],
        )
        transaction.count(part)


def removed(
    transaction: Transaction, kind: str, record: type[T], record_id: str, missing: Callable[[str], NotFound], part: str
) -> T:
    """Take a record away; returns it. Raises what `missing` makes."""
    asked = "DELETE FROM digest.records WHERE kind = %s AND id = %s RETURNING id, record"
    rows: dict[str, str] = dict(transaction.rows(asked, (kind, record_id)))
    if not rows:
        raise missing(record_id)
    transaction.count(part)
    return decoded(record, kind, rows)[record_id]
