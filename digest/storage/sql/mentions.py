"""Which closed editions mention a page or a pick: an index of their files, in the archive.

Whoever asks compares the states of the files and reads those that changed, so that the index may be lost, or behind.
An archive that cannot be asked, or written to at once, knows nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from sqlite3 import Connection

import orjson

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.storage.files.closed_editions import Indexed, Mentioned
from digest.storage.sql.errors import Senseless
from digest.storage.sql.records import LISTED, as_list, bindable, sensible
from digest.storage.sql.sqlite import Database

_LAST = "\U0010ffff"
#: In the table `archive`: the state of the folder in which all editions are known, and their versions.
_FOLDER, _VERSIONS = "closed", "versions"
_ALL_KNOWN = (
    f"SELECT value FROM archive WHERE name = '{_VERSIONS}' "
    f"AND EXISTS (SELECT 1 FROM archive WHERE name = '{_FOLDER}' AND value = ?)"
)


class ArchivedMentions:
    """See `closed_editions.Mentions`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_barred = self._is_read_only = False

    def about(self, folder: str, names: Collection[str], beginning: str = "") -> Mentioned:
        def question(db: Connection) -> Mentioned:
            editions = _mentioning(db, names, beginning) if names or beginning else ()
            versions = _versions(db, folder)
            return Mentioned(editions, _known(db) if versions is None else {}, versions)

        try:
            if not self._is_barred and self._database.file:
                return self._database.ask_soon(question)
        except LibraryDamaged:  # told, and begun anew
            raise
        except LibraryError:  # not tried again: what is locked by another program was waited for
            self._is_barred = True
        return Mentioned((), {})

    def keep(
        self,
        editions: Mapping[str, tuple[Indexed, Collection[str]]],
        gone: Collection[str],
        folder: str,
        every: Mapping[str, Indexed],
    ) -> None:
        def change(db: Connection) -> None:
            former = as_list({*editions, *gone})
            db.execute(f"DELETE FROM archive WHERE name = '{_FOLDER}'")
            db.execute(f"DELETE FROM mentions WHERE edition_id {LISTED}", (former,))
            db.execute(f"DELETE FROM closed_editions WHERE edition_id {LISTED}", (former,))
            for edition_id, (indexed, names) in editions.items():
                db.execute("INSERT INTO closed_editions VALUES (?, ?, ?)", (edition_id, *indexed))
                rows = [(bindable(name), edition_id) for name in names]
                db.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?)", rows)
            if folder and _known(db) == every:  # others may have noted another state meanwhile
                versions = {edition_id: indexed.version for edition_id, indexed in every.items()}
                rows = [(_FOLDER, folder), (_VERSIONS, orjson.dumps(versions).decode())]
                db.executemany("INSERT OR REPLACE INTO archive VALUES (?, ?)", rows)

        try:
            if not (self._is_barred or self._is_read_only) and self._database.file:
                self._database.change_if_free(change)
        except LibraryDamaged:
            raise
        except LibraryError:
            self._is_read_only = True


def _mentioning(db: Connection, names: Collection[str], beginning: str) -> set[str]:
    asked, values = f"SELECT edition_id FROM mentions WHERE name {LISTED}", [as_list(names)]
    if beginning:
        asked += " UNION SELECT edition_id FROM mentions WHERE name BETWEEN ? AND ?"
        values += [bindable(beginning), bindable(beginning) + _LAST]
    return {edition_id for (edition_id,) in sensible(db.execute(asked, values), str)}


def _versions(db: Connection, folder: str) -> Mapping[str, int] | None:
    """All editions' versions, if known in this state of the folder. Raises Senseless."""
    for (value,) in sensible(db.execute(_ALL_KNOWN, (folder,)), str):
        try:
            versions: Mapping[str, int] = orjson.loads(value)
            if {*map(type, versions.values())} <= {int}:
                return versions
        except (AttributeError, ValueError):
            pass
        raise Senseless
    return None


def _known(db: Connection) -> Mapping[str, Indexed]:
    rows = sensible(db.execute("SELECT edition_id, mark, version FROM closed_editions"), str, str, int)
    return {edition_id: Indexed(mark, version) for edition_id, mark, version in rows}
