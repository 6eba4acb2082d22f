"""Curators, notes and histories in memory."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from digest.domain.curator import Curator, appearing, record_of
from digest.domain.event import Event
from digest.domain.note import Note, no_note
from digest.domain.note import in_order as notes_in_order
from digest.storage.rules.editions import OpenEdition
from digest.storage.rules.history import bounded
from tests.model.filters import FiltersInMemory


def opened_for(store: Any, curator: Curator) -> Any:
    """The same library, opened by somebody else."""
    other = copy(store)  # what it holds is shared
    other.curator = curator
    return other


class CuratorsInMemory(FiltersInMemory):
    """The part of `MemoryStore` that knows who did what."""

    def presences(self) -> None:
        """Nobody else is in this process."""

    def work_as(self, curator: Curator) -> None:
        self.curator = curator

    def _is_closed(self, edition_id: str) -> bool:
        edition = self._editions.get(edition_id)
        return edition is not None and edition.is_closed

    def history(self, edition_id: str) -> list[Event]:
        with self._lock:
            return bounded(self._histories.get(edition_id, []))

    def curators(self) -> list[Curator]:
        with self._lock:
            at_work = [pick for pick in self._picks.values() if not self._is_closed(pick.edition_id)]
            named = (name for pick in at_work for name in (pick.curator, pick.edited_by))
            return appearing(self._curators.values(), named)

    def notes(self) -> list[Note]:
        with self._lock:
            return notes_in_order(self._notes.values())

    def remove_note(self, note_id: str) -> Note:
        with self._lock:
            if note_id not in self._notes:
                raise no_note(note_id)
            self._changes["editions"] += 1
            return self._notes.pop(note_id)

    def _keep_curator(self, now: datetime) -> None:
        if wanted := record_of(self.curator, self._curators.get(self.curator.name), now):
            self._set("editions", self._curators, wanted.name, wanted)

    def _remember(self, edition_id: str, opened: OpenEdition) -> None:
        known = self._histories.get(edition_id, [])
        act = opened.adds(known)
        self._histories[edition_id] = [*(one for one in known if one.number not in act.replaced), *act.added]
