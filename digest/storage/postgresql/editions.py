"""Editions and picks in the database: rows are locked, `rules/` decides, differences kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import orjson

from digest.domain.edition import Edition, Pick
from digest.domain.event import Event
from digest.domain.month import is_month
from digest.domain.query import PickedPlace
from digest.storage.codec import decode
from digest.storage.postgresql.changes import ChangeNumbers
from digest.storage.postgresql.connection import Row, Server, Transaction
from digest.storage.postgresql.curators import DatabaseCurators
from digest.storage.postgresql.edition_cache import EditionCache
from digest.storage.postgresql.records import text_onto
from digest.storage.rules.editions import OpenEdition, by_rank, checked_edition_id, newest_first, no_pick
from digest.storage.rules.history import Actor, Recorded, bounded, records_of, united
from digest.storage.rules.places import in_order_of_editions
from digest.storage.shared_store import Meant

T = TypeVar("T")
_PICKS = "SELECT id, edition_id, record FROM digest.picks"
# The row is there from the first change on, so that there is something to be locked; empty until something is kept.
_BEGIN = "INSERT INTO digest.editions VALUES (%(id)s, 0, '') ON CONFLICT (id) DO NOTHING"
_LOCK = "SELECT record FROM digest.editions WHERE id = %(id)s FOR UPDATE"
_OF = "(SELECT p.edition_id FROM digest.picks p WHERE p.id = %(pick)s)"
_LOCK_OF = f"SELECT record FROM digest.editions WHERE id = {_OF} FOR UPDATE"
_EVENTS = "SELECT id, number, record FROM digest.events"
#: Events that are looked at to see whether a text is still being typed.
_LAST = 16


class DatabaseEditions:
    """The editions and picks of `Store`."""

    def __init__(self, server: Server, numbers: ChangeNumbers, cache: EditionCache, curators: DatabaseCurators) -> None:
        self._server = server
        self._numbers = numbers
        self._cache = cache
        self._curators = curators

    def editions(self) -> list[Edition]:
        found = (part.edition for part in self._cache.parts().values() if part.edition.version)
        return sorted(found, key=lambda edition: edition.id, reverse=True)

    def edition_ids(self) -> list[str]:
        return [edition.id for edition in self.editions()]

    def ensure_whole(self) -> None:
        """A database is whole, or answers nothing."""

    def edition(self, edition_id: str) -> Edition:
        if not is_month(edition_id):
            return Edition(edition_id)
        if self._numbers.is_moment:
            part = self._cache.parts().get(edition_id)
            return part.edition if part else Edition(edition_id)
        rows = self._server.rows("SELECT record FROM digest.editions WHERE id = %s", (edition_id,))
        return _edition(edition_id, rows[0][0] if rows else "")

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        if not is_month(edition_id):
            return []
        if self._numbers.is_moment:
            part = self._cache.parts().get(edition_id)
            picks: Iterable[Pick] = part.picks if part else ()
        else:
            picks = map(pick_of, self._server.rows(f"{_PICKS} WHERE edition_id = %s", (edition_id,)))
        return by_rank(pick for pick in picks if dropped or not pick.dropped)

    def pick(self, pick_id: str) -> Pick:
        rows = self._server.rows(f"{_PICKS} WHERE id = %s", (pick_id,))
        if not rows:
            raise no_pick(pick_id)
        return pick_of(rows[0])

    def find_picks(self, prefix: str) -> list[Pick]:
        if self._numbers.is_moment:
            every = (pick for part in self._cache.parts().values() for pick in part.picks)
            picks: Iterable[Pick] = (pick for pick in every if pick.id.startswith(prefix))
        else:
            picks = map(pick_of, self._server.rows(f"{_PICKS} WHERE starts_with(id, %s)", (prefix,)))
        return newest_first(pick for pick in picks if not pick.dropped)

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        found: dict[str, list[PickedPlace]] = {}
        wanted = None if pages is None else frozenset(pages)
        for part in self._cache.parts().values():
            for name in part.places.keys() if wanted is None else part.places.keys() & wanted:
                found.setdefault(name, []).extend(part.places[name])
        return {name: in_order_of_editions(places) for name, places in found.items()}

    def picked_entries(self) -> set[str]:
        """The ids of all entries that are picked in any edition, dropped ones too."""
        return {row[0] for row in self._server.rows("SELECT DISTINCT entry_id FROM digest.picks")}

    def history(self, edition_id: str) -> list[Event]:
        if not is_month(edition_id):
            return []
        return bounded(united(map(_event, self._server.rows(f"{_EVENTS} WHERE edition_id = %s", (edition_id,)))))

    def change(self, decide: Callable[[OpenEdition, Collection[str]], T], now: datetime, meant: Meant) -> T:
        """See `EditionBackend`; all that is asked is asked at once."""
        edition_id, pick_id, pick_ids, sitting = meant
        if not pick_id:
            checked_edition_id(edition_id)
        actor = Actor(self._curators.own.name, now, sitting)

        def change(db: Transaction) -> T:
            values = {"id": edition_id, "pick": pick_id, "taken": list(pick_ids)}
            if not pick_id:
                db.execute(_BEGIN, values)
            edition = db.execute(_LOCK_OF if pick_id else _LOCK, values)
            picks = db.execute(f"{_PICKS} WHERE edition_id = {_OF if pick_id else '%(id)s'}", values)
            taken = db.execute("SELECT id FROM digest.picks WHERE id = ANY(%(taken)s)", values)
            events = db.execute(
                f"{_EVENTS} WHERE edition_id = {_OF if pick_id else '%(id)s'} ORDER BY number DESC LIMIT {_LAST}",
                values,
            )
            known = db.execute(self._curators.KNOWN, (self._curators.own.name,))
            rows = picks.fetchall()
            of_pick = {row[0]: row[1] for row in rows}
            if pick_id and pick_id not in of_pick:
                raise no_pick(pick_id)
            changed_id = of_pick[pick_id] if pick_id else edition_id
            locked = edition.fetchone()
            before = locked[0] if locked else ""
            opened = OpenEdition(_edition(changed_id, before), map(pick_of, rows), actor)
            result = decide(opened, {row[0] for row in taken.fetchall()})
            if opened.is_changed:
                _keep(db, opened, before, rows)
                _record_act(db, changed_id, opened.adds([*map(_event, reversed(events.fetchall()))]))
                self._curators.keep_own(db, now, known.fetchall())
            return result

        return self._server.change(change)


def _keep(db: Transaction, opened: OpenEdition, edition: str, picks: Sequence[Row]) -> None:
    """Write what differs, with what stands there in fields that this version does not know."""
    put_edition(db, opened.edition, edition)
    before = {row[0]: pick_of(row) for row in picks}
    if gone := before.keys() - opened.picks.keys():
        db.execute("DELETE FROM digest.picks WHERE id = ANY(%s)", (sorted(gone),))
    put_picks(
        db, [pick for key, pick in opened.picks.items() if before.get(key) != pick], {row[0]: row[2] for row in picks}
    )


def _record_act(db: Transaction, edition_id: str, act: Recorded) -> None:
    if act.replaced:
        db.execute(
            "DELETE FROM digest.events WHERE edition_id = %s AND number = ANY(%s)", (edition_id, sorted(act.replaced))
        )
    put_events(db, edition_id, records_of(act.added))


def put_events(db: Transaction, edition_id: str, events: Mapping[str, Event]) -> None:
    """Add events to the history of an edition, by keys of their own."""
    db.many(
        "INSERT INTO digest.events VALUES (%s, %s, %s, %s) ON CONFLICT (edition_id, id) DO UPDATE "
        "SET number = excluded.number, record = excluded.record",
        [(edition_id, key, event.number, text_onto("", event)) for key, event in events.items()],
    )
    if events:
        db.count("editions")


def put_edition(transaction: Transaction, edition: Edition, before: str = "") -> None:
    """Write an edition's record, empty for one that is untouched."""
    transaction.execute(
        "INSERT INTO digest.editions AS known VALUES (%s, 1, %s) "
        "ON CONFLICT (id) DO UPDATE SET number = known.number + 1, record = excluded.record",
        (edition.id, text_onto(before, edition, "id") if edition.version else ""),
    )
    transaction.count("editions")


def put_picks(transaction: Transaction, picks: Collection[Pick], before: Mapping[str, str]) -> None:
    transaction.many(
        "INSERT INTO digest.picks VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE "
        "SET edition_id = excluded.edition_id, entry_id = excluded.entry_id, record = excluded.record",
        [(pick.id, pick.edition_id, pick.entry_id, text_onto(before.get(pick.id, ""), pick, "id", "edition_id"))
         for pick in picks],
    )  # fmt: skip


def pick_of(row: Row) -> Pick:
    """The pick of a row with id, edition and record."""
    return decode(Pick, orjson.loads(row[2]), id=row[0], edition_id=row[1])


def _edition(edition_id: str, record: str) -> Edition:
    return decode(Edition, orjson.loads(record), id=edition_id) if record else Edition(edition_id)


def _event(row: Row) -> Event:
    return decode(Event, orjson.loads(row[2]))
