"""Saved searches: views that a curator has made of words and conditions, and given a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from digest.domain.errors import NotFound
from digest.domain.message import msg
from digest.domain.text import sort_key


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name of the curator's; every condition that is set must hold.

    `words` are found as those of `EntryQuery.search`; `feed_ids` and `folder` (a path, see `domain.folders`) say in
    which feeds, nothing for all of them and pages. `added` is UTC.
    """

    id: str
    name: str
    words: str = ""
    feed_ids: tuple[str, ...] = ()
    folder: str = ""
    unread: bool = False
    shortlisted: bool = False
    added: datetime | None = None


def by_name(searches: Iterable[SavedSearch]) -> tuple[SavedSearch, ...]:
    """In dictionary order, as lists show them."""
    return tuple(sorted(searches, key=lambda search: (sort_key(search.name), search.id)))


def no_saved_search(words: str) -> NotFound:
    """The error for an unknown saved search."""
    return NotFound(
        msg("There is no saved search “{search}”.", search=words), msg("“digest searches” lists the saved searches.")
    )
