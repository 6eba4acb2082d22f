"""TinyDB's tables as the library uses them: records by our own ids, replaced whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, cast

from tinydb import TinyDB
from tinydb.table import Document, Table

_NOTHING: Mapping[str, Mapping[str, Any]] = {}


class RecordTable(Table):
    """A table whose ids are strings. `Document` wants an int by its type only."""

    document_id_class = str  # type: ignore[assignment]

    def find(self, record_id: str) -> dict[str, Any] | None:
        """One record by its id."""
        return self.get(doc_id=cast(int, record_id))

    def records(self) -> Mapping[str, Mapping[str, Any]]:
        """All records by id, the cache's own: never change them. Cached until the file changes."""
        return (self.storage.read() or {}).get(self.name, _NOTHING)

    def put(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        """Add these records, or replace those with their ids; equal ones are not touched.

        Removed and inserted: `update` keeps the fields that a record has no more, and changes the cache's records
        while a reader uses them. Both happen in memory; the file is written once, at the transaction's end.
        """
        present = self.records()
        changed = {key: record for key, record in records.items() if present.get(key) != record}
        self.discard(changed)
        if changed:
            self.insert_multiple(Document(record, doc_id=cast(int, key)) for key, record in changed.items())

    def discard(self, record_ids: Iterable[str]) -> None:
        """Remove these; unknown ids are skipped."""
        present = self.records()
        if gone := [key for key in record_ids if key in present]:
            self.remove(doc_ids=cast(list[int], gone))

    def insert(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("every record brings its own id; use put")

    def upsert(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("upsert is not atomic; use put")


class TableFile(TinyDB):
    """TinyDB with such tables."""

    table_class = RecordTable


def place_of(record: Mapping[str, Any]) -> int:
    """The record's index among those that came together; 0 if it is no number."""
    place = record.get("place", 0)
    return place if type(place) is int else 0
