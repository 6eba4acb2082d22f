"""A whole library in portions, for backups and for moving from one backend to another: what they are and their order.

The order matters while others go on working. What says "this is known already" stands before what it speaks of: a
feed's state and memory may be older than the entries beside them, which the next refresh mends; never newer,
which would lose entries for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from digest.domain.edition import Edition, Pick
from digest.domain.entry import Entry, Mark
from digest.domain.feed import Feed, FetchState
from digest.domain.muting import MutedWord
from digest.domain.query import Seen
from digest.storage.codec import decode, encode


@dataclass(frozen=True, slots=True)
class Portion:
    """Some records of one kind, by their ids. `key` says whose they are: a month, an edition, a feed, or nobody's."""

    kind: str
    key: str
    records: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """`of` the portions' keys say "month", "edition", "feed" or nothing; `record` is the class, None for plain text.

    `place` are the fields that a record's id and its portion's key tell, in this order.
    """

    of: str
    record: type | None
    place: tuple[str, ...] = ()


#: By name, in the order in which `Store.dump` brings them.
KINDS: Mapping[str, Kind] = {
    "states": Kind("", FetchState),
    "feeds": Kind("", Feed, ("id",)),
    "muted": Kind("", MutedWord),
    "editions": Kind("", Edition, ("id",)),
    "picks": Kind("edition", Pick, ("id", "edition_id")),
    "seen": Kind("feed", Seen, ("entry_id",)),
    "marks": Kind("month", Mark),
    "content": Kind("month", None),
    "entries": Kind("month", Entry, ("id", "month")),
}


def plain(portion: Portion) -> dict[str, Any]:
    """The portion's records as JSON data, by id."""
    kind = KINDS[portion.kind]
    if kind.record is None:
        return dict(portion.records)
    return {key: encode(record, *kind.place) for key, record in portion.records.items()}


def portion(name: str, key: str, records: Mapping[str, Any]) -> Portion:
    """The portion that `plain` wrote. Raises codec.Malformed, KeyError for an unknown kind."""
    kind = KINDS[name]
    if kind.record is None:
        return Portion(name, key, {record_id: str(text) for record_id, text in records.items()})
    read: Callable[..., Any] = decode
    return Portion(
        name,
        key,
        {
            record_id: read(kind.record, record, **dict(zip(kind.place, (record_id, key), strict=False)))
            for record_id, record in records.items()
        },
    )
