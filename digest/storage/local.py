"""The library of one curator: plain files for what people write, an archive for the rest.

Composed of parts: `files/` keeps files, `sql/archive.py` the archive. What a question needs of both is put together in
`entry_questions.py`. Parts that a refresh with nothing due does not need are imported at first use.
"""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

from digest.domain.entry import PAGES, Entry
from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import msg
from digest.storage.files.engine.disk import Disk, refresh_lock
from digest.storage.files.engine.migrations import former_files
from digest.storage.files.file_feeds import FileFeeds
from digest.storage.files.kept_entries import KeptEntries
from digest.storage.files.library_files import LibraryFiles
from digest.storage.rules.entries import no_entry
from digest.storage.shared_store import Forwarded, SharedStore
from digest.storage.workers import sole_worker

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from digest.domain.curator import Curator
    from digest.domain.feed import FetchState
    from digest.domain.library import Location
    from digest.domain.message import Message
    from digest.domain.muting import Muting
    from digest.domain.query import LibraryStamp, Seen
    from digest.storage.draft_files import DraftFiles
    from digest.storage.entry_questions import EntryQuestions
    from digest.storage.files.curator_files import FileCurators, PresenceFiles
    from digest.storage.files.file_editions import FileEditions
    from digest.storage.local_whole import LocalWhole
    from digest.storage.marks_copies import MarksCopies
    from digest.storage.sql.archive import Archive
    from digest.storage.sql.mentions import ArchivedMentions
    from digest.storage.store import FeedRefresh
    from digest.storage.workers import Worker, WorkerState


ARCHIVE = "archive.sqlite"
# Pages that go into the archive in one transaction; others change it in between.
_MANY_PAGES = 1000


class LocalStore(SharedStore):
    """See `Store`.

    Opening reads nothing and makes nothing; folder and archive come into being with the first change. `archive` is
    another place for the archive; one that lies in the folder (of a restored library, say) counts before it. `clock`
    dates backups and damaged files, no more; `disk` is the seam for tests. `tell` hears of damage that need not stop
    what was asked for, which otherwise raises LibraryDamaged. `on_progress` is told how far a migration is.
    `curator` is who works here; without one, what is changed is nobody's.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        disk: Disk | None = None,
        tell: Callable[[LibraryDamaged], None] | None = None,
        archive: Path | None = None,
        on_progress: Callable[[Message], None] | None = None,
        curator: Curator | None = None,
    ) -> None:
        self._disk = disk = disk or Disk()
        self._clock = clock
        self._tell = tell
        self._on_progress = on_progress
        self._curator = curator
        self._files = files = LibraryFiles(folder, disk, clock)
        self._feeds: FileFeeds = FileFeeds(files)
        self._kept = KeptEntries(files)
        self._folder = folder
        self._is_elsewhere = archive is not None and not os.path.exists(folder / ARCHIVE)  # noqa: PTH110 - never raises
        self._place = archive if archive is not None and self._is_elsewhere else folder / ARCHIVE
        self._lock = Lock()
        self._bare: Archive | None = None
        self._settled: tuple[object, object] | None = None
        self._is_migrated = False
        self._muted: tuple[object, Muting] | None = None

    @cached_property
    def _editions(self) -> FileEditions:  # type: ignore[override]
        from digest.storage.files.file_editions import FileEditions

        return FileEditions(self._files, self._curators, self._own_mentions, self._tell)

    @cached_property
    def _curators(self) -> FileCurators:  # type: ignore[override]
        from digest.domain.curator import Curator
        from digest.storage.files.curator_files import FileCurators

        return FileCurators(self._files, self._curator or Curator(""))

    @cached_property
    def _presences(self) -> PresenceFiles:
        from digest.storage.files.curator_files import PresenceFiles

        return PresenceFiles(self._folder, lambda: self._curators.own.name)

    @cached_property
    def _mentions(self) -> ArchivedMentions:
        from digest.storage.sql.mentions import ArchivedMentions

        return ArchivedMentions(self._opened_archive.database)

    def _own_mentions(self) -> ArchivedMentions | None:
        """What closed editions mention; None while the archive may be another library's."""
        return None if self._is_elsewhere else self._mentions

    @property
    def _opened_archive(self) -> Archive:
        """The archive as it is, made once; a question about one edition needs none."""
        with self._lock:
            if self._bare is None:
                from digest.storage.sql.archive import Archive

                begun, lock = lambda db: self._marks_copies.bring_back(db), self._files.lock.shared
                self._bare = Archive(self._place, self._clock, self._tell, begun, lock, self._tell_progress)
                self._bare.database.renewed = self._archive  # so that what people chose is in the answer
            return self._bare

    @cached_property
    def _questions(self) -> EntryQuestions:
        from digest.storage.entry_questions import Curated, EntryQuestions
        from digest.storage.rules.feeds import titles_of

        curated = Curated(
            present=self._feeds.present,
            muting=self._muting,
            titles=lambda: titles_of(self._feeds.every(), self._opened_archive.titles()),
            comments=self._editions.comments,
            shortlist=self._kept.shortlist,
        )
        return EntryQuestions(self._archive, curated, self._tell)

    def _muting(self) -> Muting:
        """All that is muted.

        Read again only if feeds.json has changed: every key asks for it, and there may be 500 rules.
        """
        state, known = self._files.feeds.storage.read(), self._muted
        if known is None or known[0] is not state:
            self._muted = known = state, self._feeds.muting()
        return known[1]

    @cached_property
    def _marks_copies(self) -> MarksCopies:
        from digest.storage.marks_copies import MarksCopies

        return MarksCopies(self._folder, self._disk, self._clock)

    @cached_property
    def _whole(self) -> LocalWhole:
        from digest.storage.local_whole import LocalWhole

        return LocalWhole(self._files, self._kept, self._editions, self._archive, self._opened_archive)

    def _archive(self) -> Archive:
        """The archive, with everything in it that people chose."""
        self._migrated()
        state = self._kept.state()
        if self._settled != (state, self._opened_archive.file):
            from digest.storage.entry_questions import kept_in_archive

            try:
                kept_in_archive(self._kept, self._opened_archive)
            except LibraryError as error:
                # One that may only be read answers without what is missing. That another library has taken its place
                # is told, so that no change goes on with what the former one said.
                if isinstance(error, LibraryDamaged) or os.access(self._folder, os.W_OK):
                    raise
            self._settled = self._kept.state(), self._opened_archive.file
        return self._opened_archive

    def _migrated(self) -> Archive:
        """The archive, once it has what the first format kept."""
        if self._is_elsewhere and self._opened_archive.file:
            self._opened_archive.belong_to(str(self._folder.resolve()))
            self._is_elsewhere = False  # looked at
        if not self._is_migrated:
            damage = self._migrate() if former_files(self._folder) else []
            self._is_migrated = True
            if damage:  # told once, as everywhere
                raise damage[0]
        return self._opened_archive

    def _tell_progress(self, percent: int) -> None:
        if self._on_progress:
            self._on_progress(msg("The library is being brought into its new form: {percent} %", percent=percent))

    def _migrate(self) -> list[LibraryDamaged]:
        """Migrate a library of the first format into the archive; return unreported damage."""
        from digest.storage.files.former_format import FormerFiles
        from digest.storage.migrating import migrate

        damage: list[LibraryDamaged] = []
        former = FormerFiles(self._files, self._tell or damage.append)
        migrate(former, self._kept, self._opened_archive, self._files, self._tell_progress)
        return damage

    # Refreshing

    def refresh_lock(self) -> AbstractContextManager[None]:
        return refresh_lock(self._folder, self._disk)

    def refreshing(self) -> AbstractContextManager[Worker]:
        return sole_worker(self.refresh_lock())

    def workers(self) -> list[WorkerState]:
        return []

    def fetch_states(self) -> dict[str, FetchState]:
        return self._migrated().states()

    def seen(self, feed_id: str, signs: Collection[str] | None = None) -> list[Seen]:
        return (self._archive() if feed_id == PAGES else self._migrated()).seen(feed_id, signs)

    def _known(self, ids: Collection[str]) -> Mapping[str, object]:
        archive = self._archive()
        return archive.lists.by_ids(ids) if ids else {}

    def _keep_refreshes(self, batch: Sequence[FeedRefresh]) -> None:
        if batch:
            self._marks_copies.keep_daily(self._kept, self._archive())
            self._archive().apply_refresh(batch)

    def merge_index(self) -> None:
        self._migrated().merge_index()

    def add_page(self, entry: Entry, content: str = "") -> Entry:
        entry = replace(entry, feed_id=PAGES)
        archive, kept = self._archive(), self._kept
        with kept.transaction():
            if known := kept.page(entry.canonical_url):
                return known
            if known_here := archive.lists.by_ids([entry.id]).get(entry.id):
                return known_here.entry
            # First here: what a crash leaves of a page that nobody was told to be there is taken out again.
            archive.put_entries([entry], {entry.id: content})
            kept.put_pages([entry])
        return entry

    def add_pages(self, pages: Sequence[Entry], *, shortlisted: bool = False) -> list[Entry]:
        archive, kept = self._archive(), self._kept
        with kept.transaction():
            wanted = kept.new_pages([replace(page, feed_id=PAGES) for page in pages])
            here = archive.lists.by_ids([page.id for page in wanted])
            new = [page for page in wanted if page.id not in here]
            for start in range(0, len(new), _MANY_PAGES):  # first here, as in `add_page`
                archive.put_entries(new[start : start + _MANY_PAGES], {})
            kept.put_pages(new)
            if shortlisted:
                kept.put_on_shortlist(new)
        return new

    def remove_pages(self, pages: Sequence[Entry]) -> None:
        archive, kept = self._archive(), self._kept
        with kept.transaction():
            gone = kept.page_ids() & {page.id for page in pages}
            kept.discard_pages(gone)
        kept.take_off_shortlist(gone)
        archive.remove_pages(gone)

    def remove_page(self, page: Entry) -> None:
        archive, kept = self._archive(), self._kept
        with kept.transaction():
            if page.id not in kept.page_ids():
                raise no_entry(page.id)
            kept.discard_pages([page.id])
        archive.remove_pages([page.id])

    # Entries

    def content(self, entry: Entry) -> str:
        return self._archive().content(entry.id)

    def keep_content(self, entry: Entry, html: str) -> None:
        self._archive().keep_content(entry.id, html)

    def mark(self, entries: Sequence[Entry], *, read: bool | None = None, shortlisted: bool | None = None) -> None:
        found = self._archive().lists.by_ids([entry.id for entry in entries])
        for entry in entries:
            if entry.id not in found:
                raise no_entry(entry.id)
        if shortlisted and found:
            self._kept.put_on_shortlist(each.entry for each in found.values())
        elif shortlisted is False and found.keys() & self._kept.shortlist().keys():
            self._kept.take_off_shortlist(found)
        if read is not None and found:
            self._archive().mark(list(found), read)

    def months(self) -> list[str]:
        return self._archive().lists.months()

    # Curators

    def presences(self) -> PresenceFiles:
        return self._presences

    def work_as(self, curator: Curator) -> None:
        self._curators.own = curator

    # The library as a whole

    def moment(self) -> AbstractContextManager[None]:
        return nullcontext()

    def while_wanted(self, is_wanted: Callable[[], bool]) -> AbstractContextManager[None]:  # noqa: ARG002 - all is near
        return nullcontext()

    def stamp(self) -> LibraryStamp:
        return _together(self._archive().stamp(), self._files.stamps())

    def others_stamp(self) -> LibraryStamp:
        return _together(self._migrated().others_stamp(), self._files.others_stamps())

    def listen(self, tell: Callable[[], None]) -> Callable[[], None]:  # noqa: ARG002 - asking is as cheap
        return lambda: None

    check = Forwarded("_whole", lambda store: store.check)
    repair = Forwarded("_whole", lambda store: store.repair)

    def location(self) -> Location:
        from digest.storage.files.location import location_of

        return location_of(self._folder)

    def drafts(self) -> DraftFiles:
        from digest.storage.draft_files import DraftFiles

        return DraftFiles(self._folder / "drafts")

    def alone(self) -> AbstractContextManager[None]:
        return self._files.lock.alone()

    def close(self) -> None:
        self._files.close()
        if self._bare is not None:
            self._bare.close()


def _together(archive: dict[str, object], files: dict[str, object]) -> LibraryStamp:
    """The stamp of both sides; "state" is kept by either."""
    from digest.domain.query import LibraryStamp

    return LibraryStamp({**archive, **files, "state": (archive["state"], files["state"])})
