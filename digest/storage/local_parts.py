"""Parts of the local library: its files for people, the lock of refreshing, and what the archive must always hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

import orjson

from digest.domain.entry import PAGES
from digest.domain.errors import FetchRunning, LibraryDamaged
from digest.domain.feed import FetchState, feed_title
from digest.domain.message import msg
from digest.domain.muting import Muting
from digest.storage.files.edition_files import EditionFiles
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import Disk, make_folders
from digest.storage.files.engine.migrations import FORMAT
from digest.storage.files.engine.parse import is_good, parsed
from digest.storage.files.file_editions import FileEditions
from digest.storage.files.file_feeds import FileFeeds
from digest.storage.files.kept_entries import KeptEntries
from digest.storage.files.library_files import LibraryFiles
from digest.storage.files.recovery.backups import DailyCopies
from digest.storage.sql import writing
from digest.storage.sql.archive import Archive


class CuratedFiles:
    """The files with what people wrote and chose; answers `entry_questions.Curated`.

    `titles_of` gives the titles that feeds give themselves, which only the archive knows.
    """

    titles_of: Callable[[], Mapping[str, str]] = dict

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        disk: Disk,
        tell: Callable[[LibraryDamaged], None] | None,
    ) -> None:
        self.library = LibraryFiles(folder, disk, clock)
        self.edition_files = EditionFiles(self.library, tell)
        self.feeds = FileFeeds(self.library, self.edition_files)
        self.editions = FileEditions(self.library, self.edition_files)
        self.kept = KeptEntries(self.library)
        self._comments: tuple[object, object, Mapping[str, Sequence[str]]] | None = None

    def present(self) -> Collection[str]:
        return self.feeds.present()

    def muting(self) -> Muting:
        return self.feeds.muting()

    def titles(self) -> Mapping[str, str]:
        own = self.titles_of()
        return {feed.id: feed_title(feed, FetchState(title=own.get(feed.id, ""))) for feed in self.feeds.feeds()}

    def comments(self) -> Mapping[str, Sequence[str]]:
        state = self.library.editions.storage.read(), self.library.stat_cache.of(self.library.folder / "closed")
        known = self._comments
        if known is None or known[0] is not state[0] or known[1] != state[1]:
            self._comments = known = *state, self.editions.comments()
        return known[2]

    def shortlist(self) -> Collection[str]:
        return self.kept.shortlist().keys()

    def close(self) -> None:
        self.library.close()


class RefreshLock:
    """The lock that the one refresh holds which runs: `fetch.lock` in the library's folder."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._path = folder / "fetch.lock"
        self._disk = disk

    @contextmanager
    def held(self) -> Iterator[None]:
        """See `Store.refresh_lock`."""
        try:
            make_folders(self._disk, self._path.parent)
            descriptor = self._disk.open_lock(self._path)
        except OSError as error:
            raise file_errors.cannot_write(self._path, error) from error
        try:
            try:
                self._disk.lock(descriptor, wait=False)
            except BlockingIOError:
                raise FetchRunning(msg("Another fetch is running."), msg("Wait until it has finished.")) from None
            except OSError as error:
                raise file_errors.cannot_write(self._path, error) from error
            yield
        finally:
            self._disk.release(descriptor)


def kept_in_archive(kept: KeptEntries, archive: Archive) -> None:
    """Bring the archive in step with what people chose: an archive that was lost or begun anew, or another machine's.

    Pages come and go; an entry on the shortlist comes back. Where nobody ever chose anything here, the archive's pages
    are taken over into the file.
    """
    if _is_in_step(kept, archive):
        return
    with kept.transaction():  # nobody adds a page meanwhile
        here = archive.page_ids()
        if not kept.exists:
            kept.put_pages(found.entry for found in archive.by_ids(here).values())
            return
        entries = kept.entries()
        there = archive.by_ids([entry.id for entry in entries])
        if missing := [entry for entry in entries if entry.id not in there]:
            archive.put_entries(missing, {})
        if surplus := here - {entry.id for entry in entries if entry.feed_id == PAGES}:
            archive.remove_pages(surplus)


def _is_in_step(kept: KeptEntries, archive: Archive) -> bool:
    """Looks only, so that a library that cannot be locked or changed can be read."""
    if not kept.exists:
        return archive.file is None or not archive.page_ids()
    entries = kept.entries()
    pages = {entry.id for entry in entries if entry.feed_id == PAGES}
    return archive.page_ids() == pages and len(archive.by_ids([entry.id for entry in entries])) == len(entries)


class MarksCopies:
    """A small copy of the read marks, one a day that brings something: they come back with a lost archive."""

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
            with kept.transaction():  # one at a time
                if copy.exists() or not (marks := archive.marks()):
                    return
                records = {entry_id: {"month": month, "read": read} for entry_id, month, read in marks}
                self._copies.before_change(self._NAME, orjson.dumps({"format": FORMAT, "marks": records}) + b"\n")
        except OSError as error:
            raise file_errors.cannot_write(copy, error) from error

    def bring_back(self, db: Connection) -> None:
        """Put what the newest good copy holds into an archive that is just being made."""
        copy = self._copies.newest_good(self._NAME, is_good)
        if copy is None:
            return
        _, tables = parsed(copy.read_bytes())
        marks = {
            entry_id: (str(plain.get("month", "")), plain.get("read") is True)
            for entry_id, plain in tables.get("marks", {}).items()
        }
        writing.put_marks(db, marks)
