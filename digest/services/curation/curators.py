"""Curators: initials beside picks, finding one by typed text, and notes between them.

Nothing of a note is ever published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from digest.domain.curator import Curator, curator_of, same_curator, shown_initials
from digest.domain.edition import Pick
from digest.domain.entry import new_id
from digest.domain.errors import UsageError
from digest.domain.message import Message, msg, nmsg
from digest.domain.note import Note, no_note
from digest.domain.only_one import only_one, with_id
from digest.domain.presence import ARRANGING
from digest.domain.text import curator_line, fold

if TYPE_CHECKING:
    from digest.config.clock import Clock
    from digest.domain.entry import Entry
    from digest.domain.presence import Presence
    from digest.storage.store import Store

#: By edition and place in it (`Presence.place`) what to say of who is at work there.
AtWork: TypeAlias = Mapping[tuple[str, str], Message]


def who(pick: Pick, initials: Mapping[str, str]) -> str:
    """Who picked, and behind a slash who wrote last if that is somebody else: "DF/EM"."""
    picked, written = (initials.get(name, "") for name in (pick.curator, pick.edited_by))
    return f"{picked or '–'}/{written}" if written and written != picked else picked


def _words(place: str, names: Sequence[str]) -> Message:
    who = ", ".join(names)
    if place == ARRANGING:
        return nmsg("{who} is arranging", "{who} are arranging", len(names), who=who)
    return nmsg("{who} is writing", "{who} are writing", len(names), who=who)


class Curators:
    """The curators of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def initials(self, named: Iterable[str] = ()) -> Mapping[str, str]:
        """Initials by name, also of the `named`; empty if there are fewer than two curators."""
        named = [*named]
        found = self._everybody(named)
        shown = shown_initials(found)
        if len(shown) < 2:
            return {}
        by_fold = {fold(name): initials for name, initials in shown.items()}
        return {name: by_fold[fold(name)] for name in (*shown, *named) if fold(name) in by_fold}

    def names(self) -> frozenset[str]:
        """Everybody's names."""
        return frozenset(curator.name for curator in self._everybody(()))

    def find(self, typed: str) -> str:
        """The name of the curator who is called so, or has these initials. Raises UsageError."""
        everybody = self._everybody(())
        for curator in everybody:
            if same_curator(curator.name, typed):
                return curator.name
        for name, initials in shown_initials(everybody).items():
            if fold(initials) == fold(typed):
                return name
        known = ", ".join(curator.name for curator in everybody)
        raise UsageError(
            msg("Nobody called “{name}” works on this library.", name=curator_of(typed).name or typed),
            msg("Names are: {known}.", known=known) if known else msg("Nobody has done anything here yet."),
        )

    def announce(self, edition: str, pick: str = "", part: str = "") -> None:
        """Tell the others that this curator is at work there (`Presence`). Raises LibraryError."""
        if (presences := self._store.presences()) is not None:
            presences.announce(edition, pick, part)

    def leave(self) -> None:
        """Tell them that it is over. Raises LibraryError."""
        if (presences := self._store.presences()) is not None:
            presences.leave()

    def at_work(self, presences: Iterable[Presence]) -> AtWork:
        """In words who is at work where, with initials if they are shown."""
        here: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in presences:
            here[one.edition, one.place].append(one.by)
        if not here:
            return {}
        initials = self.initials(name for names in here.values() for name in names)
        return {
            (edition, place): _words(place, [initials.get(name, name) for name in names])
            for (edition, place), names in here.items()
        }

    def _everybody(self, named: Iterable[str]) -> list[Curator]:
        return [*self._store.curators(), *(made for name in named if (made := curator_of(name)).name)]


#: Characters of a note: it is one line, not a message.
LONGEST_NOTE = 500


class Notes:
    """The notes of one library. `curator` is the name of who works here."""

    def __init__(self, store: Store, clock: Clock, curator: str) -> None:
        self._store = store
        self._clock = clock
        self._curator = curator

    def add(self, subject: Pick | Entry, text: str) -> Note:
        """Leave a note. Raises UsageError if there is nothing in it."""
        line = curator_line(text, LONGEST_NOTE)
        if not line:
            raise UsageError(msg("The note is empty."), msg("Write what is to be done, in one line."))
        taken = {note.id for note in self._store.notes()}
        made = Note(new_id(taken.__contains__), line, self._curator, self._clock(), page=subject.canonical_url)
        if isinstance(subject, Pick):
            made = replace(made, pick=subject.id, entry=subject.entry_id, title=subject.shown_title)
        else:
            made = replace(made, entry=subject.id, title=subject.title)
        self._store.exchange(None, made)
        return made

    def settle(self, note: Note) -> Note:
        """Tick a note off. Raises Conflict if somebody was faster."""
        if not note.is_open:
            return note
        changed = replace(note, done=self._clock(), done_by=self._curator)
        self._store.exchange(note, changed)
        return changed

    def remove(self, note: Note) -> None:
        """Take a note away. Raises NotFound if somebody was faster."""
        self._store.remove_note(note.id)

    def exchange(self, before: Note | None, after: Note | None) -> None:
        """Put a note as it was in the place of another, for undo. Raises Conflict."""
        self._store.exchange(before, after)

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
