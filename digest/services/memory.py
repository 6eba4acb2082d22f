"""Where a page stood before: over all editions. What is closed is gathered once, what is at work with every change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from digest.domain.edition import Edition
from digest.domain.memory import Recollection, in_order, outside, remembered
from digest.domain.query import PickedPlace
from digest.storage.store import Store

_Places = Mapping[str, Sequence[PickedPlace]]
_Recollections = Mapping[str, tuple[Recollection, ...]]


@dataclass(frozen=True, slots=True)
class Recall:
    """The memory at one moment. Addresses are canonical; a pick without one is found by its entry's id."""

    _closed: tuple[_Places, _Recollections] = field(default=({}, {}))
    _at_work: tuple[_Places, _Recollections] = field(default=({}, {}))

    def earlier(self, address: str, edition_id: str) -> tuple[Recollection, ...]:
        """Where the page stands besides the edition given, oldest first."""
        return outside(self._all(address), edition_id) if address else ()

    def shown(self, address: str, entry_id: str, edition_id: str) -> PickedPlace | None:
        """The pick that a list shows beside an entry: that of the edition given, else the newest.

        A pick stays with its entry, too, where a publisher has given that another address since.
        """
        gathered = (self._closed[0], self._at_work[0])
        places = [place for known in gathered for key in (address, entry_id) for place in known.get(key, ())]
        here = [place for place in places if place.edition_id == edition_id]
        oldest_first = sorted(here or places, key=lambda place: place.edition_id)
        return oldest_first[-1] if oldest_first else None

    def known(self) -> dict[str, tuple[Recollection, ...]]:
        """Everything."""
        return {address: self._all(address) for address in self._closed[1].keys() | self._at_work[1].keys()}

    def _all(self, address: str) -> tuple[Recollection, ...]:
        return in_order((*self._closed[1].get(address, ()), *self._at_work[1].get(address, ())))


class Memory:
    """The memory of one library. What closed editions say is gathered again only where one of them has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._closed: Mapping[str, int] = {}
        self._gathered: tuple[_Places, _Recollections] = ({}, {})

    def recall(self) -> Recall:
        """The memory as it is now; for many pages ask it once."""
        editions = self._store.editions()
        closed = {edition.id: edition.version for edition in editions if edition.is_closed}
        if closed != self._closed:
            self._gathered = self._gather(edition for edition in editions if edition.is_closed)
            self._closed = closed
        return Recall(self._gathered, self._gather(edition for edition in editions if not edition.is_closed))

    def known(self) -> Mapping[str, tuple[Recollection, ...]]:
        """Everything, by canonical address, or by entry id where a pick has no address."""
        return self.recall().known()

    def earlier(self, address: str, edition_id: str) -> tuple[Recollection, ...]:
        """Where the page of this canonical address (or entry id) stands besides the edition given, oldest first."""
        return self.recall().earlier(address, edition_id)

    def _gather(self, editions: Iterable[Edition]) -> tuple[_Places, _Recollections]:
        chosen = list(editions)
        picked = self._store.picked([edition.id for edition in chosen])
        places = dict(picked)
        for place in (place for found in picked.values() for place in found if place.entry_id):
            places[place.entry_id] = [*places.get(place.entry_id, ()), place]
        return places, remembered(picked, chosen)
