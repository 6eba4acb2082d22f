"""Editions in files: those at work in editions.json, closed ones in one file each.

So the current file stays small over the years. Closing puts an edition with its picks into `closed/2026-10.json` and
takes it out of `editions.json`; reopening brings it back. If a crash, or a restored file, leaves an edition in both,
the higher version counts: closing and reopening each raise it. So either change is made by one write, and the other
file is tidied after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, TypeVar

from tinydb import where

from digest.domain.edition import Edition, Pick
from digest.domain.errors import LibraryDamaged
from digest.domain.event import Event
from digest.domain.month import is_month
from digest.domain.query import PickedPlace
from digest.storage.codec import onto
from digest.storage.files.closed_editions import ClosedEditions, EditionRecords, version_in
from digest.storage.files.curator_files import FileCurators
from digest.storage.files.engine.file_errors import OnDamage
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.history_files import EditionHistories
from digest.storage.files.library_files import LibraryFiles
from digest.storage.rules.editions import (
    OpenEdition,
    by_rank,
    checked_edition_id,
    in_order_of_editions,
    newest_first,
    no_pick,
)
from digest.storage.rules.history import Actor


class FileEditions:
    """The editions and picks of `Store`; see `EditionBackend`."""

    def __init__(
        self,
        library: LibraryFiles,
        files: EditionFiles,
        histories: Callable[[], EditionHistories],
        curators: Callable[[], FileCurators],
    ) -> None:
        self._library = library
        self._files = files
        self._histories = histories
        self._curators = curators

    def editions(self) -> list[Edition]:
        found = [edition for part in self._files.records() for edition in part.editions.values()]
        return sorted(found, key=lambda edition: edition.id, reverse=True)

    def edition_ids(self) -> list[str]:
        return sorted(self._files.edition_ids(), reverse=True)

    def ensure_whole(self) -> None:
        self._files.ensure_whole()

    def edition(self, edition_id: str) -> Edition:
        if not is_month(edition_id):
            return Edition(edition_id)
        return self._files.edition(
            edition_id, self._files.tables_of(edition_id).get("editions", {}).get(edition_id, {})
        )

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        if not is_month(edition_id):
            return []
        return by_rank(pick for pick in self._picks(self._files.tables_of(edition_id)) if dropped or not pick.dropped)

    def pick(self, pick_id: str) -> Pick:
        found = self._files.find_pick(pick_id)
        if found is None:
            raise no_pick(pick_id)
        return self._files.decoded(found[0], Pick, pick_id, found[1])

    def find_picks(self, prefix: str) -> list[Pick]:
        return newest_first(
            self._files.decoded(str(plain.get("edition_id")), Pick, pick_id, plain)
            for part in self._files.records((), prefix)
            for pick_id, plain in part.picks.items()
            if pick_id.startswith(prefix) and not plain.get("dropped")
        )

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        wanted = None if pages is None else frozenset(pages)
        found: dict[str, list[PickedPlace]] = defaultdict(list)
        for part in self._files.records(wanted):
            for name, picked in part.standing(wanted):
                found[name].append(picked)
        return {name: in_order_of_editions(places) for name, places in found.items()}

    def comments(self) -> dict[str, list[str]]:
        """The comments on each page that is picked, by its entry's id and by its canonical address."""
        found: dict[str, list[str]] = defaultdict(list)
        for part in self._files.records():
            for plain in part.picks.values():
                if (comment := plain.get("comment")) and not plain.get("dropped"):
                    for name in {str(plain.get("entry_id") or ""), str(plain.get("canonical_url") or "")} - {""}:
                        found[name].append(str(comment))
        return found

    def history(self, edition_id: str) -> list[Event]:
        return self._histories().of(edition_id)

    def picked_entries(self) -> set[str]:
        """The ids of all entries that are picked in any edition, dropped ones too."""
        return {str(plain.get("entry_id", "")) for part in self._files.records() for plain in part.picks.values()}

    def change(
        self,
        decide: Callable[[OpenEdition, Collection[str]], T],
        now: datetime,
        *,
        edition_id: str = "",
        pick_id: str = "",
        pick_ids: Sequence[str] = (),
        sitting: str = "",
    ) -> T:
        if not pick_id:
            checked_edition_id(edition_id)
        with self._library.editions.transaction():
            if pick_id:
                found = self._files.find_pick(pick_id)
                if found is None:
                    raise no_pick(pick_id)
                edition_id = found[0]
            tables = self._files.tables_of(edition_id)
            edition = self._files.edition(edition_id, tables.get("editions", {}).get(edition_id, {}))
            opened = OpenEdition(edition, self._picks(tables), Actor(self._curators().own.name, now, sitting))
            result = decide(opened, {one for one in pick_ids if self._files.has_pick(one)})
            if opened.is_changed:
                self._keep(opened, tables)
                self._curators().keep_own(now)
        if opened.is_changed and edition.is_closed and not opened.edition.is_closed:
            self._files.remove_reopened(edition_id)
        return result

    def _picks(self, tables: Tables) -> list[Pick]:
        return [
            self._files.decoded(str(plain.get("edition_id")), Pick, pick_id, plain)
            for pick_id, plain in tables.get("picks", {}).items()
        ]

    def _keep(self, opened: OpenEdition, tables: Tables) -> None:
        edition_id, closed = opened.edition.id, opened.edition.is_closed
        act = opened.adds(self._histories().newest(tables))
        events = self._histories().table_after(edition_id, tables, act, closed=closed)
        self._files.keep(edition_id, {**_plain(opened, tables), "events": events}, closed=closed)


def _plain(opened: OpenEdition, before: Tables) -> Tables:
    """The edition and picks as records, with the unknown fields of `before`."""
    editions, picks = before.get("editions", {}), before.get("picks", {})
    edition = opened.edition
    return {
        "editions": {edition.id: onto(editions.get(edition.id), edition, "id")} if edition.version else {},
        "picks": {pick.id: onto(picks.get(pick.id), pick, "id") for pick in opened.picks.values()},
    }


Plain = Mapping[str, Any]
T = TypeVar("T")


class EditionFiles:
    """Which file has each edition: `editions.json`, or its own if it is closed."""

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
        """Editions and picks by file, of one moment for each edition: what is at work first.

        Of the closed editions those that mention one of the names (pages, entries, picks), or a pick whose id begins
        so; all for None.
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
