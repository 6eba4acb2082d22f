"""Search everything: all editions' picks with comments, then the entries of all months.

Results come month by month, so that the newest are there at once, however large the library is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digest.domain.edition import Pick
from digest.domain.text import matches
from digest.services.reading.entries import ListedEntry, Reading
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Some results: picks, newest edition first, or entries of one month, newest first."""

    picks: tuple[Pick, ...] = ()
    entries: tuple[ListedEntry, ...] = ()


class Search:
    """Searches of one library."""

    def __init__(self, store: Store, reading: Reading) -> None:
        self._store = store
        self._reading = reading

    def everywhere(self, words: str, current_edition: str) -> Iterator[SearchResults]:
        """All results with every word, by the German folding rules; none without words.

        Each step is one query; the caller may stop after any.
        """
        if not words.strip():
            return
        yield SearchResults(picks=self._picks(words))
        for rows in self._store.search(words):
            yield SearchResults(entries=tuple(self._reading.listed(rows, current_edition)) if rows else ())

    def _picks(self, words: str) -> tuple[Pick, ...]:
        with self._store.moment():
            picks = [pick for edition in self._store.editions() for pick in self._store.picks(edition.id)]
        return tuple(
            pick
            for pick in picks
            if matches(words, pick.title, pick.original_title, pick.comment, pick.source, pick.author, pick.category)
        )
