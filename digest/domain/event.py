"""The history of an edition: who did what when, and the texts that stood there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

#: What is done to a pick. FOUND: it was there when the history began. CHANGED is any field but comment and category.
FOUND, PICKED, RESTORED, DROPPED = "found", "picked", "restored", "dropped"
COMMENTED, CATEGORY, MOVED, CHANGED = "commented", "category", "moved", "changed"
#: What is done to an edition; CHANGED as well. ARRANGED: many picks at once.
ARRANGED, IMPORTED, CLOSED, REOPENED, PUBLISHED, REMOVED = (
    "arranged", "imported", "closed", "reopened", "published", "removed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One act of somebody. Later ones have greater numbers; `at` is UTC, maybe wrong.

    `by` is the curator's name, empty if nobody is known. `pick` is the pick's id, empty for the edition itself; `title`
    and `category` are its own, as they were then. `field` names what `text` is the new value of: a field of the pick or
    edition, or the target of a publication whose address `text` is. `place` is where it was moved to in its section,
    from 1. `sitting` tells autosaves of one text apart from the next time that it is opened.
    """

    number: int
    at: datetime
    by: str
    what: str
    pick: str = ""
    title: str = ""
    category: str = ""
    field: str = ""
    text: str = ""
    place: int = 0
    sitting: str = ""

    @property
    def is_text(self) -> bool:
        """True if `text` is what stands in `field` of a pick or edition from then on."""
        return bool(self.field) and self.what != PUBLISHED


def texts_after(events: Iterable[Event]) -> Mapping[tuple[str, str], str]:
    """The last known texts, by pick ("" for the edition) and field."""
    return {(event.pick, event.field): event.text for event in events if event.is_text}


def texts_of(events: Sequence[Event], pick: str, field: str = "comment") -> list[Event]:
    """The events that changed a field of a pick, or of the edition (""); oldest first."""
    found: list[Event] = []
    for event in events:
        is_here = event.is_text and (event.pick, event.field) == (pick, field)
        if is_here and (not found or found[-1].text != event.text):
            found.append(event)
    return found
