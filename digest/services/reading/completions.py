"""Shell completions from the library: feeds, folders, months, categories, entries, picks.

Nothing here writes, and every list is bounded: a person is waiting between two keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.config.clock import Clock, local
from digest.config.settings import Settings
from digest.domain.feed import feed_title
from digest.domain.month import month_of, next_month
from digest.domain.query import EntryQuery
from digest.domain.text import fold, one_line
from digest.services.curation.editions import Editions
from digest.services.feeds.feed_folders import FeedFolders

if TYPE_CHECKING:
    from digest.storage.store import Store

#: The newest entries that are offered; older ones are found by their id or with `digest entries --search`.
NEWEST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Completion:
    """One word that may stand at the cursor, and what a shell shows beside it."""

    value: str
    help: str = ""


class Completions:
    """Candidates out of one library."""

    def __init__(self, store: Store, settings: Settings, clock: Clock, editions: Editions) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._editions = editions

    def feeds(self) -> list[Completion]:
        """Each feed by its title, or by its id if another feed has the same title."""
        states = self._store.fetch_states()
        titled = [(feed, one_line(feed_title(feed, states.get(feed.id)))) for feed in self._store.feeds()]
        counts = Counter(fold(title) for _, title in titled)
        return [
            Completion(title, feed.id) if title and counts[fold(title)] == 1 else Completion(feed.id, title)
            for feed, title in titled
        ]

    def folders(self) -> list[Completion]:
        """The folders of the feeds."""
        return [Completion(folder) for folder in FeedFolders(self._store).all()]

    def saved_searches(self) -> list[Completion]:
        """The saved searches, by name."""
        return [Completion(search.name, one_line(search.words)) for search in self._store.saved_searches()]

    def rules(self) -> list[Completion]:
        """The rules, and the muted words, which are named by themselves."""
        words = [Completion(word) for word in self._store.muted_words()]
        return [*words, *(Completion(rule.id, one_line(rule.pattern)) for rule in self._store.rules())]

    def months(self) -> list[Completion]:
        """The months that have an edition, newest first, then the running and the coming one."""
        running = month_of(local(self._clock()))
        known = self._store.edition_ids()
        return [Completion(month) for month in dict.fromkeys([*known, running, next_month(running)])]

    def categories(self) -> list[Completion]:
        """The standing categories, then the labels of the edition at work."""
        return [Completion(name) for name in self._editions.known_categories(self._editions.current())]

    def entries(self) -> list[Completion]:
        """The newest entries, by id, with their titles."""
        page = self._store.entries(EntryQuery(limit=NEWEST_ENTRIES))
        return [Completion(row.entry.id, one_line(row.entry.title)) for row in page.rows]

    def notes(self) -> list[Completion]:
        """The open notes, by id."""
        return [Completion(note.id, one_line(note.text)) for note in self._store.notes() if note.is_open]

    def curators(self) -> list[Completion]:
        """Everybody who works on the library."""
        return [Completion(curator.name) for curator in self._store.curators()]

    def picks(self) -> list[Completion]:
        """The picks of the edition at work, by id, with their titles."""
        return [
            Completion(pick.id, one_line(pick.shown_title)) for pick in self._editions.picks(self._editions.current())
        ]


def fitting(candidates: Iterable[Completion], typed: str) -> list[Completion]:
    """Those that begin as typed; else in any case; else those with such a word in their help.

    Shells replace what was typed by what the words have in common, so the three must not be mixed.
    """
    known, wanted = list(candidates), fold(typed)
    return (
        [one for one in known if one.value.startswith(typed)]
        or [one for one in known if fold(one.value).startswith(wanted)]
        or [one for one in known if any(fold(one.help[place:]).startswith(wanted) for place in _word_starts(one.help))]
    )


def _word_starts(text: str) -> list[int]:
    return [
        place for place, sign in enumerate(text) if not sign.isspace() and (place == 0 or text[place - 1].isspace())
    ]
