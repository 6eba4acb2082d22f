"""Who has worked on a library, and notes from curator to curator: tables of editions.json."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from digest.domain.curator import Curator
from digest.domain.note import Note, in_order
from digest.storage.codec import onto
from digest.storage.files.library_files import LibraryFiles
from digest.storage.rules.curators import appearing, no_note, record_of


class FileCurators:
    """The curators and notes of `Store`. `own` is the present curator; "" is nobody."""

    def __init__(self, library: LibraryFiles, own: Curator) -> None:
        self._library = library
        self.own = own

    def curators(self) -> list[Curator]:
        return appearing(self._library.editions.records("curators", Curator, "name").values(), self._named())

    def keep_own(self, now: datetime) -> None:
        """Record that `own` has done something; inside a transaction of `editions.json`."""
        file = self._library.editions
        plain = file.table("curators").find(self.own.name)
        known = None if plain is None else file.decode(Curator, self.own.name, plain, name=self.own.name)
        if wanted := record_of(self.own, known, now):
            file.table("curators").put({wanted.name: onto(plain, wanted, "name")})

    def notes(self) -> list[Note]:
        return in_order(self._library.editions.records("notes", Note).values())

    def put_note(self, note: Note) -> None:
        with self._library.editions.transaction():
            self._library.editions.put("notes", note)
            if (moment := note.done or note.at) is not None:
                self.keep_own(moment)

    def remove_note(self, note_id: str) -> Note:
        return self._library.editions.take("notes", Note, note_id, no_note(note_id))

    def _named(self) -> Iterator[str]:
        for plain in self._library.editions.table("picks").records().values():
            yield from (str(plain.get(field) or "") for field in ("curator", "edited_by"))
