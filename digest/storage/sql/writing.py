"""Single changes of the archive in the caller's transaction: entries, texts, seen, marks.

What is equal already is not written, and counts as no change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from digest.storage.codec import encode
from digest.storage.rules.entries import first_sight_kept
from digest.storage.sql.records import (
    ENTRY,
    LATER,
    LISTED,
    SEEN,
    as_list,
    columns_of,
    entry_of,
    folded,
    packed,
    searched_texts,
)
from digest.storage.sql.sharing import count

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.domain.feed import FetchState
    from digest.domain.query import Seen
    from digest.storage.store import FeedRefresh

_UPDATE = f"UPDATE entries SET {', '.join(f'{name} = :{name}' for name in LATER)} WHERE id = :id"


def apply_refreshes(db: sqlite3.Connection, batch: Sequence[FeedRefresh]) -> None:
    """Keep what refreshing some feeds brought."""
    content = {entry_id: html for refresh in batch for entry_id, html in refresh.content.items()}
    known = put_entries(db, [entry for refresh in batch for entry in refresh.entries])
    if others := {*content, *(seen.entry_id for refresh in batch for seen in refresh.seen)} - known.keys():
        known |= {entry_id: entry for entry_id, (_, entry) in known_entries(db, others).items()}
    # A text whose entry was taken back meanwhile is nobody's.
    put_content(db, {entry_id: html for entry_id, html in content.items() if entry_id in known})
    months = {entry_id: entry.month for entry_id, entry in known.items()}
    for refresh in batch:
        if refresh.seen:
            records = [_in_month(seen, months.get(seen.entry_id)) for seen in refresh.seen]
            put_seen(db, refresh.feed_id, records)
    put_states(db, ((refresh.feed_id, refresh.state) for refresh in batch))


def _in_month(seen: Seen, month: str | None) -> Seen:
    """The record with its entry's month; most have it, and a copy costs as much as storing it."""
    return seen if month is None or month == seen.month else replace(seen, month=month)


def known_entries(db: sqlite3.Connection, ids: Collection[str]) -> dict[str, tuple[int, Entry]]:
    """Number and entry of those that are there, by id."""
    rows = db.execute(f"SELECT {ENTRY}, e.number FROM entries e WHERE e.id {LISTED}", (as_list(ids),))
    return {row[0]: (row[15], entry_of(row)) for row in rows}


def put_entries(db: sqlite3.Connection, entries: Collection[Entry]) -> dict[str, Entry]:
    """Add entries, or replace what may change of known ones; return each by its id."""
    known = known_entries(db, [entry.id for entry in entries])
    kept = {entry_id: entry for entry_id, (_, entry) in known.items()}
    for entry in entries:
        kept[entry.id] = first_sight_kept(kept[entry.id], entry) if entry.id in kept else entry
    new = [entry for entry_id, entry in kept.items() if entry_id not in known]
    changed = [(number, before, kept[entry_id]) for entry_id, (number, before) in known.items()]
    changed = [(number, before, after) for number, before, after in changed if before != after]
    _add(db, new)
    _replace(db, changed)
    if new or changed:
        count(db, "entries")
    return kept


def remove_entries(db: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take entries out with their texts; marks stay and wait for their coming back."""
    gone = known_entries(db, list(ids))
    _forget_words(db, [number for number, _ in gone.values()])
    for number, entry in gone.values():
        db.execute("DELETE FROM content WHERE entry_id = ?", (entry.id,))
        db.execute("DELETE FROM entries WHERE number = ?", (number,))
    if gone:
        count(db, "entries")


def put_content(db: sqlite3.Connection, bodies: Mapping[str, str]) -> None:
    """Keep texts by the ids of their entries; an empty one takes the text away."""
    known = db.execute(f"SELECT entry_id, size, html FROM content WHERE entry_id {LISTED}", (as_list(bodies),))
    present = {entry_id: (size, data) for entry_id, size, data in known}
    wanted = {entry_id: packed(html) for entry_id, html in bodies.items()}
    if gone := [(entry_id,) for entry_id, (size, _) in wanted.items() if not size and entry_id in present]:
        db.executemany("DELETE FROM content WHERE entry_id = ?", gone)
    changed = [(key, *text) for key, text in wanted.items() if text[0] and present.get(key) != text]
    if changed:
        db.executemany("INSERT OR REPLACE INTO content VALUES (?, ?, ?)", changed)
    if gone or changed:
        count(db, "content")


def put_seen(db: sqlite3.Connection, feed_id: str, records: Collection[Seen]) -> None:
    """Add to what a feed is remembered to have shown, or replace records."""
    named = as_list(seen.entry_id for seen in records)
    present = set(db.execute(f"SELECT {SEEN} FROM seen WHERE feed_id = ? AND entry_id {LISTED}", (feed_id, named)))
    rows = [(seen.entry_id, seen.guid, seen.canonical_url, seen.month, seen.print, seen.title_date) for seen in records]
    if changed := [row for row in rows if row not in present]:
        db.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)", [(feed_id, *row) for row in changed])
        count(db, "seen")


def marks_of(db: sqlite3.Connection, ids: Collection[str]) -> dict[str, bool]:
    """Which of these the curator has marked, and how."""
    rows = db.execute(f"SELECT entry_id, read FROM marks WHERE entry_id {LISTED}", (as_list(ids),))
    return {entry_id: bool(read) for entry_id, read in rows}


def put_marks(db: sqlite3.Connection, marks: Mapping[str, tuple[str, bool]]) -> None:
    """Mark entries, by id with their months, as read or not."""
    present = marks_of(db, marks)
    changed = [(entry_id, month, read) for entry_id, (month, read) in marks.items() if present.get(entry_id) != read]
    if changed:
        db.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?, ?)", changed)
        db.executemany(
            "UPDATE entries SET unread = ? WHERE id = ?", [(not read, entry_id) for entry_id, _, read in changed]
        )
        count(db, "state")


def put_states(db: sqlite3.Connection, states: Iterable[tuple[str, FetchState]]) -> None:
    """Keep what refreshing knows of feeds."""
    changed = db.executemany(
        "INSERT INTO states VALUES (?, ?) ON CONFLICT (feed_id) DO UPDATE SET state = excluded.state "
        "WHERE state <> excluded.state",
        [(feed_id, orjson.dumps(encode(state)).decode()) for feed_id, state in states],
    )
    if changed.rowcount:
        count(db, "fetch")


def _add(db: sqlite3.Connection, entries: Collection[Entry]) -> None:
    if not entries:
        return
    marks = marks_of(db, [entry.id for entry in entries])
    (last,) = db.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()
    rows: list[dict[str, Any]] = []
    words: list[tuple[int, str, str, str]] = []
    for number, entry in enumerate(entries, start=last + 1):
        unread = not marks.get(entry.id, entry.old)
        rows.append({"number": number, "unread": unread, **columns_of(entry)})
        words.append((number, *folded(searched_texts(entry))))
    names = ", ".join(rows[0])
    places = ", ".join(f":{name}" for name in rows[0])
    db.executemany(f"INSERT INTO entries ({names}) VALUES ({places})", rows)
    _keep_words(db, words)


def _replace(db: sqlite3.Connection, changed: Collection[tuple[int, Entry, Entry]]) -> None:
    """Replace entries, by number as they are and as they are to be."""
    db.executemany(_UPDATE, [columns_of(kept) for _, _, kept in changed])
    texts = [(number, searched_texts(before), searched_texts(kept)) for number, before, kept in changed]
    others = [(number, *folded(kept)) for number, before, kept in texts if before != kept]
    _forget_words(db, [number for number, *_ in others])
    _keep_words(db, others)


# All in one statement, which makes one part of the index, and during which the other threads of a refresh go on.
_OF_THESE = f"number, same, plain, spelled FROM folded WHERE number {LISTED} ORDER BY number"


def _keep_words(db: sqlite3.Connection, words: Collection[tuple[int, str, str, str]]) -> None:
    """Store the search text of entries: number, and the words of `Folded`."""
    if words:
        db.executemany("INSERT INTO folded VALUES (?, ?, ?, ?)", words)
        numbers = str([number for number, *_ in words])
        db.execute(f"INSERT INTO search (rowid, same, plain, spelled) SELECT {_OF_THESE}", (numbers,))


def _forget_words(db: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take entries out of the search."""
    if numbers:
        # An index of another table's texts must be told what stood there (sqlite.org/fts5.html, 4.4.3).
        told = f"INSERT INTO search (search, rowid, same, plain, spelled) SELECT 'delete', {_OF_THESE}"
        db.execute(told, (str(numbers),))
        db.execute(f"DELETE FROM folded WHERE number {LISTED}", (str(numbers),))
