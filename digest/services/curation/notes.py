"""Notes from curator to curator on picks and entries. Nothing of them is ever published."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from digest.config.clock import Clock
from digest.domain.curator import same_curator
from digest.domain.edition import Pick
from digest.domain.entry import Entry
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.note import Note
from digest.domain.text import curator_line
from digest.services.only_one import only_one, with_id
from digest.storage.rules.curators import no_note
from digest.storage.store import Store

#: Characters of a note: a line, no letter.
LONGEST = 500


class Notes:
    """The notes of one library. `curator` is the name of who works here."""

    def __init__(self, store: Store, clock: Clock, curator: str) -> None:
        self._store = store
        self._clock = clock
        self._curator = curator

    def add(self, subject: Pick | Entry, text: str) -> Note:
        """Leave a note. Raises UsageError if there is nothing in it."""
        line = curator_line(text, LONGEST)
        if not line:
            raise UsageError(msg("The note is empty."), msg("Write what is to be done, in one line."))
        made = Note(self._new_id(), line, self._curator, self._clock(), page=subject.canonical_url)
        if isinstance(subject, Pick):
            made = replace(made, pick=subject.id, entry=subject.entry_id, title=subject.shown_title)
        else:
            made = replace(made, entry=subject.id, title=subject.title)
        self._store.put_note(made)
        return made

    def settle(self, note: Note, *, done: bool = True) -> Note:
        """Tick a note off, or open it again."""
        if done is not note.is_open:
            return note
        changed = replace(note, done=self._clock() if done else None, done_by=self._curator if done else "")
        self._store.put_note(changed)
        return changed

    def remove(self, note: Note) -> None:
        """Take a note away. Raises NotFound if somebody was faster."""
        self._store.remove_note(note.id)

    def put_back(self, note: Note) -> None:
        """Keep a note as it was, for undo."""
        self._store.put_note(note)

    def all(self, *, is_open: bool = True, by: str = "") -> list[Note]:
        """The notes, oldest first; `is_open`: only unsettled ones, `by`: only a curator's."""
        notes = self._store.notes()
        return [note for note in notes if (note.is_open or not is_open) and (not by or same_curator(note.by, by))]

    def of_picks(self, picks: Sequence[Pick]) -> dict[str, list[Note]]:
        """The open notes at each pick, by its id; picks without any are not in the answer."""
        notes = self.all()
        found = {pick.id: [note for note in notes if note.is_about_pick(pick)] for pick in picks} if notes else {}
        return {pick_id: here for pick_id, here in found.items() if here}

    def of_entry(self, entry: Entry) -> list[Note]:
        """The open notes on an entry, or on a pick of its page."""
        return [note for note in self.all() if note.is_about_entry(entry)]

    def find(self, prefix: str) -> Note:
        """The note whose id begins so. Raises NotFound, Ambiguous."""
        return only_one(
            with_id(self._store.notes(), prefix),
            no_note(prefix),
            lambda count: msg("“{id}” fits {count} notes.", id=prefix, count=count),
        )

    def _new_id(self) -> str:
        taken = {note.id for note in self._store.notes()}
        while (made := secrets.token_hex(4)) in taken:
            continue
        return made
