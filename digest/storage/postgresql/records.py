"""Small records of people by kind and id: words, rules, searches, notes, curators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import orjson

from digest.storage.codec import decode, onto
from digest.storage.dump_format import KINDS
from digest.storage.postgresql.connection import Transaction
from digest.storage.rules.exchange import Exchange

T = TypeVar("T")
#: Whoever changes feeds, or one of these records according to others, holds this row.
LOCK = "SELECT name FROM digest.locks WHERE name = 'feeds' FOR UPDATE"
OF_KIND = "SELECT id, record FROM digest.records WHERE kind = %s"


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


def decoded(record: type[T], kind: str, texts: Mapping[str, str]) -> dict[str, T]:
    place = KINDS[kind].place
    return {key: decode(record, orjson.loads(text), **dict.fromkeys(place, key)) for key, text in texts.items()}


def text_onto(before: str, record: Any, *keys: str) -> str:
    """The record as text (`codec.onto`); `before` is that which stands there, "" for none."""
    return orjson.dumps(onto(orjson.loads(before) if before else None, record, *keys)).decode()


def change_records(transaction: Transaction, kind: str, decide: Callable[[dict[str, Any]], Exchange[T]]) -> Exchange[T]:
    """See `shared_store.RecordBackend`; unknown fields of a stored record stay."""
    transaction.execute(LOCK)
    texts: dict[str, str] = dict(transaction.rows(OF_KIND, (kind,)))
    record_class, place = KINDS[kind].record, KINDS[kind].place
    assert record_class is not None
    done = decide(decoded(record_class, kind, texts))
    part = "editions" if kind == "notes" else "feeds"
    if done.gone:
        transaction.execute("DELETE FROM digest.records WHERE kind = %s AND id = ANY(%s)", (kind, list(done.gone)))
        transaction.count(part)
    before = {key: orjson.loads(texts[key]) for key in done.put if key in texts}
    after = {key: onto(before.get(key), record, *place) for key, record in done.put.items()}
    put_records(transaction, kind, {key: plain for key, plain in after.items() if plain != before.get(key)}, part)
    return done


def put_records(transaction: Transaction, kind: str, plain: Mapping[str, Mapping[str, Any]], part: str) -> None:
    """Write records, by id as JSON data; `part` of the library is changed by that."""
    if plain:
        transaction.many(
            "INSERT INTO digest.records VALUES (%s, %s, %s) "
            "ON CONFLICT (kind, id) DO UPDATE SET record = excluded.record",
            [(kind, key, orjson.dumps(one).decode()) for key, one in plain.items()],
        )
        transaction.count(part)
