"""What every Store passes on to the part of it that keeps editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from digest.domain.edition import Changes, Edition, Frozen, Pick
    from digest.domain.event import Event
    from digest.domain.query import PickedPlace
    from digest.domain.receipt import Receipt
    from digest.domain.revision import Revision
    from digest.storage.store import EditionStore

    class _Editions(EditionStore, Protocol):
        def history(self, edition_id: str) -> list[Event]: ...


class StoreEditions:
    """The part of a `Store` that is `EditionStore`, with the history of each edition."""

    _editions: _Editions

    def editions(self) -> list[Edition]:
        return self._editions.editions()

    def edition_ids(self) -> list[str]:
        return self._editions.edition_ids()

    def ensure_whole(self) -> None:
        self._editions.ensure_whole()

    def edition(self, edition_id: str) -> Edition:
        return self._editions.edition(edition_id)

    def picks(self, edition_id: str, *, dropped: bool = False) -> list[Pick]:
        return self._editions.picks(edition_id, dropped=dropped)

    def pick(self, pick_id: str) -> Pick:
        return self._editions.pick(pick_id)

    def find_picks(self, prefix: str) -> list[Pick]:
        return self._editions.find_picks(prefix)

    def places(self, pages: Collection[str] | None = None) -> dict[str, list[PickedPlace]]:
        return self._editions.places(pages)

    def add_pick(self, pick: Pick, now: datetime) -> Pick:
        return self._editions.add_pick(pick, now)

    def change_pick(
        self, pick_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Pick:
        return self._editions.change_pick(pick_id, changes, now, version=version, sitting=sitting)

    def move_pick(self, pick_id: str, before: str | None, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.move_pick(pick_id, before, now, version=version)

    def drop_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.drop_pick(pick_id, now, version=version)

    def restore_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._editions.restore_pick(pick_id, now, version=version)

    def change_edition(
        self, edition_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Edition:
        return self._editions.change_edition(edition_id, changes, now, version=version, sitting=sitting)

    def close_edition(
        self, edition_id: str, frozen: Frozen, now: datetime, *, version: int | None = None,
        picks: Mapping[str, int] | None = None,
    ) -> Edition:  # fmt: skip
        return self._editions.close_edition(edition_id, frozen, now, version=version, picks=picks)

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        return self._editions.reopen_edition(edition_id, now, version=version)

    def remove_edition(self, edition_id: str, now: datetime, *, discard: bool = False) -> None:
        self._editions.remove_edition(edition_id, now, discard=discard)

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        return self._editions.revise_edition(edition_id, revision, now)

    def keep_receipt(self, edition_id: str, receipt: Receipt, now: datetime, *, instead_of: Receipt | None) -> Edition:
        return self._editions.keep_receipt(edition_id, receipt, now, instead_of=instead_of)

    def import_edition(self, edition: Edition, picks: Sequence[Pick], now: datetime) -> Edition:
        return self._editions.import_edition(edition, picks, now)

    def history(self, edition_id: str) -> list[Event]:
        return self._editions.history(edition_id)
