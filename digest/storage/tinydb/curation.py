"""Editions and picks in editions.json: the curator's own work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from digest.domain.edition import Changes, Edition, Frozen, Pick
from digest.domain.query import PickedPlace
from digest.domain.revision import Revision
from digest.storage.picking import Desk, by_rank, checked_edition_id, newest_first, no_pick, picked_places
from digest.storage.tinydb.codec import onto
from digest.storage.tinydb.migrations import Tables
from digest.storage.tinydb.shards import Shards


class CurationPart:
    """The editions and picks of `Store`."""

    _shards: Shards

    def editions(self) -> list[Edition]:
        return sorted(self._editions(self._tables()).values(), key=lambda edition: edition.id, reverse=True)

    def edition(self, edition_id: str) -> Edition:
        plain = self._shards.editions.table("editions").find(edition_id)
        return self._shards.editions.decode(Edition, edition_id, plain or {}, id=edition_id)

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        return by_rank(pick for pick in self._picks_of(edition_id) if dropped or not pick.dropped)

    def pick(self, pick_id: str) -> Pick:
        plain = self._shards.editions.table("picks").find(pick_id)
        if plain is None:
            raise no_pick(pick_id)
        return self._shards.editions.decode(Pick, pick_id, plain, id=pick_id)

    def find_picks(self, prefix: str) -> list[Pick]:
        shard = self._shards.editions
        return newest_first(
            shard.decode(Pick, pick_id, plain, id=pick_id)
            for pick_id, plain in shard.table("picks").records().items()
            if pick_id.startswith(prefix) and not plain.get("dropped")
        )

    def picked(self) -> dict[str, list[PickedPlace]]:
        tables = self._tables()
        shard = self._shards.editions
        picks = [
            shard.decode(Pick, pick_id, plain, id=pick_id)
            for pick_id, plain in tables.get("picks", {}).items()
            if not plain.get("dropped")
        ]
        return picked_places(picks, self._editions(tables))

    def add_pick(self, pick: Pick, now: datetime) -> Pick:
        with self._desk(checked_edition_id(pick.edition_id)) as desk:
            taken = pick.id in self._shards.editions.table("picks").records()
            return desk.add(pick, now, id_taken=taken)

    def change_pick(self, pick_id: str, changes: Changes, now: datetime, *, version: int | None = None) -> Pick:
        with self._desk_of(pick_id) as desk:
            return desk.change(pick_id, changes, now, version)

    def move_pick(self, pick_id: str, before: str | None, now: datetime, *, version: int | None = None) -> Pick:
        with self._desk_of(pick_id) as desk:
            return desk.move(pick_id, before, now, version)

    def drop_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        with self._desk_of(pick_id) as desk:
            return desk.drop(pick_id, True, now, version)

    def restore_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        with self._desk_of(pick_id) as desk:
            return desk.drop(pick_id, False, now, version)

    def change_edition(
        self, edition_id: str, changes: Changes, now: datetime, *, version: int | None = None
    ) -> Edition:
        with self._desk(checked_edition_id(edition_id)) as desk:
            return desk.change_edition(changes, now, version)

    def close_edition(self, edition_id: str, frozen: Frozen, now: datetime, *, version: int | None = None) -> Edition:
        with self._desk(checked_edition_id(edition_id)) as desk:
            return desk.close(frozen, now, version)

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        with self._desk(checked_edition_id(edition_id)) as desk:
            return desk.reopen(now, version)

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        with self._desk(checked_edition_id(edition_id)) as desk:
            return desk.revise(revision, now)

    def import_edition(self, edition: Edition, picks: Sequence[Pick]) -> Edition:
        with self._desk(checked_edition_id(edition.id)) as desk:
            taken = self._shards.editions.table("picks").records().keys() & {pick.id for pick in picks}
            return desk.take_in(edition, picks, ids_taken=bool(taken))

    def _tables(self) -> Tables:
        """Editions and picks of one moment: two reads might have a change between them."""
        return self._shards.editions.file.read() or {}

    def _editions(self, tables: Tables) -> dict[str, Edition]:
        """Every edition that has a record, or picks that somebody wrote into the file by hand."""
        records = tables.get("editions", {})
        names = {*records, *(str(pick.get("edition_id", "")) for pick in tables.get("picks", {}).values())}
        return {
            name: self._shards.editions.decode(Edition, name, records.get(name, {}), id=name) for name in names if name
        }

    def _picks_of(self, edition_id: str) -> list[Pick]:
        shard = self._shards.editions
        return [
            shard.decode(Pick, pick_id, plain, id=pick_id)
            for pick_id, plain in shard.table("picks").records().items()
            if plain.get("edition_id") == edition_id
        ]

    @contextmanager
    def _desk(self, edition_id: str) -> Iterator[Desk]:
        """The edition inside the lock; what is changed on the desk is kept."""
        shard = self._shards.editions
        with shard.transaction():
            before = {pick.id: pick for pick in self._picks_of(edition_id)}
            desk = Desk(edition := self.edition(edition_id), before.values())
            yield desk
            picks = shard.table("picks")
            records = picks.records()
            picks.discard(before.keys() - desk.picks.keys())
            picks.put({
                pick.id: onto(records.get(pick.id), pick, "id")
                for pick in desk.picks.values()
                if pick != before.get(pick.id)
            })  # fmt: skip
            if desk.edition != edition:
                editions = shard.table("editions")
                editions.put({edition_id: onto(editions.find(edition_id), desk.edition, "id")})

    @contextmanager
    def _desk_of(self, pick_id: str) -> Iterator[Desk]:
        with self._shards.editions.transaction(), self._desk(self.pick(pick_id).edition_id) as desk:
            yield desk
