"""Notes on a pick or entry: a new one is typed, an open one is ticked off by choosing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.config.language import tell
from digest.domain.message import msg
from digest.domain.note import Note
from digest.domain.text import one_line
from digest.tui.dialogs.choice import Choice, ChoiceDialog


@dataclass(frozen=True, slots=True)
class NoteChoice:
    """A note to tick off, else the text of a new one."""

    done: Note | None = None
    text: str = ""


class NoteDialog(ChoiceDialog[NoteChoice]):
    """The open notes are choices while nothing is typed; typed text is a new note."""

    def __init__(self, title: str, notes: Sequence[Note], initials: Mapping[str, str]) -> None:
        choices = [
            Choice(tell(msg("done: {text}", text=note_line(note, initials))), NoteChoice(note)) for note in notes
        ]
        super().__init__(msg("Note for colleagues on “{title}”, never published", title=title), choices, _typed)

    def fitting(self, words: str) -> list[Choice[NoteChoice]]:
        return [] if words.strip() else super().fitting(words)


def note_line(note: Note, initials: Mapping[str, str]) -> str:
    """A note with who left it: "DF: Zitat freigeben"."""
    who = initials.get(note.by, "")
    return f"{who}: {note.text}" if who else note.text


def _typed(words: str) -> Choice[NoteChoice] | None:
    return Choice(tell(msg("leave: {text}", text=words)), NoteChoice(text=words)) if one_line(words) else None
