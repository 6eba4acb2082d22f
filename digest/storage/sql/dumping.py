"""The archive in batches, and out of them (`storage/dump_format.py`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from sqlite3 import Connection
from typing import Any

from digest.domain.entry import Mark
from digest.domain.query import Seen
from digest.storage.dump_format import Batch
from digest.storage.sql import writing
from digest.storage.sql.records import ENTRY, LISTED, SEEN, SEEN_TYPES, as_list, entry_of, sensible, unpacked
from digest.storage.sql.sharing import count


def seen(ask: Callable[[str], Iterable[tuple[Any, ...]]], table: str) -> Iterator[Batch]:
    """Feed by feed what it has shown, as it stands in a table."""
    rows = ask(f"SELECT feed_id, {SEEN} FROM {table} ORDER BY feed_id, entry_id")
    for feed_id, together in groupby(rows, itemgetter(0)):
        yield Batch("seen", feed_id, {row[1]: Seen(*row[1:]) for row in sensible(together, str, *SEEN_TYPES)})


def marks(db: Connection) -> list[tuple[str, str, bool]]:
    """Every entry that was marked as read or not, with its month, by id."""
    rows = db.execute("SELECT entry_id, month, read FROM marks ORDER BY entry_id")
    return [(entry_id, month, bool(read)) for entry_id, month, read in sensible(rows, str, str, int)]


def texts_and_entries(db: Connection) -> Iterator[Batch]:
    """See `by_month`."""
    months = sensible(db.execute("SELECT DISTINCT month FROM entries ORDER BY month"), str)
    texts = (
        "SELECT c.entry_id, c.size, c.html FROM content c JOIN entries e ON e.id = c.entry_id "
        "WHERE e.month = ? ORDER BY c.entry_id"
    )
    return by_month(db.execute, months, texts, f"SELECT {ENTRY} FROM entries e WHERE e.month = ? ORDER BY e.id")


def by_month(
    ask: Callable[[str, tuple[str]], Iterable[Sequence[Any]]], months: Iterable[Sequence[Any]], texts: str, entries: str
) -> Iterator[Batch]:
    """Month by month, oldest first, the texts; then the entries, each by its own question."""
    for (month,) in months:
        if bodies := {entry_id: unpacked(size, data) for entry_id, size, data in ask(texts, (month,))}:
            yield Batch("content", month, bodies)
    for (month,) in months:
        yield Batch("entries", month, {row[0]: entry_of(row) for row in ask(entries, (month,))})


def marks_by_month(read: Iterable[tuple[str, str, bool]], shortlist: Iterable[tuple[str, str]]) -> Iterator[Batch]:
    """What is read and what is on the shortlist, each with its month of first sight, as one."""
    found: dict[str, dict[str, Mark]] = defaultdict(dict)
    for entry_id, month, is_read in read:
        found[month][entry_id] = Mark(read=is_read)
    for entry_id, month in shortlist:
        found[month][entry_id] = replace(found[month].get(entry_id, Mark()), shortlisted=True)
    for month in sorted(found):
        yield Batch("marks", month, dict(sorted(found[month].items())))


def forget_strangers(db: Connection) -> None:
    """Drop the texts that came without their entries."""
    db.execute("DELETE FROM content WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.id = entry_id)")


def sizes_before(db: Connection, before: str, kept: Iterable[str]) -> dict[str, int]:
    """Size in bytes of each text whose entry was first seen before a month, but for those kept."""
    rows = db.execute(
        "SELECT c.entry_id, c.size FROM content c JOIN entries e ON e.id = c.entry_id WHERE e.month < ?", (before,)
    )
    staying = set(kept)
    return {entry_id: size for entry_id, size in rows if entry_id not in staying}


def drop_content(ids: Iterable[str], db: Connection) -> None:
    """Drop the texts of these entries."""
    db.executemany("DELETE FROM content WHERE entry_id = ?", [(entry_id,) for entry_id in ids])
    count(db, "content")


#: By kind of batch, in which column of which table its records' ids are.
_PLACES = {
    "states": "feed_id FROM states WHERE feed_id",
    "marks": "entry_id FROM marks WHERE entry_id",
    "content": "entry_id FROM content WHERE entry_id",
    "entries": "id FROM entries WHERE id",
}


def add_missing(batch: Batch, db: Connection) -> None:
    """Put what a batch holds beside what is there; what is there stays as it is."""
    present = _present(db, batch)
    records: dict[str, Any] = {key: record for key, record in _to_keep(batch).items() if key not in present}
    match batch.kind:
        case "states":
            writing.put_states(db, records.items())
        case "seen":
            writing.put_seen(db, batch.key, records.values())
        case "marks":
            writing.put_marks(db, {key: (batch.key, mark.read) for key, mark in records.items()})
        case "content":
            writing.put_content(db, records)
        case _:
            writing.put_entries(db, list(records.values()))


def missing_of(batch: Batch, db: Connection) -> int:
    """How many records of a batch are not in the archive."""
    return len(_to_keep(batch).keys() - _present(db, batch))


def _to_keep(batch: Batch) -> Mapping[str, Any]:
    """The records of a batch with content: a mark may only shortlist, a text be empty."""
    if batch.kind == "marks":
        return {key: mark for key, mark in batch.records.items() if mark.read is not None}
    if batch.kind == "content":
        return {key: html for key, html in batch.records.items() if html}
    return batch.records


def _present(db: Connection, batch: Batch) -> set[str]:
    named = as_list(batch.records)
    if batch.kind == "seen":
        asked = f"SELECT entry_id FROM seen WHERE feed_id = ? AND entry_id {LISTED}"
        return {row[0] for row in db.execute(asked, (batch.key, named))}
    return {row[0] for row in db.execute(f"SELECT {_PLACES[batch.kind]} {LISTED}", (named,))}


def complete_memories(lost: Collection[str], db: Connection) -> None:
    """Complete the feeds' seen records from entries, and have what was `lost` fetched again.

    A feed without seen records gets them from its entries. Of a lost month, entries and texts that are gone are
    forgotten; all feeds are asked without validators.
    """
    db.execute(
        "INSERT INTO seen (feed_id, entry_id, guid, canonical_url, month, print) "
        "SELECT feed_id, id, guid, canonical_url, month, '' FROM entries WHERE feed_id "
        "NOT IN (SELECT feed_id FROM seen)"
    )
    if lost:
        months = as_list({part[:7] for part in lost})
        db.execute(f"DELETE FROM seen WHERE month {LISTED} AND entry_id NOT IN (SELECT id FROM entries)", (months,))
        db.execute(
            f"UPDATE seen SET print = '' WHERE month {LISTED} AND entry_id NOT IN (SELECT entry_id FROM content)",
            (months,),
        )
        db.execute("UPDATE states SET state = json_remove(state, '$.etag', '$.last_modified', '$.body_hash')")
    count(db, "seen")
    count(db, "fetch")
