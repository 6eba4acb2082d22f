"""Editions and picks in editions.json and on the shelf of closed ones: the curator's own work."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

from digest.domain.edition import Changes, Edition, Frozen, Pick
from digest.domain.month import is_month
from digest.domain.query import PickedPlace
from digest.domain.revision import Revision
from digest.storage.codec import onto
from digest.storage.picking import Desk, by_rank, checked_edition_id, newest_first, no_pick, picked_places
from digest.storage.tinydb.migrations import Tables
from digest.storage.tinydb.shards import Shards
from digest.storage.tinydb.shelf import EditionFiles


class _Place:
    """Tables with what they hold, built when it is asked for."""

    def __init__(self, tables: Tables, part: CurationPart) -> None:
        self.tables = tables
        self._part = part

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        return self._part._editions(self.tables)

    @cached_property
    def picks(self) -> Sequence[Pick]:
        return self._part._picks(self.tables)


class CurationPart:
    """The editions and picks of `Store`."""

    _shards: Shards
    _files: EditionFiles
    _built: dict[int, _Place]

    def editions(self) -> list[Edition]:
        found = [edition for place in self._places() for edition in place.editions.values()]
        return sorted(found, key=lambda edition: edition.id, reverse=True)

    def edition(self, edition_id: str) -> Edition:
        if not is_month(edition_id):
            return Edition(edition_id)
        return self._edition(edition_id, self._files.of(edition_id))

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        if not is_month(edition_id):
            return []
        return by_rank(pick for pick in self._picks(self._files.of(edition_id)) if dropped or not pick.dropped)

    def pick(self, pick_id: str) -> Pick:
        found = self._files.pick(pick_id)
        if found is None:
            raise no_pick(pick_id)
        return self._shards.editions.decode(Pick, pick_id, found[1], id=pick_id)

    def find_picks(self, prefix: str) -> list[Pick]:
        return newest_first(
            self._shards.editions.decode(Pick, pick_id, plain, id=pick_id)
            for tables in self._files.places()
            for pick_id, plain in tables.get("picks", {}).items()
            if pick_id.startswith(prefix) and not plain.get("dropped")
        )

    def picked(self, edition_ids: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        editions: dict[str, Edition] = {}
        picks: list[Pick] = []
        for place in self._places():
            wanted = place.editions.keys() if edition_ids is None else place.editions.keys() & set(edition_ids)
            if wanted:
                editions |= place.editions
                picks += [pick for pick in place.picks if pick.edition_id in wanted]
        return picked_places(picks, editions)

    def add_pick(self, pick: Pick, now: datetime) -> Pick:
        with self._desk(checked_edition_id(pick.edition_id)) as desk:
            taken = self._files.has_pick(pick.id)
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

    def close_edition(
        self, edition_id: str, frozen: Frozen, now: datetime, *, version: int | None = None,
        picks: Mapping[str, int] | None = None,
    ) -> Edition:  # fmt: skip
        with self._desk(checked_edition_id(edition_id)) as desk:
            return desk.close(frozen, now, version, picks)

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        with self._desk(checked_edition_id(edition_id)) as desk:
            return desk.reopen(now, version)

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        with self._desk(checked_edition_id(edition_id)) as desk:
            return desk.revise(revision, now)

    def import_edition(self, edition: Edition, picks: Sequence[Pick]) -> Edition:
        with self._desk(checked_edition_id(edition.id)) as desk:
            taken = any(self._files.has_pick(pick.id) for pick in picks)
            return desk.take_in(edition, picks, ids_taken=taken)

    def _places(self) -> list[_Place]:
        """All editions and picks by place; closed ones are not built again until their files change."""
        known = self._built
        built: dict[int, _Place] = {}
        for tables in self._files.places():
            place = known.get(id(tables))
            if place is None or place.tables is not tables:
                place = _Place(tables, self)
            built[id(tables)] = place
        self._built = built  # at once: another thread may be at it, too
        return list(built.values())

    def _editions(self, tables: Tables) -> dict[str, Edition]:
        """Every edition that has a record, or picks that somebody wrote into the file by hand."""
        names = {
            *tables.get("editions", {}),
            *(str(pick.get("edition_id", "")) for pick in tables.get("picks", {}).values()),
        }
        return {name: self._edition(name, tables) for name in names if name}

    def _edition(self, edition_id: str, tables: Tables) -> Edition:
        plain = tables.get("editions", {}).get(edition_id, {})
        return self._shards.editions.decode(Edition, edition_id, plain, id=edition_id)

    def _picks(self, tables: Tables) -> list[Pick]:
        shard = self._shards.editions
        return [shard.decode(Pick, pick_id, plain, id=pick_id) for pick_id, plain in tables.get("picks", {}).items()]

    @contextmanager
    def _desk(self, edition_id: str) -> Iterator[Desk]:
        """The edition inside the lock; what is changed on the desk is kept."""
        with self._shards.editions.transaction():
            tables = self._files.of(edition_id)
            edition = self._edition(edition_id, tables)
            before = {pick.id: pick for pick in self._picks(tables)}
            desk = Desk(edition, before.values())
            yield desk
            changed = desk.edition != edition or desk.picks != before
            if changed:
                self._files.keep(edition_id, _plain(desk, tables), closed=desk.edition.is_closed)
        if changed and edition.is_closed and not desk.edition.is_closed:
            self._files.tidy(edition_id)

    @contextmanager
    def _desk_of(self, pick_id: str) -> Iterator[Desk]:
        with self._shards.editions.transaction():
            found = self._files.pick(pick_id)
            if found is None:
                raise no_pick(pick_id)
            with self._desk(found[0]) as desk:
                yield desk


def _plain(desk: Desk, before: Tables) -> Tables:
    """The desk's edition and picks as records, with what `before` says in fields that this version does not know."""
    editions, picks = before.get("editions", {}), before.get("picks", {})
    edition = desk.edition
    return {
        "editions": {edition.id: onto(editions.get(edition.id), edition, "id")} if edition.version else {},
        "picks": {pick.id: onto(picks.get(pick.id), pick, "id") for pick in desk.picks.values()},
    }
