"""The acts on an edition for every backend: which edition is meant, which rule decides."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from digest.storage.rules.editions import checked_edition_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from digest.domain.edition import Changes, Edition, Frozen, Pick
    from digest.domain.receipt import Receipt
    from digest.domain.revision import Revision
    from digest.storage.rules.editions import OpenEdition

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Act:
    """A change of an edition, named by its id or a pick's; `pick_ids` must be unused."""

    edition_id: str
    now: datetime
    pick_id: str = ""
    sitting: str = ""
    pick_ids: Sequence[str] = ()


class EditionActs(ABC):
    """The changes that `EditionStore` promises."""

    @abstractmethod
    def _change(self, act: Act, decide: Callable[[OpenEdition, Collection[str]], T]) -> T:
        """Lock the edition, let `decide` change it, and keep what differs, with its event.

        `decide` also gets those of the act's `pick_ids` that are taken. Raises NotFound for an unknown pick.
        """

    def add_pick(self, pick: Pick, now: datetime) -> Pick:
        act = Act(checked_edition_id(pick.edition_id), now, pick_ids=[pick.id])
        return self._change(act, lambda opened, taken: opened.add(pick, id_taken=bool(taken)))

    def change_pick(
        self, pick_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Pick:
        return self._change(Act("", now, pick_id, sitting), lambda opened, _: opened.change(pick_id, changes, version))

    def move_pick(self, pick_id: str, before: str | None, now: datetime, *, version: int | None = None) -> Pick:
        return self._change(Act("", now, pick_id), lambda opened, _: opened.move(pick_id, before, version))

    def drop_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._change(Act("", now, pick_id), lambda opened, _: opened.drop(pick_id, True, version))

    def restore_pick(self, pick_id: str, now: datetime, *, version: int | None = None) -> Pick:
        return self._change(Act("", now, pick_id), lambda opened, _: opened.drop(pick_id, False, version))

    def change_edition(
        self, edition_id: str, changes: Changes, now: datetime, *, version: int | None = None, sitting: str = ""
    ) -> Edition:
        act = Act(checked_edition_id(edition_id), now, sitting=sitting)
        return self._change(act, lambda opened, _: opened.change_edition(changes, version))

    def close_edition(
        self, edition_id: str, frozen: Frozen, now: datetime, *, version: int | None = None,
        picks: Mapping[str, int] | None = None,
    ) -> Edition:  # fmt: skip
        act = Act(checked_edition_id(edition_id), now)
        return self._change(act, lambda opened, _: opened.close(frozen, version, picks))

    def reopen_edition(self, edition_id: str, now: datetime, *, version: int | None = None) -> Edition:
        return self._change(Act(checked_edition_id(edition_id), now), lambda opened, _: opened.reopen(version))

    def remove_edition(self, edition_id: str, now: datetime, *, discard: bool = False) -> None:
        self._change(Act(checked_edition_id(edition_id), now), lambda opened, _: opened.remove(discard=discard))

    def revise_edition(self, edition_id: str, revision: Revision, now: datetime) -> Edition:
        return self._change(Act(checked_edition_id(edition_id), now), lambda opened, _: opened.revise(revision))

    def keep_receipt(self, edition_id: str, receipt: Receipt, now: datetime, *, instead_of: Receipt | None) -> Edition:
        act = Act(checked_edition_id(edition_id), now)
        return self._change(act, lambda opened, _: opened.keep_receipt(receipt, instead_of))

    def import_edition(self, edition: Edition, picks: Sequence[Pick], now: datetime) -> Edition:
        act = Act(checked_edition_id(edition.id), now, pick_ids=[pick.id for pick in picks])
        return self._change(act, lambda opened, taken: opened.take_in(edition, picks, ids_taken=bool(taken)))
