"""Which entries are meant, as an SQL condition with parameters; values are bound."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digest.storage.sql.records import LISTED, STANDING, as_list, standing_of

if TYPE_CHECKING:
    from digest.domain.entry import Entry


@dataclass(frozen=True, slots=True)
class SearchedWord:
    """A search word in both foldings, and its hits outside of the entries' texts.

    `feed_ids` are feeds with the word in their titles; `pages` ids and canonical addresses of entries with the word
    in a comment on them.
    """

    plain: str
    spelled: str
    feed_ids: Collection[str] = ()
    pages: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class EntryConditions:
    """Every condition that is set must hold.

    `feed_ids` are the only ones wanted (None for all), `hidden` those that are not; `ids` the only entries wanted
    (None for all), `pages` their ids or canonical addresses. `muted` asks for entries of `muted_feeds` and with
    `muted_ids` only, or for none of them. `above`, `below` and `is_counted` as in `EntryQuery`.
    """

    month: str = ""
    feed_ids: Collection[str] | None = None
    hidden: Collection[str] = ()
    unread: bool = False
    ids: Collection[str] | None = None
    pages: Collection[str] | None = None
    above: Entry | None = None
    below: Entry | None = None
    muted: bool | None = None
    muted_feeds: Collection[str] = ()
    muted_ids: Collection[str] = ()
    words: Sequence[SearchedWord] = ()
    is_counted: bool = True

    @property
    def is_counted_by_feed(self) -> bool:
        """True if the feeds' tallies tell the number of entries."""
        chosen = self.ids, self.pages, self.above, self.below
        return not (self.month or self.words) and all(one is None for one in chosen)


@dataclass(slots=True)
class Condition:
    """A condition of SQL on `entries e`, and its parameters."""

    text: str = "1"
    values: tuple[Any, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if everything fits."""
        return not self.values and self.text == "1"

    def also(self, text: str, *values: Any) -> None:
        """Both must hold."""
        self.text = f"{self.text} AND {text}"
        self.values += values


def condition_of(wanted: EntryConditions) -> Condition:
    """All conditions but for the words (`search.found`)."""
    found = Condition()
    if wanted.unread:
        found.also("e.unread")
    if wanted.month:
        found.also("e.month = ?", wanted.month)
    if wanted.feed_ids is not None:
        found.also(f"e.feed_id {LISTED}", as_list(wanted.feed_ids))
    if wanted.hidden:
        found.also(f"e.feed_id NOT {LISTED}", as_list(wanted.hidden))
    if wanted.ids is not None:
        found.also(f"e.id {LISTED}", as_list(wanted.ids))
    if wanted.pages is not None:
        pages = as_list(wanted.pages)
        found.also(f"(e.id {LISTED} OR (e.canonical_url <> '' AND e.canonical_url {LISTED}))", pages, pages)
    if wanted.above is not None:
        place = standing_of(wanted.above)
        found.also(f"e.date >= ? AND {STANDING} > (?, ?, ?, ?, ?)", place[0], *place)
    if wanted.below is not None:
        place = standing_of(wanted.below)
        found.also(f"e.date <= ? AND {STANDING} < (?, ?, ?, ?, ?)", place[0], *place)
    if wanted.muted is not None:
        sign = "" if wanted.muted else "NOT "
        found.also(
            f"{sign}(e.feed_id {LISTED} OR e.id {LISTED})", as_list(wanted.muted_feeds), as_list(wanted.muted_ids)
        )
    return found
