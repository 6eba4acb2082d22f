"""Which file has each edition: those at work in editions.json, closed ones in one file each.

So the current file stays small over the years. Closing puts an edition with its picks into `closed/2026-10.json` and
takes it out of `editions.json`; reopening brings it back. If a crash, or a restored file, leaves an edition in both,
the higher version counts: closing and reopening each raise it. So either change is made by one write, and the other
file is tidied after it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from typing import Any, TypeVar

from tinydb import where

from digest.domain.edition import Edition
from digest.domain.errors import LibraryDamaged
from digest.domain.month import is_month
from digest.storage.files.closed_editions import ClosedEditions, EditionRecords, version_in
from digest.storage.files.engine.file_errors import OnDamage
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.library_files import LibraryFiles

Plain = Mapping[str, Any]
T = TypeVar("T")


class EditionTables:
    """The tables of each edition, from `editions.json`, or its own file if it is closed."""

    def __init__(self, library: LibraryFiles, on_damage: OnDamage | None) -> None:
        self._library = library
        self.closed = ClosedEditions(library, self.edition, on_damage)
        self._at_work: tuple[Tables, frozenset[str], EditionRecords] | None = None

    def edition(self, edition_id: str, plain: Plain) -> Edition:
        """An edition of its record; an untouched draft of an empty one."""
        return self.decoded(edition_id, Edition, edition_id, plain)

    def decoded(self, edition_id: str, record_class: type[T], record_id: str, plain: Plain, key: str = "id") -> T:
        """Decode a record of that edition; `key` is the field with its id, if there is one.

        Raises LibraryDamaged with the file's name.
        """
        keys = {key: record_id} if key else {}
        try:
            return self._library.editions.decode(record_class, record_id, plain, **keys)
        except LibraryDamaged:
            if self._library.has_closed(edition_id):
                self._library.closed(edition_id).decode(record_class, record_id, plain, **keys)
            raise

    def records(self, names: Collection[str] | None = None, beginning: str = "") -> list[EditionRecords]:
        """Editions and picks by file, `editions.json` first.

        What belongs to one edition is of one moment. Of the closed editions only those that mention one of the `names`
        (pages, entries, picks), or have a pick whose id starts with `beginning`; all if `names` is None.
        """
        return self._asked(names, beginning)[0]

    def edition_ids(self) -> set[str]:
        """The ids of all editions."""
        records, closed = self._asked(())
        return {*closed, *records[0].edition_ids}

    def _asked(self, names: Collection[str] | None, beginning: str = "") -> tuple[list[EditionRecords], set[str]]:
        """The records, and the ids of all closed editions that count."""
        while True:
            at_work = self._library.editions.storage.read() or {}
            closed = self.closed.about(names, beginning)
            if self._is_unchanged(at_work):
                drafts = at_work.get("editions", {})
                newer = {
                    key
                    for key, version in closed.versions.items()
                    if version > (version_in(drafts, key) if key in drafts else -1)
                }
                found = [closed.records[key] for key in sorted(newer) if key in closed.records]
                return [self._records_at_work(at_work, newer), *found], newer

    def all_tables(self) -> Tables:
        """All editions and all picks, each file read. Raises LibraryDamaged."""
        self.ensure_whole()
        merged: Tables = {"editions": {}, "picks": {}}
        for records in self.records():
            for edition_id in {*records.records, *(str(plain.get("edition_id")) for plain in records.picks.values())}:
                found = self.tables_of(edition_id)
                for name, table in merged.items():
                    table.update(found.get(name, {}))
        return merged

    def ensure_whole(self) -> None:
        self._library.editions.storage.read()
        self.closed.ensure_whole()

    def has_pick(self, pick_id: str) -> bool:
        """True if an edition has a pick of that id."""
        return any(pick_id in records.picks for records in self.records([pick_id]))

    def tables_of(self, edition_id: str) -> Tables:
        """One edition with its picks, from the file that counts."""
        while True:
            at_work = self._library.editions.storage.read() or {}
            closed = self._library.closed(edition_id).storage.read() if is_month(edition_id) else None
            if closed is not None and _is_newer(closed, at_work, edition_id):
                return closed
            if closed is not None or self._is_unchanged(at_work):
                picks = at_work.get("picks", {})
                editions, events = at_work.get("editions", {}), at_work.get("events", {})
                return {
                    "editions": {edition_id: editions[edition_id]} if edition_id in editions else {},
                    "picks": {key: plain for key, plain in picks.items() if plain.get("edition_id") == edition_id},
                    "events": {key: plain for key, plain in events.items() if plain.get("edition_id") == edition_id},
                }

    def tables_at_work(self) -> Tables:
        """What is in `editions.json`."""
        return self._library.editions.storage.read() or {}

    def find_pick(self, pick_id: str) -> tuple[str, Plain] | None:
        """Which edition a pick is in, and the pick."""
        plain = self._library.editions.table("picks").find(pick_id)
        if plain is not None:
            edition_id = str(plain.get("edition_id", ""))
            if not self._library.has_closed(edition_id):
                return edition_id, plain
        for records in self.records([pick_id]):
            if (found := records.picks.get(pick_id)) is not None:
                return str(found.get("edition_id", "")), found
        return None

    def keep(self, edition_id: str, tables: Tables, *, closed: bool) -> None:
        """Store the edition in the right file, inside the transaction of `editions.json`.

        `tables` hold the whole edition and nothing else. One that was closed leaves its own file behind, to be taken
        away by `remove_reopened` when the transaction has ended well.
        """
        at_work = self._library.editions
        of_edition = where("edition_id") == edition_id
        if closed:
            file = self._library.closed(edition_id)
            with file.transaction():
                file.table("picks").discard(file.table("picks").records().keys() - tables["picks"].keys())
                file.table("picks").put(tables["picks"])
                file.table("events").discard(file.table("events").records().keys() - tables["events"].keys())
                file.table("events").put(tables["events"])
                file.table("editions").put(tables["editions"])
            at_work.table("editions").discard([edition_id])
            at_work.table("picks").remove(of_edition)
            at_work.table("events").remove(of_edition)
        else:
            for name in ("picks", "events"):
                table = at_work.table(name)
                before = {str(record.doc_id) for record in table.search(of_edition)}
                table.discard(before - tables[name].keys())
                table.put(tables[name])
            if not tables["editions"]:
                at_work.table("editions").discard([edition_id])  # removed, as if it had never begun
            at_work.table("editions").put(tables["editions"])

    def remove_reopened(self, edition_id: str) -> None:
        """Remove the file of an edition that was reopened and is now in `editions.json`."""
        if not self._library.has_closed(edition_id):
            return
        file = self._library.closed(edition_id)
        with file.transaction():
            tables = file.storage.read()
            at_work = self._library.editions.storage.read() or {}
            if tables is not None and not _is_newer(tables, at_work, edition_id):
                file.storage.remove()

    def _records_at_work(self, at_work: Tables, closed: Set[str]) -> EditionRecords:
        known = self._at_work
        if known is None or known[0] is not at_work or known[1] != closed:
            known = at_work, frozenset(closed), EditionRecords(_without(at_work, closed), self.edition)
            self._at_work = known  # in one step: another thread may be here, too
        return known[2]

    def _is_unchanged(self, at_work: Tables) -> bool:
        """False if `editions.json` changed while closed editions were read: one may be missing."""
        present = self._library.editions.storage.read() or {}
        return present is at_work or present == at_work


def _without(at_work: Tables, closed: Set[str]) -> Tables:
    """What is at work, less what a crash has left of editions that are closed."""
    editions, picks = at_work.get("editions", {}), at_work.get("picks", {})
    if closed.isdisjoint(editions) and not any(str(plain.get("edition_id")) in closed for plain in picks.values()):
        return at_work
    return {
        "editions": {key: plain for key, plain in editions.items() if key not in closed},
        "picks": {key: plain for key, plain in picks.items() if str(plain.get("edition_id")) not in closed},
    }


def _is_newer(closed: Tables, at_work: Tables, edition_id: str) -> bool:
    """True if the closed edition counts before what is at work."""
    versions = (version_in(tables.get("editions", {}), edition_id) for tables in (closed, at_work))
    return next(versions) > next(versions)
