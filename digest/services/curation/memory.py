"""Where pages were before, over all editions; the library is asked only for pages in view."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from digest.domain.curator import same_curator
from digest.domain.entry import Entry
from digest.domain.memory import Recollection, outside, recollected
from digest.domain.query import PickedPlace
from digest.domain.url import canonical, former_address
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class Recall:
    """What is remembered of some pages at one moment. Pages are named as in `Store.places`."""

    _places: Mapping[str, Sequence[PickedPlace]] = field(default_factory=dict)

    def knows(self, entry: Entry) -> bool:
        """False if an entry's page is in no edition, as for nearly all."""
        return any(name in self._places for name in (*_names(entry.canonical_url), entry.id))

    def earlier(self, name: str, edition_id: str) -> tuple[Recollection, ...]:
        """The page's places in other editions than the one given, oldest first."""
        return outside(recollected(self._of(name)), edition_id)

    def shown(self, address: str, entry_id: str, edition_id: str) -> PickedPlace | None:
        """The pick to show beside an entry: that of the edition given, else the newest.

        A pick also stays with its entry if the publisher has changed the entry's address since.
        """
        known = (place for name in (address, entry_id) for place in self._of(name))
        places = [place for place in known if not place.linked]
        here = [place for place in places if place.edition_id == edition_id]
        return max(here or places, key=lambda place: place.edition_id, default=None)

    def _of(self, page: str) -> list[PickedPlace]:
        return [place for name in _names(page) for place in self._places.get(name, ())]


class Memory:
    """The memory of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def recall(self, names: Collection[str] | None) -> Recall:
        """What is remembered of these pages now, of all with None; for many ask once."""
        return Recall(self._store.places(None if names is None else {each for name in names for each in _names(name)}))

    def earlier(self, name: str, edition_id: str) -> tuple[Recollection, ...]:
        """Places of this canonical address (or entry id) in other editions, oldest first."""
        return self.recall([name]).earlier(name, edition_id) if name else ()

    def picked_by(self, curator: str) -> frozenset[str]:
        """The ids and canonical addresses of all pages that this curator has picked, in any edition."""
        return frozenset(
            name
            for page, places in self._store.places(None).items()
            if any(not place.linked and same_curator(place.curator, curator) for place in places)
            for name in (page, canonical(page))
        )


def _names(page: str) -> tuple[str, ...]:
    """A page's name, and that under which version 0.1.0 kept it, if its host made a difference."""
    former = former_address(page) if "//xn--" in page or ".xn--" in page else None
    return (page, former) if former else (page,)
