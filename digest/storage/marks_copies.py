"""A daily copy of the read marks, from which a lost archive gets them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

import orjson

from digest.storage.files.engine.disk import file_bytes, told_if_unwritable
from digest.storage.files.engine.file_states import parsed
from digest.storage.files.engine.migrations import FORMAT
from digest.storage.files.recovery.backups import DailyCopies

if TYPE_CHECKING:
    from digest.storage.files.engine.disk import Disk
    from digest.storage.files.kept_entries import KeptEntries
    from digest.storage.sql.archive import Archive


class MarksCopies:
    """The copies of one library."""

    _NAME = "marks.json"

    def __init__(self, folder: Path, disk: Disk, clock: Callable[[], datetime]) -> None:
        self._copies = DailyCopies(folder / "backups", disk, clock, days=2, weeks=1)

    def keep_daily(self, kept: KeptEntries, archive: Archive) -> None:
        """Keep what is marked now, unless today has a copy. Raises LibraryError."""
        copy = self._copies.copy_of_today(self._NAME)
        with told_if_unwritable(copy):
            if copy.exists():
                return
            with kept.alone():
                if copy.exists() or not (marks := archive.marks()):
                    return
                records = {entry_id: {"month": month, "read": read} for entry_id, month, read in marks}
                self._copies.before_change(self._NAME, orjson.dumps({"format": FORMAT, "marks": records}) + b"\n")

    def bring_back(self, db: Connection) -> None:
        """Put what the newest good copy holds into an archive that is just being made."""
        from digest.storage.sql import writing

        copy = self._copies.newest_good(self._NAME)
        if copy is None:
            return
        _, tables = parsed(file_bytes(copy))
        marks = {
            entry_id: (str(plain.get("month", "")), plain.get("read") is True)
            for entry_id, plain in tables.get("marks", {}).items()
        }
        writing.put_marks(db, marks)
