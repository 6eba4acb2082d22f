"""Editions at work are in editions.json, closed ones with their picks in a file each.

So the current file stays small over the years. Closing puts an edition with its picks into `closed/2026-10.json` and
takes it out of `editions.json`; reopening brings it back. If a crash, or a restored file, leaves an edition in both,
the higher version counts: closing and reopening each raise it. So either change is made by one write, and the other
file is tidied after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from tinydb import where

from digest.domain.edition import Edition, Pick
from digest.domain.event import Event
from digest.domain.month import is_month
from digest.domain.query import PickedPlace
from digest.storage.codec import encode, onto
from digest.storage.files.closed_editions import ClosedEditions, EditionRecords, Mentions, version_in
from digest.storage.files.curator_files import FileCurators
from digest.storage.files.engine.file_errors import OnDamage
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.library_files import LibraryFiles
from digest.storage.rules.editions import OpenEdition, by_rank, checked_edition_id, newest_first, no_pick
from digest.storage.rules.history import Actor, Recorded, united
from digest.storage.rules.places import in_order_of_editions, page_names

if TYPE_CHECKING:
    from digest.storage.files.history_files import HistoryFiles
    from digest.storage.shared_store import Meant

T = TypeVar("T")
Table = dict[str, dict[str, Any]]

#: Events that stand in an edition's own file before they are moved.
MOST_IN_EDITION = 16


class FileEditions:
    """The editions, picks and histories of `Store`; see `EditionBackend`.

    `mentions` and `on_damage` are as in `ClosedEditions`.
    """

    def __init__(
        self,
        library: LibraryFiles,
        curators: FileCurators,
        mentions: Callable[[], Mentions | None] = lambda: None,
        on_damage: OnDamage | None = None,
    ) -> None:
        self._library = library
        self._curators = curators
        self._closed = ClosedEditions(library, mentions, on_damage)
        self._at_work: tuple[Tables, frozenset[str], EditionRecords] | None = None
        self._comments: tuple[object, object, Mapping[str, Sequence[str]]] | None = None

    @cached_property
    def older(self) -> HistoryFiles:
        """The older events of histories; the newest ones are in an edition's own tables."""
        from digest.storage.files.history_files import HistoryFiles

        return HistoryFiles(self._library.folder, self._library.disk)

    # Questions

    def editions(self) -> list[Edition]:
        found = [edition for part in self._records() for edition in part.editions.values()]
        return sorted(found, key=lambda edition: edition.id, reverse=True)

    def edition_ids(self) -> list[str]:
        (at_work, *_), closed = self._asked(())
        return sorted({*closed, *at_work.edition_ids}, reverse=True)

    def ensure_whole(self) -> None:
        self._library.editions.storage.read()
        self._closed.ensure_whole()

    def edition(self, edition_id: str) -> Edition:
        if not is_month(edition_id):
            return Edition(edition_id)
        return self._closed.edition(edition_id, self.tables_of(edition_id).get("editions", {}).get(edition_id, {}))

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        if not is_month(edition_id):
            return []
        return by_rank(pick for pick in self._picks_in(self.tables_of(edition_id)) if dropped or not pick.dropped)

    def pick(self, pick_id: str) -> Pick:
        edition_id, plain = self._find_pick(pick_id)
        return self.decoded(edition_id, Pick, pick_id, plain)

    def find_picks(self, prefix: str) -> list[Pick]:
        return newest_first(
            self.decoded(str(plain.get("edition_id")), Pick, pick_id, plain)
            for part in self._records((), prefix)
            for pick_id, plain in part.picks.items()
            if pick_id.startswith(prefix) and not plain.get("dropped")
        )

    def decoded(self, edition_id: str, record_class: type[T], record_id: str, plain: Mapping[str, Any]) -> T:
        """A record of an edition. Raises LibraryDamaged with the name of its file."""
        return self._closed.decode(edition_id, record_class, record_id, plain, id=record_id)

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        wanted = None if pages is None else frozenset(pages)
        found: dict[str, list[PickedPlace]] = defaultdict(list)
        for part in self._records(wanted):
            for name, picked in part.standing(wanted):
                found[name].append(picked)
        return {name: in_order_of_editions(places) for name, places in found.items()}

    def comments(self) -> Mapping[str, Sequence[str]]:
        """See `entry_questions.Curated`."""
        state = self._library.editions.storage.read(), self._library.closed_state()
        known = self._comments
        if known is None or known[0] is not state[0] or known[1] != state[1]:
            found: dict[str, list[str]] = defaultdict(list)
            for part in self._records():
                for plain in part.picks.values():
                    if (comment := plain.get("comment")) and not plain.get("dropped"):
                        for name in page_names(str(plain.get("canonical_url") or ""), str(plain.get("entry_id") or "")):
                            found[name].append(str(comment))
            self._comments = known = *state, found
        return known[2]

    def picked_entries(self) -> set[str]:
        """The ids of all entries that are picked in any edition, dropped ones too."""
        return {str(plain.get("entry_id", "")) for part in self._records() for plain in part.picks.values()}

    # Changes

    def change(self, decide: Callable[[OpenEdition, Collection[str]], T], now: datetime, meant: Meant) -> T:
        edition_id = meant.edition_id
        if not meant.pick_id:
            checked_edition_id(edition_id)
        with self._library.editions.transaction():
            if meant.pick_id:
                edition_id, _ = self._find_pick(meant.pick_id)
            tables = self.tables_of(edition_id)
            edition = self._closed.edition(edition_id, tables.get("editions", {}).get(edition_id, {}))
            opened = OpenEdition(edition, self._picks_in(tables), Actor(self._curators.own.name, now, meant.sitting))
            result = decide(opened, {one for one in meant.pick_ids if self._has_pick(one)})
            if opened.is_changed:
                self._keep_opened(opened, tables)
                self._curators.keep_own(now)
        if opened.is_changed and edition.is_closed and not opened.edition.is_closed:
            self._remove_reopened(edition_id)
        return result

    def keep(self, edition_id: str, tables: Tables, *, closed: bool) -> None:
        """Store the edition in the right file, inside the transaction of `editions.json`.

        `tables` hold the whole edition and nothing else. One that was closed leaves its own file behind, to be taken
        away by `_remove_reopened` when the transaction has ended well.
        """
        at_work = self._library.editions
        of_edition = where("edition_id") == edition_id
        file = self._library.closed(edition_id) if closed else at_work
        with file.transaction():
            for name in ("picks", "events"):
                table = file.table(name)
                before = {str(record.doc_id) for record in (table if closed else table.search(of_edition))}
                table.discard(before - tables[name].keys())
                table.put(tables[name])
            file.table("editions").put(tables["editions"])
        if closed or not tables["editions"]:  # it is elsewhere now, or removed, as if it had never begun
            at_work.table("editions").discard([edition_id])
        if closed:
            at_work.table("picks").remove(of_edition)
            at_work.table("events").remove(of_edition)

    def _keep_opened(self, opened: OpenEdition, before: Tables) -> None:
        edition, closed = opened.edition, opened.edition.is_closed
        editions, picks = before.get("editions", {}), before.get("picks", {})
        act = opened.adds(self._newest_events(before))
        tables = {
            "editions": {edition.id: onto(editions.get(edition.id), edition, "id")} if edition.version else {},
            "picks": {pick.id: onto(picks.get(pick.id), pick, "id") for pick in opened.picks.values()},
            "events": self._events_after(edition.id, before, act, closed=closed),
        }
        self.keep(edition.id, tables, closed=closed)

    def _remove_reopened(self, edition_id: str) -> None:
        """Remove the file of an edition that was reopened and is now in `editions.json`."""
        if not self._library.has_closed(edition_id):
            return
        file = self._library.closed(edition_id)
        with file.transaction():
            tables = file.storage.read()
            at_work = self._library.editions.storage.read() or {}
            if tables is not None and not _is_newer(tables, at_work, edition_id):
                file.storage.remove()

    # Histories

    def history(self, edition_id: str) -> list[Event]:
        if not is_month(edition_id):
            return []
        # In this order: what is moved in between is then read twice, not never.
        newest = self._newest_events(self.tables_of(edition_id))
        return united(self.older.read(edition_id), newest)

    def histories(self) -> list[str]:
        """The editions that have a history, removed ones too."""
        at_work = (self._library.editions.storage.read() or {}).get("events", {})
        named = {str(plain.get("edition_id", "")) for plain in at_work.values()}
        closed = {edition_id for part in self._records() for edition_id in part.edition_ids}
        return sorted(filter(is_month, {*named, *closed, *self.older.edition_ids()}))

    def put_history(self, edition_id: str, events: list[Event]) -> Table:
        """Write a whole history to a new library; return the table "events". Raises OSError."""
        if events[:-1]:
            self.older.replace(edition_id, events[:-1])
        return _event_table(edition_id, events[-1:])

    def _newest_events(self, tables: Tables) -> list[Event]:
        """The events in an edition's own file, oldest first."""
        decoded = (
            self._closed.decode(str(plain.get("edition_id", "")), Event, key, plain)
            for key, plain in tables.get("events", {}).items()
        )
        return sorted(decoded, key=lambda event: event.number)

    def _events_after(self, edition_id: str, tables: Tables, act: Recorded, *, closed: bool) -> Table:
        """The table "events" once an act is kept; called before that, inside the lock.

        Only what was kept by earlier acts is moved: an act that fails after all leaves nothing behind.
        """
        staying = [event for event in self._newest_events(tables) if event.number not in act.replaced]
        if act.added and staying and (closed or len(staying) + len(act.added) > MOST_IN_EDITION):
            with suppress(OSError):  # `doctor` tells; they stay where they are, and the next act tries again
                self.older.add(edition_id, staying)
                staying = []
        return _event_table(edition_id, [*staying, *act.added])

    # Which file has what

    def tables_of(self, edition_id: str) -> Tables:
        """One edition with its picks and newest events, from the file that counts."""
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

    def all_tables(self) -> Tables:
        """All editions and all picks, each file read. Raises LibraryDamaged."""
        self.ensure_whole()
        merged: Tables = {"editions": {}, "picks": {}}
        for records in self._records():
            for edition_id in {*records.records, *(str(plain.get("edition_id")) for plain in records.picks.values())}:
                found = self.tables_of(edition_id)
                for name, table in merged.items():
                    table.update(found.get(name, {}))
        return merged

    def _records(self, names: Collection[str] | None = None, beginning: str = "") -> list[EditionRecords]:
        """Editions and picks by file, `editions.json` first.

        What belongs to one edition is of one moment. Of the closed editions only those that mention one of the `names`
        (pages, entries, picks), or have a pick whose id starts with `beginning`; all if `names` is None.
        """
        return self._asked(names, beginning)[0]

    def _asked(self, names: Collection[str] | None, beginning: str = "") -> tuple[list[EditionRecords], set[str]]:
        """The records, and the ids of all closed editions that count."""
        while True:
            at_work = self._library.editions.storage.read() or {}
            closed = self._closed.about(names, beginning)
            if self._is_unchanged(at_work):
                drafts = at_work.get("editions", {})
                newer = {key for key, version in closed.versions.items() if version > version_in(drafts, key)}
                found = [closed.records[key] for key in sorted(newer) if key in closed.records]
                return [self._records_at_work(at_work, newer), *found], newer

    def _records_at_work(self, at_work: Tables, closed: Set[str]) -> EditionRecords:
        known = self._at_work
        if known is None or known[0] is not at_work or known[1] != closed:
            known = at_work, frozenset(closed), EditionRecords(_without(at_work, closed), self._closed.edition)
            self._at_work = known  # in one step: another thread may be here, too
        return known[2]

    def _is_unchanged(self, at_work: Tables) -> bool:
        """False if `editions.json` changed while closed editions were read: one may be missing."""
        present = self._library.editions.storage.read() or {}
        return present is at_work or present == at_work

    def _picks_in(self, tables: Tables) -> list[Pick]:
        return [
            self.decoded(str(plain.get("edition_id")), Pick, pick_id, plain)
            for pick_id, plain in tables.get("picks", {}).items()
        ]

    def _has_pick(self, pick_id: str) -> bool:
        return any(pick_id in records.picks for records in self._records([pick_id]))

    def _find_pick(self, pick_id: str) -> tuple[str, Mapping[str, Any]]:
        """Which edition a pick is in, and the pick. Raises NotFound."""
        plain = self._library.editions.table("picks").find(pick_id)
        if plain is not None:
            edition_id = str(plain.get("edition_id", ""))
            if not self._library.has_closed(edition_id):
                return edition_id, plain
        for records in self._records([pick_id]):
            if (found := records.picks.get(pick_id)) is not None:
                return str(found.get("edition_id", "")), found
        raise no_pick(pick_id)


def _event_table(edition_id: str, events: Iterable[Event]) -> Table:
    return {f"{edition_id}/{event.number}": {"edition_id": edition_id, **encode(event)} for event in events}


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
    return version_in(closed.get("editions", {}), edition_id) > version_in(at_work.get("editions", {}), edition_id)
