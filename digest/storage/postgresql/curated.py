"""What a team wrote and chose, for questions about entries (`entry_questions.Curated`).

Each part is read again only when its number has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from digest.domain.feed import FetchState
from digest.domain.muting import Muting
from digest.storage.postgresql.cached_part import CachedPart
from digest.storage.postgresql.changes import ChangeNumbers
from digest.storage.postgresql.connection import Row, Server
from digest.storage.postgresql.edition_cache import EditionCache
from digest.storage.postgresql.feeds import DatabaseFeeds
from digest.storage.postgresql.records import DecodedTexts
from digest.storage.rules.feeds import titles_of
from digest.storage.sql.records import state_of

_STATES = "SELECT feed_id, state FROM digest.states"
_TITLES = "SELECT feed_id, title FROM digest.states WHERE title <> ''"
_SHORTLIST = "SELECT entry_id FROM digest.shortlist"


class CuratedTables:
    """The present state, as of the last look at the numbers."""

    def __init__(self, server: Server, numbers: ChangeNumbers, feeds: DatabaseFeeds, editions: EditionCache) -> None:
        self._feeds = feeds
        self._editions = editions
        self._read_states = DecodedTexts(lambda _, text: state_of(text))
        self.states_part = CachedPart(
            server, lambda: ((_STATES, ()),), lambda answers: self._states(answers[0]), lambda: numbers.number("fetch")
        )
        self.shortlist_part = CachedPart(
            server,
            lambda: ((_SHORTLIST, ()),),
            lambda answers: frozenset(row[0] for row in answers[0]),
            lambda: numbers.number("shortlist"),
        )
        self.shortlist: Callable[[], Collection[str]] = self.shortlist_part.get
        self.titles: Callable[[], Mapping[str, str]] = CachedPart(
            server,
            lambda: ((_TITLES, ()),),
            lambda answers: titles_of(feeds.part.get().feeds.values(), dict(answers[0])),
            lambda: (numbers.number("feeds"), numbers.number("fetch")),
        ).get
        self.comments: Callable[[], Mapping[str, Sequence[str]]] = CachedPart(
            server, tuple, lambda _: self._comments(), lambda: numbers.number("editions")
        ).get

    def present(self) -> Collection[str]:
        return self._feeds.part.get().present

    def muting(self) -> Muting:
        return self._feeds.part.get().muting

    def states(self) -> dict[str, FetchState]:
        return dict(self.states_part.get())

    def _states(self, rows: Sequence[Row]) -> dict[str, FetchState]:
        found = self._read_states.all(rows)
        return {feed_id: state for feed_id, state in found.items() if state is not None}

    def _comments(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for part in self._editions.part.get().values():
            for name, comment in part.comments:
                found.setdefault(name, []).append(comment)
        return found
