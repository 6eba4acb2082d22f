"""Closed editions, one file each, so that what is at work stays small however many years lie behind it.

Closing puts an edition with its picks into `closed/2026-10.json` and takes it out of `editions.json`; reopening brings
it back. Where a crash, or an old backup put back, leaves an edition in both, the higher version counts: closing and
reopening each raise it. So either change is made by one write, and the other file is tidied behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from digest.domain.month import is_month
from digest.storage.tinydb.migrations import Tables
from digest.storage.tinydb.shards import Shards

Plain = Mapping[str, Any]


class EditionFiles:
    """Where each edition is: in `editions.json`, or on the shelf of closed ones."""

    def __init__(self, shards: Shards) -> None:
        self._shards = shards

    def tables(self) -> Tables:
        """All editions and picks, each from the place that counts, of one moment for each edition.

        A closed edition whose file was found damaged was told once, when it was set aside; the others go on without
        it, and asking for that edition alone tells again.
        """
        while True:
            at_work = self._shards.editions.file.read() or {}
            closed = {edition_id: self._shards.closed(edition_id).file for edition_id in self._shards.closed_ids()}
            shelf = {edition_id: tables for edition_id, file in closed.items() if (tables := file.read()) is not None}
            if self._is_still(at_work):
                return _merged(at_work, shelf)

    def of(self, edition_id: str) -> Tables:
        """One edition with its picks, from the place that counts."""
        while True:
            at_work = self._shards.editions.file.read() or {}
            shelf = self._shards.closed(edition_id).file.read() if is_month(edition_id) else None
            if shelf is not None and _counts(shelf, at_work, edition_id):
                return shelf
            if shelf is not None or self._is_still(at_work):
                picks = at_work.get("picks", {})
                editions = at_work.get("editions", {})
                return {
                    "editions": {edition_id: editions[edition_id]} if edition_id in editions else {},
                    "picks": {key: plain for key, plain in picks.items() if plain.get("edition_id") == edition_id},
                }

    def pick(self, pick_id: str) -> tuple[str, Plain] | None:
        """Which edition a pick is in, and the pick."""
        plain = (self._shards.editions.file.read() or {}).get("picks", {}).get(pick_id)
        if plain is not None:
            edition_id = str(plain.get("edition_id", ""))
            if not self._shards.has_closed(edition_id):
                return edition_id, plain
        found = self.tables()["picks"].get(pick_id)
        return (str(found.get("edition_id", "")), found) if found is not None else None

    def keep(self, edition_id: str, tables: Tables, *, closed: bool) -> None:
        """Put the edition where it belongs, inside the transaction of `editions.json`.

        `tables` hold the whole edition and nothing else. One that was closed leaves its file on the shelf, to be
        taken away by `tidy` when the transaction has ended well.
        """
        shard = self._shards.editions
        before = {
            pick_id
            for pick_id, plain in shard.table("picks").records().items()
            if plain.get("edition_id") == edition_id
        }
        if closed:
            shelf = self._shards.closed(edition_id)
            with shelf.transaction():
                shelf.table("picks").discard(shelf.table("picks").records().keys() - tables["picks"].keys())
                shelf.table("picks").put(tables["picks"])
                shelf.table("editions").put(tables["editions"])
            shard.table("editions").discard([edition_id])
            shard.table("picks").discard(before)
        else:
            shard.table("picks").discard(before - tables["picks"].keys())
            shard.table("picks").put(tables["picks"])
            shard.table("editions").put(tables["editions"])

    def tidy(self, edition_id: str) -> None:
        """Take an edition off the shelf that was reopened and counts as it stands in `editions.json`."""
        if not self._shards.has_closed(edition_id):
            return
        shelf = self._shards.closed(edition_id)
        with shelf.transaction():
            tables = shelf.file.read()
            at_work = self._shards.editions.file.read() or {}
            if tables is None or _counts(tables, at_work, edition_id):
                return
            shelf.file.remove()

    def _is_still(self, at_work: Tables) -> bool:
        """False where `editions.json` was changed while the shelf was read: then an edition may have been missed."""
        present = self._shards.editions.file.read() or {}
        return present is at_work or present == at_work


def _merged(at_work: Tables, shelf: Mapping[str, Tables]) -> Tables:
    closed = {edition_id for edition_id, tables in shelf.items() if _counts(tables, at_work, edition_id)}
    if not closed:
        return {"editions": at_work.get("editions", {}), "picks": at_work.get("picks", {})}
    merged: Tables = {
        "editions": {key: plain for key, plain in at_work.get("editions", {}).items() if key not in closed},
        "picks": {
            key: plain for key, plain in at_work.get("picks", {}).items() if plain.get("edition_id") not in closed
        },
    }
    for edition_id, table, key, plain in _records(shelf):
        if edition_id in closed:
            merged[table][key] = plain
    return merged


def _records(shelf: Mapping[str, Tables]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for edition_id, tables in shelf.items():
        for table in ("editions", "picks"):
            for key, plain in tables.get(table, {}).items():
                yield edition_id, table, key, plain


def _counts(shelf: Tables, at_work: Tables, edition_id: str) -> bool:
    """True where what lies on the shelf is newer than what is at work."""
    return _version(shelf, edition_id) > _version(at_work, edition_id)


def _version(tables: Tables, edition_id: str) -> int:
    plain = tables.get("editions", {}).get(edition_id)
    version = plain.get("version", 0) if plain else -1
    return version if isinstance(version, int) else 0
