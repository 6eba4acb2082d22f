"""Questions and acts on editions in files, and their histories.

`edition_tables` knows which file has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from digest.domain.edition import Edition, Pick
from digest.domain.event import Event
from digest.domain.month import is_month
from digest.domain.query import PickedPlace
from digest.storage.codec import encode, onto
from digest.storage.files.curator_files import FileCurators
from digest.storage.files.edition_tables import EditionTables
from digest.storage.files.engine.migrations import Tables
from digest.storage.files.library_files import LibraryFiles
from digest.storage.rules.editions import (
    OpenEdition,
    by_rank,
    checked_edition_id,
    in_order_of_editions,
    newest_first,
    no_pick,
)
from digest.storage.rules.history import Actor, Recorded, united

if TYPE_CHECKING:
    from digest.storage.files.history_files import HistoryFiles

T = TypeVar("T")
Table = dict[str, dict[str, Any]]

#: Events that stand in an edition's own file before they are moved.
MOST_IN_EDITION = 16


class FileEditions:
    """The editions and picks of `Store`; see `EditionBackend`."""

    def __init__(
        self,
        library: LibraryFiles,
        tables: EditionTables,
        histories: EditionHistories,
        curators: Callable[[], FileCurators],
    ) -> None:
        self._library = library
        self._tables = tables
        self._histories = histories
        self._curators = curators

    def editions(self) -> list[Edition]:
        found = [edition for part in self._tables.records() for edition in part.editions.values()]
        return sorted(found, key=lambda edition: edition.id, reverse=True)

    def edition_ids(self) -> list[str]:
        return sorted(self._tables.edition_ids(), reverse=True)

    def ensure_whole(self) -> None:
        self._tables.ensure_whole()

    def edition(self, edition_id: str) -> Edition:
        if not is_month(edition_id):
            return Edition(edition_id)
        return self._tables.edition(
            edition_id, self._tables.tables_of(edition_id).get("editions", {}).get(edition_id, {})
        )

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        if not is_month(edition_id):
            return []
        return by_rank(pick for pick in self._picks(self._tables.tables_of(edition_id)) if dropped or not pick.dropped)

    def pick(self, pick_id: str) -> Pick:
        found = self._tables.find_pick(pick_id)
        if found is None:
            raise no_pick(pick_id)
        return self._tables.decoded(found[0], Pick, pick_id, found[1])

    def find_picks(self, prefix: str) -> list[Pick]:
        return newest_first(
            self._tables.decoded(str(plain.get("edition_id")), Pick, pick_id, plain)
            for part in self._tables.records((), prefix)
            for pick_id, plain in part.picks.items()
            if pick_id.startswith(prefix) and not plain.get("dropped")
        )

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        wanted = None if pages is None else frozenset(pages)
        found: dict[str, list[PickedPlace]] = defaultdict(list)
        for part in self._tables.records(wanted):
            for name, picked in part.standing(wanted):
                found[name].append(picked)
        return {name: in_order_of_editions(places) for name, places in found.items()}

    def comments(self) -> dict[str, list[str]]:
        """The comments on each page that is picked, by its entry's id and by its canonical address."""
        found: dict[str, list[str]] = defaultdict(list)
        for part in self._tables.records():
            for plain in part.picks.values():
                if (comment := plain.get("comment")) and not plain.get("dropped"):
                    for name in {str(plain.get("entry_id") or ""), str(plain.get("canonical_url") or "")} - {""}:
                        found[name].append(str(comment))
        return found

    def history(self, edition_id: str) -> list[Event]:
        return self._histories.of(edition_id)

    def picked_entries(self) -> set[str]:
        """The ids of all entries that are picked in any edition, dropped ones too."""
        return {str(plain.get("entry_id", "")) for part in self._tables.records() for plain in part.picks.values()}

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
                found = self._tables.find_pick(pick_id)
                if found is None:
                    raise no_pick(pick_id)
                edition_id = found[0]
            tables = self._tables.tables_of(edition_id)
            edition = self._tables.edition(edition_id, tables.get("editions", {}).get(edition_id, {}))
            opened = OpenEdition(edition, self._picks(tables), Actor(self._curators().own.name, now, sitting))
            result = decide(opened, {one for one in pick_ids if self._tables.has_pick(one)})
            if opened.is_changed:
                self._keep(opened, tables)
                self._curators().keep_own(now)
        if opened.is_changed and edition.is_closed and not opened.edition.is_closed:
            self._tables.remove_reopened(edition_id)
        return result

    def _picks(self, tables: Tables) -> list[Pick]:
        return [
            self._tables.decoded(str(plain.get("edition_id")), Pick, pick_id, plain)
            for pick_id, plain in tables.get("picks", {}).items()
        ]

    def _keep(self, opened: OpenEdition, tables: Tables) -> None:
        edition_id, closed = opened.edition.id, opened.edition.is_closed
        act = opened.adds(self._histories.newest(tables))
        events = self._histories.table_after(edition_id, tables, act, closed=closed)
        self._tables.keep(edition_id, {**_plain(opened, tables), "events": events}, closed=closed)


def _plain(opened: OpenEdition, before: Tables) -> Tables:
    """The edition and picks as records, with the unknown fields of `before`."""
    editions, picks = before.get("editions", {}), before.get("picks", {})
    edition = opened.edition
    return {
        "editions": {edition.id: onto(editions.get(edition.id), edition, "id")} if edition.version else {},
        "picks": {pick.id: onto(picks.get(pick.id), pick, "id") for pick in opened.picks.values()},
    }


class EditionHistories:
    """The newest events, in an edition's own tables, with the older ones, in `older`."""

    def __init__(self, tables: EditionTables, older: Callable[[], HistoryFiles]) -> None:
        self._tables = tables
        self._older = older

    def of(self, edition_id: str) -> list[Event]:
        """See `Store.history`."""
        if not is_month(edition_id):
            return []
        # In this order: what is moved in between is then read twice, not never.
        newest = self.newest(self._tables.tables_of(edition_id))
        return united(self._older().read(edition_id), newest)

    def newest(self, tables: Tables) -> list[Event]:
        """The events in an edition's own file, oldest first."""
        decoded = (
            self._tables.decoded(str(plain.get("edition_id", "")), Event, key, plain, key="")
            for key, plain in tables.get("events", {}).items()
        )
        return sorted(decoded, key=lambda event: event.number)

    def table_after(self, edition_id: str, tables: Tables, act: Recorded, *, closed: bool) -> Table:
        """The table "events" once an act is kept; called before that, inside the lock.

        Only what was kept by earlier acts is moved: an act that fails after all leaves nothing behind.
        """
        staying = [event for event in self.newest(tables) if event.number not in act.replaced]
        if act.added and staying and (closed or len(staying) + len(act.added) > MOST_IN_EDITION):
            with suppress(OSError):  # `doctor` tells; they stay where they are, and the next act tries again
                self._older().add(edition_id, staying)
                staying = []
        return self.table(edition_id, [*staying, *act.added])

    def put_all(self, edition_id: str, events: list[Event]) -> Table:
        """Write a whole history to a new library; return the table "events". Raises OSError."""
        if events[:-1]:
            self._older().replace(edition_id, events[:-1])
        return self.table(edition_id, events[-1:])

    def edition_ids(self) -> list[str]:
        """The editions that have a history, removed ones too."""
        at_work = self._tables.tables_at_work().get("events", {})
        named = {str(plain.get("edition_id", "")) for plain in at_work.values()}
        closed = {edition_id for part in self._tables.records() for edition_id in part.edition_ids}
        return sorted(filter(is_month, {*named, *closed, *self._older().edition_ids()}))

    @staticmethod
    def table(edition_id: str, events: list[Event]) -> Table:
        """Events as records."""
        return {f"{edition_id}/{event.number}": {"edition_id": edition_id, **encode(event)} for event in events}
