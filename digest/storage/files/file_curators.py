"""Who has worked on a library, and notes from curator to curator: tables of editions.json."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from digest.domain.curator import Curator
from digest.domain.note import Note, in_order
from digest.storage.codec import onto
from digest.storage.files.library_files import LibraryFiles
from digest.storage.rules.curators import appearing, no_note, record_of
from digest.storage.rules.entries import checked_id


class FileCurators:
    """The curators and notes of `Store`. `own` is the present curator; "" is nobody."""

    def __init__(self, library: LibraryFiles, own: Curator) -> None:
        self._library = library
        self.own = own

    def curators(self) -> list[Curator]:
        return appearing(self._recorded(), self._named())

    def keep_own(self, now: datetime) -> None:
        """Record that `own` has done something; inside a transaction of `editions.json`."""
        file = self._library.editions
        plain = file.table("curators").find(self.own.name)
        known = None if plain is None else file.decode(Curator, self.own.name, plain, name=self.own.name)
        if wanted := record_of(self.own, known, now):
            file.table("curators").put({wanted.name: onto(plain, wanted, "name")})

    def notes(self) -> list[Note]:
        file = self._library.editions
        records = file.table("notes").records()
        return in_order(file.decode(Note, note_id, plain, id=note_id) for note_id, plain in records.items())

    def put_note(self, note: Note) -> None:
        file = self._library.editions
        with file.transaction():
            table = file.table("notes")
            table.put({checked_id(note.id): onto(table.find(note.id), note, "id")})
            if (moment := note.done or note.at) is not None:
                self.keep_own(moment)

    def remove_note(self, note_id: str) -> Note:
        file = self._library.editions
        with file.transaction():
            plain = file.table("notes").find(note_id)
            if plain is None:
                raise no_note(note_id)
            file.table("notes").discard([note_id])
            return file.decode(Note, note_id, plain, id=note_id)

    def _recorded(self) -> Iterator[Curator]:
        file = self._library.editions
        for name, plain in file.table("curators").records().items():
            yield file.decode(Curator, name, plain, name=name)

    def _named(self) -> Iterator[str]:
        for plain in self._library.editions.table("picks").records().values():
            yield from (str(plain.get(field) or "") for field in ("curator", "edited_by"))
