"""Changes of notes, each a step of undo."""

from __future__ import annotations

from digest.domain.edition import Pick
from digest.domain.entry import Entry
from digest.domain.message import Message, msg
from digest.domain.note import Note
from digest.services.curation.curators import Notes
from digest.services.session.undo import Step, UndoSteps


class NoteActions:
    """One session's changes of notes."""

    def __init__(self, notes: Notes, steps: UndoSteps) -> None:
        self._notes = notes
        self._steps = steps

    def add(self, subject: Pick | Entry, text: str) -> Message:
        """Leave a note. Raises UsageError if there is nothing in it."""
        made = self._notes.add(subject, text)
        name = msg("Note on “{title}” left", title=made.title)
        self._record(name, made, None, made)
        return name

    def settle(self, note: Note) -> Message:
        """Tick a note off. Raises Conflict if somebody was faster."""
        done = self._notes.settle(note)
        name = msg("Note “{text}” done", text=note.text)
        self._record(name, note, note, done)
        return name

    def remove(self, note: Note) -> Message:
        """Take a note away. Raises NotFound if somebody was faster."""
        self._notes.remove(note)
        name = msg("Note “{text}” removed", text=note.text)
        self._record(name, note, note, None)
        return name

    def _record(self, name: Message, note: Note, before: Note | None, after: Note | None) -> None:
        about = tuple(filter(None, (note.pick, note.entry)))
        put = self._notes.exchange
        self._steps.record(Step(name, lambda: put(after, before), lambda: put(before, after), about))
