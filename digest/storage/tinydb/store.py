"""The library in a folder of JSON files, kept by TinyDB; each subject of the Store in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from digest.domain.entry import PAGES, Entry
from digest.domain.errors import NotFound
from digest.storage.tinydb.carrying import CarryingPart
from digest.storage.tinydb.curation import CurationPart
from digest.storage.tinydb.disk import Disk
from digest.storage.tinydb.index import MonthIndex
from digest.storage.tinydb.reading import ReadingPart
from digest.storage.tinydb.shards import Shards
from digest.storage.tinydb.shelf import EditionFiles
from digest.storage.tinydb.tidying import TidyingPart
from digest.storage.tinydb.trouble import Tell
from digest.storage.tinydb.whole import WholePart


class TinyStore(ReadingPart, CurationPart, WholePart, CarryingPart, TidyingPart):
    """See `Store`.

    Opening reads nothing and makes nothing; the folder comes into being with the first change. `clock` dates
    backups and damaged files, no more; `disk` is the seam for tests. `tell` is told of damage that need not stop what
    was asked for, which otherwise raises LibraryDamaged.
    """

    def __init__(
        self, folder: Path, clock: Callable[[], datetime], disk: Disk | None = None, tell: Tell | None = None
    ) -> None:
        self._disk = disk or Disk()
        self._shards = Shards(folder, self._disk, clock)
        self._files = EditionFiles(self._shards, tell)
        self._tell = tell
        self._summarised = {}
        self._listed = {}
        self._index = MonthIndex(folder, self._shards.looks, self._records, self._summarise)

    def add_pages(self, pages: Sequence[Entry], *, shortlisted: bool = False) -> list[Entry]:
        wanted = [replace(page, feed_id=PAGES) for page in pages]
        new = [self.add_page(page) for page in wanted if self._known_page(page) is None]
        self.mark(new, shortlisted=shortlisted or None)
        return new

    def remove_pages(self, pages: Sequence[Entry]) -> None:
        for page in pages:
            with suppress(NotFound):
                self.mark([page], shortlisted=False)
                self.remove_page(page)
