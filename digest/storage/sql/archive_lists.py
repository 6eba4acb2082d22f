"""Questions about the entries of an archive; their SQL is in `lists`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from digest.storage.rules.entries import MOST_FOUND
from digest.storage.sql import lists

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.storage.sql.conditions import EntryConditions, SearchedWord
    from digest.storage.sql.lists import Found
    from digest.storage.sql.sqlite import Database

#: Which months are searched at once, counted from the newest.
_SEARCHED = ((0, 1), (1, 5), (5, None))


class ArchiveLists:
    """One archive's entries: windows, searches, single ones, counts. All raise LibraryError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def window(self, wanted: EntryConditions, offset: int, limit: int) -> tuple[list[Found], int]:
        return self._database.ask(lambda db: lists.window(db, wanted, offset, limit))

    def search(self, words: Sequence[SearchedWord], hidden: Collection[str]) -> Iterator[list[int]]:
        """By month, newest first: the numbers of entries with all the words, in no order.

        The newest months are asked alone, so that the first answers come before a word that is everywhere is counted.
        """
        months = self.months()
        for start, end in _SEARCHED:
            if some := months[start:end]:
                yield from self._database.ask(partial(lists.by_month, asked=some, words=words, hidden=hidden)).values()

    def newest_first(self, numbers: list[int]) -> list[int]:
        return self._database.ask(lambda db: lists.newest_first(db, numbers))

    def by_numbers(self, numbers: Sequence[int]) -> list[Found]:
        return self._database.ask(lambda db: lists.by_numbers(db, numbers))

    def by_ids(self, ids: Collection[str]) -> dict[str, Found]:
        """The entries with these ids, those that are there."""
        return self._database.ask(lambda db: lists.by_ids(db, ids))

    def beginning(self, prefix: str, page: str | None, hidden: Collection[str]) -> list[Entry]:
        return self._database.ask(lambda db: lists.beginning(db, prefix, page, hidden, MOST_FOUND))

    def same_page(self, entry_id: str, page: str, hidden: Collection[str]) -> list[Found]:
        found = [*self.by_ids([entry_id]).values()]
        if page:
            found += self._database.ask(lambda db: lists.of_page(db, page, entry_id, hidden, MOST_FOUND))
        return found

    def feeds(self) -> Collection[str]:
        return self.tallies().keys()

    def months(self) -> list[str]:
        """The months that have entries, newest first."""
        return self._database.ask(lists.months)

    def tallies(self, ids: Collection[str] | None = None) -> dict[str, tuple[int, int]]:
        """By feed the numbers of entries and of unread ones; of these ids, if any are given."""
        return self._database.ask(lambda db: lists.tallies(db) if ids is None else lists.tallies_of(db, ids))

    def titled(self, words: Sequence[SearchedWord]) -> list[tuple[str, str, str]]:
        return self._database.ask(lambda db: lists.titled(db, words))
