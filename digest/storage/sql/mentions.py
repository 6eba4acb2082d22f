"""Which closed editions mention a page or a pick: an index of their files, in the archive.

Whoever asks compares the states of the files and reads those that changed, so that the index may be lost, or behind.
An archive that cannot be asked, or written to at once, knows nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from sqlite3 import Connection

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.storage.files.closed_editions import Indexed
from digest.storage.sql.own_changes import name_of
from digest.storage.sql.records import LISTED, as_list, bindable, sensible
from digest.storage.sql.sqlite import Database

_LAST = "\U0010ffff"


class ArchivedMentions:
    """See `closed_editions.Mentions`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_barred = False
        # Of which archive, and what was known there: others change it only with the files that it is compared with.
        self._known: tuple[str, Mapping[str, Indexed]] = "", {}

    def about(self, names: Collection[str], beginning: str = "") -> tuple[Mapping[str, Indexed], Collection[str]]:
        def question(db: Connection) -> tuple[Mapping[str, Indexed], Collection[str]]:
            archive = name_of(db)
            if self._known[0] != archive:
                self._known = archive, _known(db)
            if not (names or beginning):
                return self._known[1], ()
            asked, values = f"SELECT edition_id FROM mentions WHERE name {LISTED}", [as_list(names)]
            if beginning:
                asked += " UNION SELECT edition_id FROM mentions WHERE name BETWEEN ? AND ?"
                values += [bindable(beginning), bindable(beginning) + _LAST]
            return self._known[1], {edition_id for (edition_id,) in sensible(db.execute(asked, values), str)}

        try:
            if not self._is_barred and self._database.file:
                return self._database.ask_soon(question)
        except LibraryDamaged:  # told, and begun anew
            raise
        except LibraryError:  # not tried again: what is locked by another program was waited for
            self._is_barred = True
        return {}, ()

    def keep(self, editions: Mapping[str, tuple[Indexed, Collection[str]]], gone: Collection[str]) -> None:
        def change(db: Connection) -> None:
            former = as_list({*editions, *gone})
            db.execute(f"DELETE FROM mentions WHERE edition_id {LISTED}", (former,))
            db.execute(f"DELETE FROM closed_editions WHERE edition_id {LISTED}", (former,))
            for edition_id, (indexed, names) in editions.items():
                db.execute("INSERT INTO closed_editions VALUES (?, ?, ?)", (edition_id, *indexed))
                rows = [(bindable(name), edition_id) for name in names]
                db.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?)", rows)

        try:
            self._known = "", {}
            if not self._is_barred and self._database.file:
                self._database.change_if_free(change)
        except LibraryDamaged:
            raise
        except LibraryError:
            self._is_barred = True


def _known(db: Connection) -> Mapping[str, Indexed]:
    rows = sensible(db.execute("SELECT edition_id, mark, version FROM closed_editions"), str, str, int)
    return {edition_id: Indexed(mark, version) for edition_id, mark, version in rows}
