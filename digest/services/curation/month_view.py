"""A month at a glance: balance, thin categories, shortlist by age, labels of all years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.config.settings import Settings
from digest.domain.balance import (
    Balance,
    Label,
    balances,
    by_age,
    compared,
    is_thin,
    labels_of,
    source_of,
    thin_sentence,
)
from digest.domain.message import Message
from digest.domain.query import EntryQuery
from digest.domain.statistics import figures
from digest.domain.text import fold

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.storage.store import Store

#: The oldest entries of the shortlist that are named.
_OLDEST = 5


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month beside earlier editions; `months` are those compared, itself last.

    `picks` and `words` (mean length of a comment) go with `months`. `shortlist` counts its entries by `balance.AGES`,
    `oldest` are those that came in first. `thin` are sentences.
    """

    month: str
    target: int
    months: tuple[str, ...]
    picks: tuple[int, ...]
    words: tuple[float, ...]
    categories: tuple[Balance, ...]
    sources: tuple[Balance, ...]
    thin: tuple[Message, ...]
    shortlist: tuple[int, ...]
    oldest: tuple[Entry, ...]
    labels: tuple[Label, ...]


class MonthViews:
    """Looks at months; reads only."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock

    def view(self, month: str) -> MonthView:
        """The month as the library has it now. Closed editions are counted as they were closed."""
        standing = self._settings.categories.standing
        editions = {edition.id: edition for edition in self._store.editions()}
        picks = {edition_id: self._store.picks(edition_id) for edition_id in {*editions, month}}
        months = compared((one for one, held in picks.items() if held), month)
        held = [picks[one] for one in months]
        categories = balances([[pick.category for pick in one] for one in held], standing)
        words = [figures((editions[one.edition_id], one) for one in listed).words or 0.0 for listed in held]
        marked = [row.entry for row in self._store.entries(EntryQuery(shortlisted=True)).rows]
        marked.sort(key=lambda entry: (entry.first_seen, entry.id))
        regular = {fold(name) for name in standing}
        return MonthView(
            month=month,
            target=self._settings.edition.target,
            months=tuple(months),
            picks=tuple(map(len, held)),
            words=tuple(words),
            categories=tuple(categories),
            sources=tuple(balances([[source_of(pick) for pick in one] for one in held], ())),
            thin=tuple(thin_sentence(one, months) for one in categories if fold(one.name) in regular and is_thin(one)),
            shortlist=tuple(by_age((entry.first_seen for entry in marked), self._clock())),
            oldest=tuple(marked[:_OLDEST]),
            labels=tuple(labels_of({one: [pick.category for pick in held] for one, held in picks.items()})),
        )
