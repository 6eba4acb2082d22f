"""Saved searches: making, changing, finding them, and what each asks the library for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from digest.config.clock import Clock
from digest.domain.entry import new_id
from digest.domain.errors import UsageError
from digest.domain.folders import tidy_path
from digest.domain.message import msg
from digest.domain.only_one import only_one, with_id
from digest.domain.query import EntryQuery
from digest.domain.saved_search import SavedSearch, no_saved_search
from digest.domain.text import curator_line, fold, one_line
from digest.services.feeds.feed_folders import FeedFolders
from digest.storage.store import Store


class SavedSearches:
    """The saved searches of one library."""

    def __init__(self, store: Store, clock: Clock, folders: FeedFolders) -> None:
        self._store = store
        self._clock = clock
        self._folders = folders

    def all(self) -> tuple[SavedSearch, ...]:
        """In dictionary order of their names."""
        return self._store.saved_searches()

    def find(self, words: str) -> SavedSearch:
        """The one of that name, or whose id begins so. Raises NotFound, Ambiguous."""
        wanted, searches = words.strip(), self.all()
        named = [one for one in searches if wanted and fold(one.name) == fold(wanted)]
        return only_one(
            named or with_id(searches, words),
            no_saved_search(words),
            lambda count: msg("“{search}” fits {count} saved searches.", search=words, count=count),
        )

    def checked(self, search: SavedSearch) -> SavedSearch:
        """The search with tidy texts; without a name it is called as its words.

        Raises UsageError for one that asks for nothing.
        """
        words = one_line(search.words)
        search = replace(search, name=curator_line(search.name) or words, words=words, folder=tidy_path(search.folder))
        if not (words or search.feed_ids or search.folder or search.unread or search.shortlisted):
            raise UsageError(
                msg("This search asks for nothing."), msg("Name words, a feed or a folder that it looks in.")
            )
        if not search.name:
            raise UsageError(msg("A saved search needs a name."), msg("Name it as it is to stand among the views."))
        return search

    def add(self, search: SavedSearch) -> SavedSearch:
        """Keep a new one; returns it with its id.

        Raises UsageError as `checked`, and if another one has its name.
        """
        taken = {one.id for one in self.all()}
        kept = replace(self.checked(search), id=new_id(taken.__contains__), added=self._clock())
        self._store.exchange(None, kept)
        return kept

    def change(self, before: SavedSearch, after: SavedSearch) -> SavedSearch:
        """Keep another name or other conditions under the same id.

        Raises NotFound, UsageError, and Conflict unless it is still as `before`.
        """
        if all(one.id != before.id for one in self.all()):
            raise no_saved_search(before.name)
        kept = replace(self.checked(after), id=before.id)
        self._store.exchange(before, kept)
        return kept

    def remove(self, search: SavedSearch) -> None:
        """Take it away. Raises NotFound."""
        self._store.remove_saved_search(search.id)

    def exchange(self, before: SavedSearch | None, after: SavedSearch | None) -> None:
        """Put one as it once was in the place of another, for undo. Raises Conflict, UsageError."""
        self._store.exchange(before, after)

    def query(self, *searches: SavedSearch, limit: int = 0, muted: bool | None = False) -> EntryQuery | None:
        """The combined query of all of these; None if the feeds they search are gone."""
        allowed: list[str] | None = None
        for feed_ids in self._feeds_of(searches):
            known = frozenset(feed_ids)
            allowed = [feed_id for feed_id in (feed_ids if allowed is None else allowed) if feed_id in known]
        if allowed is not None and not allowed:
            return None
        return EntryQuery(
            feed_ids=tuple(allowed or ()),
            unread=any(search.unread for search in searches),
            shortlisted=any(search.shortlisted for search in searches),
            search=" ".join(search.words for search in searches if search.words),
            muted=muted,
            limit=limit,
        )

    def unread(self, search: SavedSearch) -> int:
        """How many unread entries it finds, muted ones not among them."""
        query = self.query(search, limit=1)
        return self._store.entries(replace(query, unread=True)).total if query else 0

    def unread_of(self, search_ids: Sequence[str]) -> dict[str, int]:
        """`unread` of several, by id; without those that are not there any more."""
        return {search.id: self.unread(search) for search in self.all() if search.id in search_ids}

    def _feeds_of(self, searches: Iterable[SavedSearch]) -> Iterator[Sequence[str]]:
        """Each list of feeds that they are bound to."""
        for search in searches:
            if search.feed_ids:
                yield search.feed_ids
            if search.folder:
                yield [feed.id for feed in self._folders.feeds_in(search.folder)]
