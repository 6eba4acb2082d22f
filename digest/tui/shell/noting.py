"""Notes for colleagues, on the pick or entry under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from digest.domain.edition import Pick
from digest.domain.entry import Entry
from digest.domain.message import Message
from digest.tui.shell.waiting_keys import open_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from digest.bootstrap import Library
    from digest.domain.note import Note
    from digest.tui.dialogs.note import NoteChoice
    from digest.tui.host import Host


class ScreenWithNotes(Protocol):
    """What notes need of a screen: `under_cursor` is a pick or a listed entry."""

    @property
    def under_cursor(self) -> object: ...
    @property
    def month(self) -> str: ...
    def show_library(self) -> None: ...


class Noting:
    """Notes of one screen."""

    def __init__(self, host: Host, screen: ScreenWithNotes) -> None:
        self._host = host
        self._screen = screen

    def open(self) -> None:
        """Show the open notes here; a new one is typed."""
        current, library, month = self._screen.under_cursor, self._host.library, self._screen.month
        if current is None:
            return

        def look() -> tuple[Pick | Entry, list[Note], Mapping[str, str]]:
            subject = _subject(library, current, month)
            if isinstance(subject, Pick):
                notes = library.notes.of_picks([subject]).get(subject.id, [])
            else:
                notes = library.notes.of_entry(subject)
            return subject, notes, library.curators.initials()

        def ask(found: tuple[Pick | Entry, list[Note], Mapping[str, str]]) -> None:
            from digest.tui.dialogs.note import NoteDialog

            subject, notes, initials = found
            title = subject.shown_title if isinstance(subject, Pick) else subject.title
            self._host.show(NoteDialog(title, notes, initials), lambda choice: self._do(subject, choice))

        open_with(self._host, look, ask)

    def _do(self, subject: Pick | Entry, choice: NoteChoice | None) -> None:
        if choice is None:
            return
        from digest.services.session.note_actions import NoteActions

        library = self._host.library
        actions = NoteActions(library.notes, library.actions.undo_steps)

        def work() -> Message:
            return actions.settle(choice.done) if choice.done is not None else actions.add(subject, choice.text)

        def told(said: Message) -> None:
            self._host.say(said)
            self._screen.show_library()

        self._host.work_queue.change(work, told)


def _subject(library: Library, current: object, month: str) -> Pick | Entry:
    """The pick, or the entry where it is not picked for this month."""
    from digest.services.reading.entries import ListedEntry

    if isinstance(current, Pick):
        return current
    assert isinstance(current, ListedEntry)
    place = current.pick
    if place is not None and place.pick_id and place.edition_id == month:
        return library.actions.picks.kept(place.pick_id)
    return current.entry
