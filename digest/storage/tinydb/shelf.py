"""Closed editions, one file each, so that what is at work stays small however many years lie behind it.

Closing puts an edition with its picks into `closed/2026-10.json` and takes it out of `editions.json`; reopening brings
it back. Where a crash, or an old backup put back, leaves an edition in both, the higher version counts: closing and
reopening each raise it. So either change is made by one write, and the other file is tidied behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digest.domain.month import is_month
from digest.storage.tinydb.migrations import Tables
from digest.storage.tinydb.shards import Shards

Plain = Mapping[str, Any]


class EditionFiles:
    """Where each edition is: in `editions.json`, or on the shelf of closed ones."""

    def __init__(self, shards: Shards) -> None:
        self._shards = shards
        self._shelf: tuple[object, Mapping[str, Tables]] = (None, {})

    def places(self) -> list[Tables]:
        """All editions and picks, in tables from each place that counts, of one moment for each edition.

        The tables of a closed edition are the same object until its file changes.
        """
        while True:
            at_work = self._shards.editions.file.read() or {}
            shelf = self._closed()
            if self._is_still(at_work):
                closed = {edition_id for edition_id, tables in shelf.items() if _counts(tables, at_work, edition_id)}
                return [_without(at_work, closed), *(shelf[edition_id] for edition_id in sorted(closed))]

    def tables(self) -> Tables:
        """The same in one: all editions, and all picks."""
        merged: Tables = {"editions": {}, "picks": {}}
        for tables in self.places():
            for name, table in merged.items():
                table.update(tables.get(name, {}))
        return merged

    def has_pick(self, pick_id: str) -> bool:
        """True where an edition has a pick of that id."""
        return any(pick_id in tables.get("picks", {}) for tables in self.places())

    def _closed(self) -> Mapping[str, Tables]:
        """Everything on the shelf, read again where one of the files has changed.

        A closed edition whose file was found damaged was told once, when it was set aside; the others go on without
        it, and asking for that edition alone tells again.
        """
        stamp = self._shards.looks.at(self._shards.folder / "closed")
        if stamp != self._shelf[0]:
            files = {edition_id: self._shards.closed(edition_id).file for edition_id in self._shards.closed_ids()}
            shelf = {edition_id: tables for edition_id, file in files.items() if (tables := file.read()) is not None}
            self._shelf = stamp, shelf
        return self._shelf[1]

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
        for tables in self.places():
            if (found := tables.get("picks", {}).get(pick_id)) is not None:
                return str(found.get("edition_id", "")), found
        return None

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


def _without(at_work: Tables, closed: set[str]) -> Tables:
    """What is at work, less what a crash has left of editions that are closed."""
    editions, picks = at_work.get("editions", {}), at_work.get("picks", {})
    if closed.isdisjoint(editions) and not any(plain.get("edition_id") in closed for plain in picks.values()):
        return at_work
    return {
        "editions": {key: plain for key, plain in editions.items() if key not in closed},
        "picks": {key: plain for key, plain in picks.items() if plain.get("edition_id") not in closed},
    }


def _counts(shelf: Tables, at_work: Tables, edition_id: str) -> bool:
    """True where what lies on the shelf is newer than what is at work."""
    return _version(shelf, edition_id) > _version(at_work, edition_id)


def _version(tables: Tables, edition_id: str) -> int:
    plain = tables.get("editions", {}).get(edition_id)
    version = plain.get("version", 0) if plain else -1
    return version if isinstance(version, int) else 0
