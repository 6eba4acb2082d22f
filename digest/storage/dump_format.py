"""A whole library in batches, for backups and for moving between backends; their order.

The order matters while others go on working. A feed's state and seen records come before its entries: they may be
older than these, which the next refresh mends; never newer, which would lose entries for ever.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from digest.domain.curator import Curator
from digest.domain.edition import Edition, Pick
from digest.domain.entry import Entry, Mark
from digest.domain.event import Event
from digest.domain.feed import Feed, FetchState
from digest.domain.month import is_month
from digest.domain.muting import MutedWord
from digest.domain.note import Note
from digest.domain.query import Seen
from digest.domain.rules import Rule
from digest.domain.saved_search import SavedSearch
from digest.storage.codec import Malformed, decode, encode
from digest.storage.rules.entries import is_id


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one kind by id. `key` is their month, edition or feed, or "".

    `curator` names whose marks they are; None: those of whoever asks.
    """

    kind: str
    key: str
    records: Mapping[str, Any]
    curator: str | None = None


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record; `of` names what the batches' keys are, `record` the class (None: text).

    `place` are the fields that a record's id and its batch's key tell, in this order. `ids` says what the records'
    ids must be where a file may bear the name: "edition", "id", or nothing.
    """

    of: str
    record: type | None
    place: tuple[str, ...] = ()
    ids: str = ""


class Misnamed(ValueError):
    """A batch of `kind` has a `name` that could lead out of the library, or nowhere."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f"{name!r} in {kind}")
        self.kind = kind
        self.name = name


#: By name, in the order in which `Store.dump` brings them.
KINDS: Mapping[str, RecordKind] = {
    "states": RecordKind("", FetchState),
    "feeds": RecordKind("", Feed, ("id",), "id"),
    "muted": RecordKind("", MutedWord),
    "rules": RecordKind("", Rule, ("id",), "id"),
    "searches": RecordKind("", SavedSearch, ("id",), "id"),
    "editions": RecordKind("", Edition, ("id",), "edition"),
    "picks": RecordKind("edition", Pick, ("id", "edition_id"), "id"),
    "history": RecordKind("edition", Event),
    "notes": RecordKind("", Note, ("id",), "id"),
    "curators": RecordKind("", Curator, ("name",)),
    "seen": RecordKind("feed", Seen, ("entry_id",)),
    "marks": RecordKind("month", Mark),
    "content": RecordKind("month", None),
    "entries": RecordKind("month", Entry, ("id", "month"), "id"),
}


def plain(batch: Batch) -> dict[str, Any]:
    """The batch's records as JSON data, by id."""
    kind = KINDS[batch.kind]
    if kind.record is None:
        return dict(batch.records)
    return {key: encode(record, *kind.place) for key, record in batch.records.items()}


def batch_of(name: str, key: str, records: Mapping[str, Any]) -> Batch:
    """The batch that `plain` wrote. Raises codec.Malformed, Misnamed, KeyError (kind)."""
    kind = KINDS[name]
    for text, rule in ((key, kind.of), *((record_id, kind.ids) for record_id in records if kind.ids)):
        if rule and not _NAMES[rule](text):
            raise Misnamed(name, text)
    if wrong := [key for key, record in records.items() if not isinstance(record, dict if kind.record else str)]:
        raise Malformed(wrong[0])
    if kind.record is None:
        return Batch(name, key, dict(records))
    read: Callable[..., Any] = decode
    found = {
        record_id: read(kind.record, record, **dict(zip(kind.place, (record_id, key), strict=False)))
        for record_id, record in records.items()
    }
    for record in found.values():
        if isinstance(record, Entry) and not is_id(record.feed_id):
            raise Misnamed(name, record.feed_id)
    return Batch(name, key, found)


def edition_batches(editions: Mapping[str, Edition], picks: Iterable[Pick]) -> Iterator[Batch]:
    """All editions, and the picks of each."""
    found: dict[str, dict[str, Pick]] = defaultdict(dict, {key: {} for key in editions})
    for pick in picks:
        found[pick.edition_id][pick.id] = pick
    yield Batch("editions", "", dict(sorted(editions.items())))
    for edition_id in sorted(found):
        yield Batch("picks", edition_id, dict(sorted(found[edition_id].items())))


# By what a key is of, or an id is, the rule for it: files may be named so.
_NAMES: Mapping[str, Callable[[str], bool]] = {"month": is_month, "edition": is_month, "feed": is_id, "id": is_id}
