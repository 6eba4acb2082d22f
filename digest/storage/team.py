"""A team's library in one PostgreSQL database; read marks and drafts are each curator's.

Composed of parts that know nothing of each other, as `local.py` is; questions about entries are put together in
`entry_questions.py`, the same for both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from digest.domain.curator import Curator
from digest.domain.entry import Entry
from digest.domain.feed import FetchState
from digest.domain.library import Location
from digest.domain.problem import Problem
from digest.domain.query import FeedCounts, LibraryStamp
from digest.storage.draft_files import DraftFiles
from digest.storage.entry_questions import EntryQuestions
from digest.storage.postgresql import opening, writing
from digest.storage.postgresql.address import DatabaseAddress
from digest.storage.postgresql.cached_part import CachedPart
from digest.storage.postgresql.changes import ChangeNumbers
from digest.storage.postgresql.connection import Server, Transaction
from digest.storage.postgresql.curated import CuratedTables
from digest.storage.postgresql.curators import DatabaseCurators
from digest.storage.postgresql.edition_cache import EditionCache
from digest.storage.postgresql.editions import DatabaseEditions
from digest.storage.postgresql.entries import WALKED, DatabaseEntries
from digest.storage.postgresql.feeds import DatabaseFeeds
from digest.storage.postgresql.leases import Leases
from digest.storage.postgresql.listening import Listener
from digest.storage.postgresql.pages import DatabasePages
from digest.storage.postgresql.presences import DatabasePresences
from digest.storage.postgresql.schema import STEPS, Steps
from digest.storage.postgresql.whole import DatabaseWhole
from digest.storage.rules.entries import no_entry
from digest.storage.shared_store import Forwarded, SharedStore
from digest.storage.store import FeedRefresh

#: Feeds and entries that a refresh keeps in one transaction: fewer waits for a server far away, and still short.
_FEEDS, _ENTRIES = 25, 200
#: Entries that are marked in one transaction.
_MANY = 1000


class TeamStore(SharedStore):
    """See `Store`.

    Opening connects to nothing. The first question makes the tables, if there are none and the user may make them.
    `curator` says whose read marks are meant; `drafts` is a folder of this machine. `steps` lead to the version of the
    tables that is written and read.
    """

    _feeds: DatabaseFeeds
    _curators: DatabaseCurators

    def __init__(
        self, address: DatabaseAddress, curator: Curator, drafts: Path, steps: Steps = STEPS, walked: int = WALKED
    ) -> None:
        self._address = address
        self._drafts = drafts
        self._steps = steps
        self._server = Server(address, self._ready)
        self._numbers = ChangeNumbers(self._server, self._me)
        cache = EditionCache(self._server, self._numbers)
        self._curators = DatabaseCurators(self._server, cache, curator)
        self._presences = DatabasePresences(self._server, self._me)
        self._editions = DatabaseEditions(self._server, self._numbers, cache, self._curators)
        self._feeds = DatabaseFeeds(self._server, self._numbers)
        self._entries = DatabaseEntries(self._server, self._me, self._numbers, walked)
        self._curated = CuratedTables(self._server, self._numbers, self._feeds, cache)
        self._present_questions = EntryQuestions(lambda: self._entries, self._curated)
        self._pages = DatabasePages(self._server)
        self._whole = DatabaseWhole(self._server, self._me)
        self._listeners: list[Listener] = []
        self._leases = Leases(self._server)

    def _me(self) -> str:
        return self._curators.own.name

    def _ready(self, transaction: Transaction) -> None:
        opening.ready(transaction, self._address.schema, self._address.shown, self._steps)

    # Refreshing

    refresh_lock = Forwarded("_leases", lambda store: store.refresh_lock)
    refreshing = Forwarded("_leases", lambda store: store.refreshing)
    workers = Forwarded("_leases", lambda store: store.workers)

    def fetch_states(self) -> dict[str, FetchState]:
        self._numbers.look()
        return self._curated.states()

    seen = Forwarded("_entries", lambda store: store.seen)

    def _known(self, ids: Collection[str]) -> Mapping[str, object]:
        return self._entries.by_ids(ids) if ids else {}

    def _keep_refreshes(self, batch: Sequence[FeedRefresh]) -> None:
        for some in _portions(batch):
            self._server.change(partial(self._apply, some))

    def _apply(self, refreshes: Sequence[FeedRefresh], db: Transaction) -> None:
        if self._leases.worker is not None:
            self._leases.worker.ensure_held(db, refreshes)
        writing.apply_refreshes(db, refreshes)

    def merge_index(self) -> None:
        pass  # the server does it

    add_page = Forwarded("_pages", lambda store: store.add_page)
    add_pages = Forwarded("_pages", lambda store: store.add_pages)
    remove_pages = Forwarded("_pages", lambda store: store.remove_pages)
    remove_page = Forwarded("_pages", lambda store: store.remove_page)

    # Entries

    @property
    def _questions(self) -> EntryQuestions:
        """The questions, which may be asked once it is known what others have changed."""
        self._numbers.look()
        return self._present_questions

    def content(self, entry: Entry) -> str:
        return self._entries.content(entry.id)

    def keep_content(self, entry: Entry, html: str) -> None:
        def change(db: Transaction) -> None:
            known = writing.present(db, [entry.id])
            if entry.id not in known.entries:
                raise no_entry(entry.id)
            writing.put_content(db, {entry.id: html}, known)

        self._server.change(change)

    def mark(self, entries: Sequence[Entry], *, read: bool | None = None, shortlisted: bool | None = None) -> None:
        ids = list(dict.fromkeys(entry.id for entry in entries))
        if not ids or (read is None and shortlisted is None):
            return
        for start in range(0, len(ids), _MANY):
            some = ids[start : start + _MANY]
            self._server.change(partial(writing.mark, curator=self._me(), ids=some, read=read, shortlisted=shortlisted))

    months = Forwarded("_entries", lambda store: store.months)

    def feed_counts(self) -> dict[str, FeedCounts]:
        self._numbers.look()
        # Who shows counts shows the feeds with their titles and their health, and marks what is on the shortlist.
        curated = self._curated
        parts = self._feeds.part, self._entries.tallied, curated.states_part, curated.shortlist_part
        CachedPart.read_together(self._server, parts)
        return self._present_questions.feed_counts()

    # Curators

    def presences(self) -> DatabasePresences:
        return self._presences

    def work_as(self, curator: Curator) -> None:
        self._curators.own = curator

    # The library as a whole

    moment = Forwarded("_numbers", lambda store: store.moment)
    while_wanted = Forwarded("_server", lambda store: store.while_wanted)

    def stamp(self) -> LibraryStamp:
        self._numbers.look()
        return self._numbers.stamp()

    def others_stamp(self) -> LibraryStamp:
        self._numbers.look()
        return self._numbers.others_stamp()

    def listen(self, tell: Callable[[], None]) -> Callable[[], None]:
        listener = Listener(self._address, self._server.writer, tell)
        self._listeners.append(listener)
        return listener.stop

    def check(self) -> Iterable[Problem]:
        return ()

    def repair(self, problem: Problem) -> bool:  # noqa: ARG002 - there is never one
        return False

    def location(self) -> Location:
        return Location(self._address.shown, is_writable=self._whole.is_writable(), is_database=True)

    def drafts(self) -> DraftFiles:
        return DraftFiles(self._drafts)

    def alone(self) -> AbstractContextManager[None]:
        return self._server.held_alone()

    def close(self) -> None:
        for listener in self._listeners:
            listener.stop()
        self._server.close()


def _portions(batch: Sequence[FeedRefresh]) -> Iterator[list[FeedRefresh]]:
    some: list[FeedRefresh] = []
    entries = 0
    for refresh in batch:
        if some and (len(some) >= _FEEDS or entries + len(refresh.entries) > _ENTRIES):
            yield some
            some, entries = [], 0
        some.append(refresh)
        entries += len(refresh.entries)
    if some:
        yield some
