"""Notes: a line from curator to curator on a pick or an entry, never published."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from digest.domain.edition import Pick
from digest.domain.entry import Entry
from digest.domain.errors import NotFound
from digest.domain.message import msg
from digest.domain.url import one_page


@dataclass(frozen=True, slots=True)
class Note:
    """One line. Times are UTC; `done` is when it was settled, by whom is `done_by`.

    On a pick, `pick` is its id. `page` is the canonical address of the page, `entry` the entry's id: by these a note on
    an entry is found at its pick, too, one on a pick at its entry, and both go along when the pick is carried over to
    another edition. `title` is what it was called then.
    """

    id: str
    text: str
    by: str = ""
    at: datetime | None = None
    pick: str = ""
    entry: str = ""
    page: str = ""
    title: str = ""
    done: datetime | None = None
    done_by: str = ""

    @property
    def is_open(self) -> bool:
        return self.done is None

    def is_about_pick(self, pick: Pick) -> bool:
        """True if it is about this pick: made there, at its entry, or at its page's pick elsewhere."""
        if self.pick and self.pick == pick.id:
            return True
        return _is_entry(self.entry, pick.entry_id) or one_page(self.page, pick.canonical_url)

    def is_about_entry(self, entry: Entry) -> bool:
        """True if it stands at this entry, or at a pick of its page."""
        return _is_entry(self.entry, entry.id) or one_page(self.page, entry.canonical_url)


def in_order(notes: Iterable[Note]) -> list[Note]:
    """The oldest first."""
    return sorted(notes, key=lambda note: (note.at.timestamp() if note.at else 0.0, note.id))


def _is_entry(one: str, other: str) -> bool:
    return bool(one) and one == other


def no_note(note_id: str) -> NotFound:
    """The error for an unknown note."""
    return NotFound(msg("There is no note “{note}”.", note=note_id), msg("“digest note list” lists the notes."))
