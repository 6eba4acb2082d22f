"""Which closed editions mention a page or a pick: an index of their files, in the archive.

Whoever asks names the state of all files, and reads them if the index knows another one: it may be lost, or behind.
An archive that cannot be asked, or written to at once, knows nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain
from sqlite3 import Connection

import orjson

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.storage.files.closed_editions import EditionRecords, Mentioned, may_mention, name_filter
from digest.storage.sql.errors import Senseless
from digest.storage.sql.records import LISTED, as_list, bindable, sensible
from digest.storage.sql.sqlite import Database

_LAST = "\U0010ffff"
#: In the table `archive`: the state of the folder in which all editions are known, their versions, and a filter of all
#: names that they mention.
_FOLDER, _VERSIONS, _NAMES = "closed", "versions", "mentioned"
_ALL_KNOWN = (
    "SELECT v.value, n.value FROM archive f, archive v, archive n "
    f"WHERE f.name = '{_FOLDER}' AND f.value = ? AND v.name = '{_VERSIONS}' AND n.name = '{_NAMES}'"
)


class ArchivedMentions:
    """See `closed_editions.Mentions`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_barred = self._is_read_only = False

    def about(self, folder: str, names: Collection[str], beginning: str = "") -> Mentioned | None:
        def question(db: Connection) -> Mentioned | None:
            if (known := _all_known(db, folder)) is None:
                return None
            asked = may_mention(known.names, names)
            return known._replace(editions=_mentioning(db, asked, beginning)) if asked or beginning else known

        try:
            if not self._is_barred and self._database.file:
                return self._database.ask_soon(question)
        except LibraryDamaged:  # told, and begun anew
            raise
        except LibraryError:  # not tried again: what is locked by another program was waited for
            self._is_barred = True
        return None

    def keep(self, folder: str, editions: Mapping[str, EditionRecords]) -> None:
        def change(db: Connection) -> None:
            named = {key: {*records.pages, *records.picks} for key, records in editions.items()}
            rows = [(bindable(name), edition_id) for edition_id, names in named.items() for name in names]
            db.execute("DELETE FROM mentions")
            db.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?)", rows)
            versions = orjson.dumps({key: records.version(key) for key, records in editions.items()}).decode()
            noted = [(_FOLDER, folder), (_VERSIONS, versions), (_NAMES, name_filter({*chain(*named.values())}))]
            db.executemany("INSERT OR REPLACE INTO archive VALUES (?, ?)", noted)

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


def _all_known(db: Connection, folder: str) -> Mentioned | None:
    """What is noted, if it is of this state of the folder. Raises Senseless."""
    for value, names in sensible(db.execute(_ALL_KNOWN, (folder,)), str, bytes):
        try:
            versions: Mapping[str, int] = orjson.loads(value)
            if names and {*map(type, versions.values())} <= {int}:
                return Mentioned((), versions, names)
        except (AttributeError, ValueError):
            pass
        raise Senseless
    return None
