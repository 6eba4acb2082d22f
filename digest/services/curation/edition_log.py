"""The history of an edition for people: who did what when, and earlier texts."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff

from digest.domain.curator import same_curator
from digest.domain.edition import Pick
from digest.domain.errors import NotFound
from digest.domain.event import Event, texts_of
from digest.domain.message import msg
from digest.storage.store import Store


class EditionLog:
    """Histories of one library's editions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def events(self, month: str, *, by: str = "", pick: str = "") -> list[Event]:
        """What was done, oldest first; only by a curator, or to a pick (its id) if these are given."""
        return [
            event
            for event in self._store.history(month)
            if (not by or same_curator(event.by, by)) and (not pick or event.pick == pick)
        ]

    def texts(self, pick: Pick) -> list[Event]:
        """The events that changed its comment, oldest first; the last one has its present text."""
        return texts_of(self._store.history(pick.edition_id), pick.id, "comment")

    def text_of(self, pick: Pick, number: int) -> Event:
        """The comment with this number of the history. Raises NotFound."""
        found = self.texts(pick)
        for event in found:
            if event.number == number:
                return event
        numbers = ", ".join(str(event.number) for event in found[-10:])
        raise NotFound(
            msg("The history has no text {number} of this pick.", number=number),
            msg("There are: {numbers}.", numbers=numbers) if numbers else msg("There is none of it yet."),
        )


def diff(before: str, after: str) -> Sequence[str]:
    """The lines in which two texts differ, with - and + before them."""
    lines = unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1)
    return [line for number, line in enumerate(lines) if number > 1 and not line.startswith("@@")]
