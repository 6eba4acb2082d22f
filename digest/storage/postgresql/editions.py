"""Editions and picks in the database: rows are locked, `rules/editions.py` decides, what differs is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import orjson

from digest.domain.edition import Changes, Edition, Frozen, Pick
from digest.domain.month import is_month
from digest.domain.query import PickedPlace
from digest.domain.receipt import Receipt
from digest.domain.revision import Revision
from digest.storage.codec import decode, onto
from digest.storage.postgresql.connection import Row, Server, Transaction
from digest.storage.postgresql.edition_cache import EditionCache
from digest.storage.rules.editions import (
    OpenEdition,
    by_rank,
    checked_edition_id,
    in_order_of_editions,
    newest_first,
    no_pick,
)

T = TypeVar("T")
_PICKS = "SELECT id, edition_id, record FROM digest.picks"
# The row is there from the first change on, so that there is something to be locked; empty until something is kept.
_BEGIN = "INSERT INTO digest.editions VALUES (%(id)s, 0, '') ON CONFLICT (id) DO NOTHING"
_LOCK = "SELECT id, record FROM digest.editions WHERE id = %(id)s FOR UPDATE"
_LOCK_OF = """SELECT id, record FROM digest.editions
    WHERE id = (SELECT edition_id FROM digest.picks WHERE id = %(pick)s) FOR UPDATE"""
_PICKS_OF = f"{_PICKS} WHERE edition_id = (SELECT p.edition_id FROM digest.picks p WHERE p.id = %(pick)s)"


class DatabaseEditions:
    """The editions and picks of `Store`."""

    def __init__(self, server: Server, cache: EditionCache) -> None:
        self._server = server
        self._cache = cache

    def editions(self) -> list[Edition]:
        found = (part.edition for part in self._cache.parts().values() if part.edition.version)
        return sorted(found, key=lambda edition: edition.id, reverse=True)

    def edition_ids(self) -> list[str]:
        return [edition.id for edition in self.editions()]

    def edition(self, edition_id: str) -> Edition:
        if not is_month(edition_id):
            return Edition(edition_id)
        return _edition(edition_id, self._server.rows("SELECT id, record FROM digest.editions WHERE id = %s",
                                                      (edition_id,)))  # fmt: skip

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        if not is_month(edition_id):
            return []
        rows = self._server.rows(f"{_PICKS} WHERE edition_id = %s", (edition_id,))
        return by_rank(pick for pick in map(pick_of, rows) if dropped or not pick.dropped)

    def pick(self, pick_id: str) -> Pick:
        rows = self._server.rows(f"{_PICKS} WHERE id = %s", (pick_id,))
        if not rows:
            raise no_pick(pick_id)
        return pick_of(rows[0])

    def find_picks(self, prefix: str) -> list[Pick]:
        rows = self._server.rows(f"{_PICKS} WHERE starts_with(id, %s)", (prefix,))
        return newest_first(pick for pick in map(pick_of, rows) if not pick.dropped)

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

    def add_pick(self, pick: Pick, now: datetime) -> Pick:
        return self._change(
            checked_edition_id(pick.edition_id),
            lambda opened, taken: opened.add(pick, now, id_taken=pick.id in taken),
            [pick.id],
        )

    def change_pick(self, pick_id: str, changes: Changes, now: datetime, *, version: int | None = None) -> Pick:
        return self._change_of(pick_id, lambda opened: opened.change(pick_id, changes, now, version))

    def move_pick(self, pick_id: str, before: str | None, now: datetime, *, version: int | None = None) -> Pick:
        return self._change_of(pick_id, lambda opened: opened.move(pick_id, before, now, version))

    def drop_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._change_of(pick_id, lambda opened: opened.drop(pick_id, True, now, version))

    def restore_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._change_of(pick_id, lambda opened: opened.drop(pick_id, False, now, version))

    def change_edition(
        self, edition_id: str, changes: Changes, now: datetime, *, version: int | None = None
    ) -> Edition:
        return self._change_edition(edition_id, lambda opened: opened.change_edition(changes, now, version))

    def close_edition(
        self, edition_id: str, frozen: Frozen, now: datetime, *, version: int | None = None,
        picks: Mapping[str, int] | None = None,
    ) -> Edition:  # fmt: skip
        return self._change_edition(edition_id, lambda opened: opened.close(frozen, now, version, picks))

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        return self._change_edition(edition_id, lambda opened: opened.reopen(now, version))

    def remove_edition(self, edition_id: str, *, discard: bool = False) -> None:
        self._change_edition(edition_id, lambda opened: opened.remove(discard=discard))

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        return self._change_edition(edition_id, lambda opened: opened.revise(revision, now))

    def keep_receipt(self, edition_id: str, receipt: Receipt, now: datetime, *, instead_of: Receipt | None) -> Edition:
        return self._change_edition(edition_id, lambda opened: opened.keep_receipt(receipt, now, instead_of))

    def import_edition(self, edition: Edition, picks: Sequence[Pick]) -> Edition:
        return self._change(
            checked_edition_id(edition.id),
            lambda opened, taken: opened.take_in(edition, picks, ids_taken=bool(taken)),
            [pick.id for pick in picks],
        )

    def _change_edition(self, edition_id: str, act: Callable[[OpenEdition], T]) -> T:
        return self._change(checked_edition_id(edition_id), lambda opened, _taken: act(opened))

    def _change(self, edition_id: str, act: Callable[[OpenEdition, set[str]], T], pick_ids: Sequence[str] = ()) -> T:
        def change(transaction: Transaction) -> T:
            transaction.execute(_BEGIN, {"id": edition_id})
            edition = transaction.execute(_LOCK, {"id": edition_id})
            picks = transaction.execute(f"{_PICKS} WHERE edition_id = %s", (edition_id,))
            taken = transaction.execute("SELECT id FROM digest.picks WHERE id = ANY(%s)", (list(pick_ids),))
            records = _Records(edition.fetchall(), picks.fetchall())
            ids = {row[0] for row in taken.fetchall()}
            opened = records.opened(edition_id)
            result = act(opened, ids)
            records.keep(transaction, opened)
            return result

        return self._server.change(change)

    def _change_of(self, pick_id: str, act: Callable[[OpenEdition], T]) -> T:
        def change(transaction: Transaction) -> T:
            edition = transaction.execute(_LOCK_OF, {"pick": pick_id})
            picks = transaction.execute(_PICKS_OF, {"pick": pick_id})
            records = _Records(edition.fetchall(), picks.fetchall())
            if not records.picks:
                raise no_pick(pick_id)
            opened = records.opened(records.picks[pick_id].edition_id)
            result = act(opened)
            records.keep(transaction, opened)
            return result

        return self._server.change(change)


class _Records:
    """An edition and its picks as they are in the database, inside the lock."""

    def __init__(self, editions: Sequence[Row], picks: Sequence[Row]) -> None:
        self._edition_rows = editions
        self._texts = {row[0]: row[2] for row in picks}
        self.picks = {row[0]: pick_of(row) for row in picks}

    def opened(self, edition_id: str) -> OpenEdition:
        self._before = _edition(edition_id, self._edition_rows)
        return OpenEdition(self._before, self.picks.values())

    def keep(self, transaction: Transaction, opened: OpenEdition) -> None:
        """Write what differs, with what stands there in fields that this version does not know."""
        gone = self.picks.keys() - opened.picks.keys()
        changed = [pick for key, pick in opened.picks.items() if self.picks.get(key) != pick]
        if opened.edition == self._before and not gone and not changed:
            return
        edition = opened.edition
        put_edition(transaction, edition, self._edition_rows[0][1] if self._edition_rows else "")
        if gone:
            transaction.execute("DELETE FROM digest.picks WHERE id = ANY(%s)", (sorted(gone),))
        put_picks(transaction, changed, self._texts)


def put_edition(transaction: Transaction, edition: Edition, before: str = "") -> None:
    """Write an edition's record, empty for one that is untouched."""
    transaction.execute(
        "INSERT INTO digest.editions AS known VALUES (%s, 1, %s) "
        "ON CONFLICT (id) DO UPDATE SET number = known.number + 1, record = excluded.record",
        (edition.id, _record(before, edition, "id") if edition.version else ""),
    )
    transaction.count("editions")


def put_picks(transaction: Transaction, picks: Collection[Pick], before: Mapping[str, str]) -> None:
    """Write the records of picks."""
    transaction.many(
        "INSERT INTO digest.picks VALUES (%s, %s, %s, %s) ON CONFLICT (id) DO UPDATE "
        "SET edition_id = excluded.edition_id, entry_id = excluded.entry_id, record = excluded.record",
        [(pick.id, pick.edition_id, pick.entry_id, _record(before.get(pick.id, ""), pick, "id", "edition_id"))
         for pick in picks],
    )  # fmt: skip


def _record(before: str, record: Any, *keys: str) -> str:
    return orjson.dumps(onto(orjson.loads(before) if before else None, record, *keys)).decode()


def pick_of(row: Row) -> Pick:
    """The pick of a row with id, edition and record."""
    return decode(Pick, orjson.loads(row[2]), id=row[0], edition_id=row[1])


def _edition(edition_id: str, rows: Sequence[Row]) -> Edition:
    for _, record in rows:
        if record:
            return decode(Edition, orjson.loads(record), id=edition_id)
    return Edition(edition_id)
