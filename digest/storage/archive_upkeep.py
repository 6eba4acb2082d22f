"""What every archive must hold after a loss: the entries that people chose, and read marks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

import orjson

from digest.domain.entry import PAGES
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.file_bytes import is_good, parsed
from digest.storage.files.engine.migrations import FORMAT
from digest.storage.files.recovery.backups import DailyCopies

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.storage.files.engine.disk import Disk
    from digest.storage.files.kept_entries import KeptEntries
    from digest.storage.sql.archive import Archive


def kept_in_archive(kept: KeptEntries, archive: Archive) -> None:
    """Bring the archive in step with what people chose, after a loss or changes elsewhere.

    Pages come and go; an entry on the shortlist comes back. If nobody has chosen anything here, the archive's pages
    are copied into the file.
    """
    state = kept.file_state()
    if state and state == archive.pages_mark():
        if not _missing(kept.chosen(), archive):
            return
    elif _is_in_step(kept, archive):
        archive.note_pages(state)
        return
    with kept.transaction():  # nobody adds a page meanwhile
        here = archive.page_ids()
        if not kept.exists:
            kept.put_pages(found.entry for found in archive.lists.by_ids(here).values())
            return
        entries = kept.entries()
        if missing := _missing(entries, archive):
            archive.put_entries(missing, {})
        if surplus := here - {entry.id for entry in entries if entry.feed_id == PAGES}:
            archive.remove_pages(surplus)


def _is_in_step(kept: KeptEntries, archive: Archive) -> bool:
    """Looks only, so that a library that cannot be locked or changed can be read."""
    if not kept.exists:
        return archive.file is None or not archive.page_ids()
    return archive.page_ids() == kept.page_ids() and not _missing(kept.chosen(), archive)


def _missing(entries: Sequence[Entry], archive: Archive) -> list[Entry]:
    there = archive.lists.by_ids([entry.id for entry in entries])
    return [entry for entry in entries if entry.id not in there]


class MarksCopies:
    """A small daily copy of the read marks, from which a lost archive gets them back."""

    _NAME = "marks.json"

    def __init__(self, folder: Path, disk: Disk, clock: Callable[[], datetime]) -> None:
        self._folder = folder / "backups"
        self._clock = clock
        self._copies = DailyCopies(self._folder, disk, clock, days=2, weeks=1)

    def keep_daily(self, kept: KeptEntries, archive: Archive) -> None:
        """Keep what is marked now, unless today has a copy. Raises LibraryError."""
        copy = self._folder / f"marks-{self._clock().date().isoformat()}.json"
        try:
            if copy.exists():
                return
            with kept.alone():
                if copy.exists() or not (marks := archive.marks()):
                    return
                records = {entry_id: {"month": month, "read": read} for entry_id, month, read in marks}
                self._copies.before_change(self._NAME, orjson.dumps({"format": FORMAT, "marks": records}) + b"\n")
        except OSError as error:
            raise file_errors.cannot_write(copy, error) from error

    def bring_back(self, db: Connection) -> None:
        """Put what the newest good copy holds into an archive that is just being made."""
        from digest.storage.sql import writing

        copy = self._copies.newest_good(self._NAME, is_good)
        if copy is None:
            return
        _, tables = parsed(copy.read_bytes())
        marks = {
            entry_id: (str(plain.get("month", "")), plain.get("read") is True)
            for entry_id, plain in tables.get("marks", {}).items()
        }
        writing.put_marks(db, marks)
