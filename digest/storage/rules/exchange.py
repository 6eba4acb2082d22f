"""Put one small record of people in the place of another, unless somebody else was faster.

Rules, saved searches and notes have no version: who changes one names it as she has seen it. Decided inside the lock,
so that of two changes at the same moment the second one is refused instead of taking the first one's place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from digest.domain.errors import Conflict, NotFound, UsageError
from digest.domain.message import msg
from digest.domain.muting import MutedWord, in_order, words_to_add, words_to_remove
from digest.domain.note import Note
from digest.domain.rules import Rule
from digest.domain.saved_search import SavedSearch
from digest.domain.text import fold
from digest.storage.rules.entries import checked_id

Small = TypeVar("Small", bound=Rule | SavedSearch | Note)
T = TypeVar("T")

#: By class the name of their kind in a library (`dump_format.KINDS`).
_KINDS: Mapping[type, str] = {Rule: "rules", SavedSearch: "searches", Note: "notes"}
_CHANGED = {
    "rules": (msg("The rule was changed elsewhere since; it stays as it is."), msg("“digest rules” lists the rules.")),
    "searches": (
        msg("The saved search was changed elsewhere since; it stays as it is."),
        msg("“digest searches” lists the saved searches."),
    ),
    "notes": (msg("The note was changed elsewhere since; it stays as it is."), msg("“digest note list” shows it.")),
}


@dataclass(frozen=True, slots=True)
class Exchange(Generic[T]):
    """What is answered, what to write (`put`), by id, and the ids to remove (`gone`)."""

    answer: T
    put: Mapping[str, Any] = field(default_factory=dict)
    gone: Collection[str] = ()


def kind_of(before: Small | None, after: Small | None) -> str:
    return _KINDS[type(before or after)]


def exchanged(present: Mapping[str, Small], before: Small | None, after: Small | None) -> Exchange[Small | None]:
    """Put `after` in the place of `before` among all records of their kind; None is nothing.

    Raises Conflict unless what has their ids is as it was seen, and UsageError for a saved search whose name another
    has. A rule that another one says already is not kept twice.
    """
    known = {**present}
    seen: dict[str, Small | None] = {} if after is None else {checked_id(after.id): None}
    if before is not None:
        seen[before.id] = before
    if any(known.get(key) != one for key, one in seen.items()):
        raise changed_elsewhere(kind_of(before, after))
    removed = {} if before is None else {before.id: known.pop(before.id)}
    if after is None:
        return Exchange(None, gone=(*removed,))
    if (same := next((one for one in known.values() if _is_same(one, after)), None)) is not None:
        return Exchange(same, gone=(*removed,))
    removed.pop(after.id, None)
    return Exchange(after, {after.id: after}, (*removed,))


def taken(present: Mapping[str, T], record_id: str, missing: NotFound) -> Exchange[T]:
    """Take a record away; raises `missing` if it is not there."""
    if record_id not in present:
        raise missing
    return Exchange(present[record_id], gone=(record_id,))


def muted(present: Mapping[str, MutedWord], words: Sequence[str]) -> Exchange[tuple[str, ...]]:
    """See `Store.mute_words`."""
    added = words_to_add(present, words)
    return Exchange(in_order(added.values()), added)


def unmuted(present: Mapping[str, MutedWord], words: Sequence[str]) -> Exchange[tuple[str, ...]]:
    """See `Store.unmute_words`."""
    gone = words_to_remove(present, words)
    return Exchange(in_order(present[key] for key in gone), gone=gone)


def changed_elsewhere(kind: str) -> Conflict:
    """The error for a record that is not as it was seen."""
    return Conflict(*_CHANGED[kind])


def _is_same(one: object, other: object) -> bool:
    """Whether two rules say the same. Raises UsageError for two saved searches of one name."""
    if isinstance(one, Rule) and isinstance(other, Rule):
        return replace(one, id="", added=None) == replace(other, id="", added=None)
    if isinstance(one, SavedSearch) and isinstance(other, SavedSearch) and fold(one.name) == fold(other.name):
        raise UsageError(msg("There is a saved search “{name}” already.", name=other.name), msg("Choose another name."))
    return False
