"""The Store: what a library promises, whatever the backend.

Promises that hold for every method and every backend (tests/contract proves them):

1. Any number of processes and threads may use one library at the same time.
2. A method that changes something is atomic: afterwards all of it is kept, or none, at whatever point the
   process dies. `apply_refresh` is so for each feed of its batch: cut off anywhere, the next refresh asks the
   others again, nothing lost and nothing doubled; `mark` for each month; `tidy` and `load` say what they promise.
3. No update is lost: what is changed is read again inside the lock. Readers wait for nobody and never see half a
   change.
4. Times are UTC, going in and coming out. Unknown ids raise `NotFound`. What cannot be read or written raises
   `LibraryError` with a remedy and leaves what was there; a damaged part raises `LibraryDamaged` and is set aside,
   never overwritten.
5. A pick and an edition carry a version. A caller that names the `version` it has read gets `Conflict`, with both
   texts, when somebody was faster; a caller that names none means "whatever stands there".
6. What is returned is the caller's own: frozen, never changed later.
7. A Store is opened by one curator. What changes an edition through it is recorded as hers in the edition's history,
   in the same transaction: no act without its event, no event without its act. Read marks are hers, if a backend tells
   curators apart; a library in a folder has one set of marks.

No method assumes a file or a single machine. All are synchronous; a user interface calls them from a worker thread.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from digest.storage.curator_store import CuratorStore
from digest.storage.edition_store import EditionStore
from digest.storage.feed_store import FeedStore

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.domain.feed import FetchState
    from digest.domain.library import Location, Sizes, Tidied
    from digest.domain.problem import Problem
    from digest.domain.query import EntryPage, EntryQuery, EntryRow, FeedCounts, LibraryStamp, Seen
    from digest.storage.draft_files import DraftFiles
    from digest.storage.dump_format import Batch
    from digest.storage.workers import Worker, WorkerState


@dataclass(frozen=True, slots=True)
class FeedRefresh:
    """What one refresh of one feed brings to the library.

    `entries` are new ones or replacements under an id already known, each in its own month; `content` maps entry
    ids to sanitised HTML; `seen` are records to add or replace. `moved_to`, if set, becomes the feed's address.
    """

    feed_id: str
    state: FetchState
    entries: tuple[Entry, ...] = ()
    content: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[Seen, ...] = ()
    moved_to: str = ""


class RefreshStore(Protocol):
    """What a refresh asks for and brings, and pages that are added by address."""

    def refresh_lock(self) -> AbstractContextManager[None]:
        """Held by the one running refresh. Raises FetchRunning at once; a dead holder is released."""

    def refreshing(self) -> AbstractContextManager[Worker]:
        """A worker for one refresh. Raises FetchRunning if only one may refresh, and one does."""

    def workers(self) -> list[WorkerState]:
        """The workers whose leases last, or expired in the last day; none if only one may refresh."""

    def fetch_states(self) -> dict[str, FetchState]:
        """What is known of each feed that was ever asked, by feed id.

        If it is damaged, LibraryDamaged is raised once; after that nothing is known, and all feeds are due.
        """

    def seen(self, feed_id: str, signs: Collection[str] | None = None) -> list[Seen]:
        """All seen records of this feed; rebuilt from the entries if they were lost.

        With `signs` only the records whose id, GUID or canonical address is one of them, and those that have neither
        GUID nor address: a feed remembers thousands and shows twenty. If they are damaged, LibraryDamaged
        is raised once; after that they are rebuilt.
        """

    def apply_refresh(self, batch: Sequence[FeedRefresh]) -> None:
        """Store a refresh's content, entries, seen records and state: of each feed all or nothing.

        An entry whose id is known keeps its month and first sight. If the states alone changed, nothing else is
        written; nothing at all is written for an empty batch.
        """

    def merge_index(self) -> None:
        """Do a part of what is left to do for a quick search, while servers are waited for."""

    def add_page(self, entry: Entry, content: str = "") -> Entry:
        """Store a page added by address; if its canonical address is a page, return that one."""

    def add_pages(self, pages: Sequence[Entry], *, shortlisted: bool = False) -> list[Entry]:
        """Store many pages, all or none; return the new ones (as `add_page` decides).

        With `shortlisted` the new ones are on the shortlist.
        """

    def remove_pages(self, pages: Sequence[Entry]) -> None:
        """Remove added pages, from the shortlist, too; missing ones are skipped."""

    def remove_page(self, page: Entry) -> None:
        """Remove a page added by address; its picks stay, and its marks, for when it is added again.

        Raises NotFound if it is missing, or an entry of a feed.
        """


class EntryStore(Protocol):
    """Entries with their texts and marks: lists, searches, counts."""

    def entries(self, query: EntryQuery) -> EntryPage:
        """The wanted entries, newest first (`entry.entry_order`), of present feeds and of pages."""

    def search(self, words: str) -> Iterator[Sequence[EntryRow]]:
        """All hits of `EntryQuery.search`, a month at a time, newest first.

        The first answer comes long before the last one; a month without any is answered, too, so that the caller
        can stop between; a large one may come in two parts. Nothing without words. How many there are is known before
        a row is made: counting 100,000 costs little beside showing them.
        """

    def entry(self, entry_id: str) -> EntryRow:
        """One entry by its full id. Raises NotFound."""

    def find_entries(self, prefix: str) -> list[Entry]:
        """All entries with this id prefix, or whose address is this page; at most 20."""

    def same_page(self, entry: Entry) -> list[EntryRow]:
        """An entry and up to 20 others with its canonical address: itself, then the newest first.

        Without what is not in the library any more, and without the others of removed feeds.
        """

    def content(self, entry: Entry) -> str:
        """The sanitised HTML body; empty if there is none (any more)."""

    def keep_content(self, entry: Entry, html: str) -> None:
        """Replace the body of an entry, for the whole text of its page. Raises NotFound."""

    def mark(self, entries: Sequence[Entry], *, read: bool | None = None, shortlisted: bool | None = None) -> None:
        """Set the marks that are not None; atomic for each month of the entries."""

    def months(self) -> list[str]:
        """The months that have entries, newest first."""

    def feed_counts(self) -> dict[str, FeedCounts]:
        """How many entries each feed has, all, unread and muted; pages stand under `entry.PAGES`."""


class LibraryStore(Protocol):
    """The library as a whole: has it changed, is it well, and all of it at once."""

    def moment(self) -> AbstractContextManager[None]:
        """Within it, what others change after this thread's first question may stay unseen.

        A backend need not look for a newer state, which saves asking a server each time; nothing is locked.
        """

    def while_wanted(self, is_wanted: Callable[[], bool]) -> AbstractContextManager[None]:
        """Within it, questions of this thread are stopped soon after `is_wanted` has become False.

        Then they raise GivenUp. A backend that answers at once may answer instead. `is_wanted` is called from other
        threads.
        """

    def stamp(self) -> LibraryStamp:
        """Changes with any change, by anyone; cheap enough to be asked every second."""

    def others_stamp(self) -> LibraryStamp:
        """As cheap; changes with any change by others than this very Store.

        Others' changes show even if they fall together with its own, each part for itself.
        """

    def listen(self, tell: Callable[[], None]) -> Callable[[], None]:
        """Call `tell`, on its own thread, soon after changes by others; returns what ends it."""

    def check(self) -> Iterable[Problem]:
        """Look at every part without changing any; yields what is broken."""

    def repair(self, problem: Problem) -> bool:
        """Apply `problem.mend`, if the part is still damaged; damaged files are set aside.

        False if there was nothing left to do.
        """

    def tidy(self, before: str, *, dry_run: bool = False) -> Tidied:
        """Delete texts of entries first seen before month `before`; all else about them stays.

        Bodies of entries that are picked in any edition, dropped ones too, or shortlisted are kept. With `dry_run`
        nothing changes. Repeatable: cut off anywhere, the next time does the rest.
        """

    def sizes(self) -> Sizes:
        """How much room the library takes."""

    def location(self) -> Location:
        """The library's location, and if it is writable. Raises LibraryError."""

    def drafts(self) -> DraftFiles:
        """Texts on their way."""

    def dump(self, *, everybody: bool = False) -> Iterator[Batch]:
        """The whole library in batches, in the order of `dump_format.KINDS`, while others go on.

        Every edition has a batch of picks; what belongs together is of one moment. `everybody`: all read marks.
        """

    def load(self, batches: Iterable[Batch]) -> None:
        """Fill an empty library from any backend's `dump`. Raises UsageError if it is not empty.

        A batch may come in parts that follow each other, and the entries of a month before their texts: so it takes
        the memory of one month's entries. Not atomic: load into a new library, and use it when this has returned.
        """

    def alone(self) -> AbstractContextManager[None]:
        """Wait for running changes and hold off others, while the library is exchanged.

        A change decided before the exchange and written after it raises LibraryError.
        """

    def close(self) -> None:
        """Give back what is held open. The Store is not used afterwards."""


class Store(FeedStore, RefreshStore, EntryStore, EditionStore, CuratorStore, LibraryStore, Protocol):
    """One library: one series of editions with its feeds and entries."""
