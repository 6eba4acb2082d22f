"""Changes of entries, texts, memories and marks, each within the caller's transaction.

What is equal already is not written, and counts as no change. Questions are sent before anything is waited for, so that
a change costs two round trips however much it holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from digest.domain.entry import PAGES, Entry
from digest.domain.query import Seen
from digest.storage.postgresql import bigrams
from digest.storage.postgresql.changes import marks_of
from digest.storage.postgresql.connection import Transaction
from digest.storage.postgresql.records import text_onto
from digest.storage.rules.entries import first_sight_kept, no_entry
from digest.storage.sql.records import ENTRY, LATER, SEEN, columns_of, entry_of, folded, packed, searched_texts
from digest.storage.store import FeedRefresh

_COLUMNS = (*LATER, "id", "month", "first_seen", "place", "old")
_ADD = (
    f"WITH new AS (INSERT INTO digest.entries ({', '.join(_COLUMNS)}) "
    f"VALUES ({', '.join(f'%({name})s' for name in _COLUMNS)}) RETURNING number) "
    "INSERT INTO digest.searched SELECT number, %(same)s, %(plain)s, %(spelled)s FROM new"
)
_UPDATE = f"UPDATE digest.entries SET {', '.join(f'{name} = %({name})s' for name in LATER)} WHERE id = %(id)s"
_FOLD = """UPDATE digest.searched SET same = %(same)s, plain = %(plain)s, spelled = %(spelled)s
    WHERE number = (SELECT e.number FROM digest.entries e WHERE e.id = %(id)s)"""
_TALLY = """INSERT INTO digest.tallies AS known (feed_id, entries, fresh)
    SELECT e.feed_id, %(sign)s * count(*), %(sign)s * sum(1 - e.old) FROM digest.entries e
    WHERE e.id = ANY(%(ids)s) GROUP BY e.feed_id ORDER BY e.feed_id
    ON CONFLICT (feed_id) DO UPDATE
    SET entries = known.entries + excluded.entries, fresh = known.fresh + excluded.fresh"""
_READ_TALLY = """INSERT INTO digest.read_tallies AS known (curator, feed_id, difference)
    SELECT m.curator, e.feed_id, %(sign)s * sum((CASE WHEN m.read THEN 0 ELSE 1 END) - (1 - e.old))
    FROM digest.marks m JOIN digest.entries e ON e.id = m.entry_id
    WHERE m.entry_id = ANY(%(ids)s) GROUP BY m.curator, e.feed_id ORDER BY m.curator, e.feed_id
    ON CONFLICT (curator, feed_id) DO UPDATE SET difference = known.difference + excluded.difference"""
_ONE_READ_TALLY = """INSERT INTO digest.read_tallies AS known VALUES (%s, %s, %s)
    ON CONFLICT (curator, feed_id) DO UPDATE SET difference = known.difference + excluded.difference"""
_PUT_SEEN = f"""INSERT INTO digest.seen (feed_id, {SEEN}) VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (feed_id, entry_id) DO UPDATE SET guid = excluded.guid, canonical_url = excluded.canonical_url,
    month = excluded.month, print = excluded.print, title_date = excluded.title_date"""
_PUT_CONTENT = """INSERT INTO digest.content VALUES (%s, %s, %s)
    ON CONFLICT (entry_id) DO UPDATE SET size = excluded.size, html = excluded.html"""


@dataclass(frozen=True, slots=True)
class Present:
    """What the library knows of the entries that a change is about."""

    entries: Mapping[str, Entry]
    content: Mapping[str, str]
    seen: Mapping[tuple[str, str], tuple[str, ...]]
    states: Mapping[str, str] = field(default_factory=dict)


#: Of a library that is being filled.
NOTHING = Present({}, {}, {})


def present(transaction: Transaction, ids: Collection[str], feed_ids: Sequence[str] = ()) -> Present:
    """Ask for all that is known of these entries, and of the states of these feeds."""
    wanted = (sorted(ids),)
    entries = transaction.execute(f"SELECT {ENTRY} FROM digest.entries e WHERE e.id = ANY(%s)", wanted)
    content = transaction.execute("SELECT entry_id, md5(html) FROM digest.content WHERE entry_id = ANY(%s)", wanted)
    seen = transaction.execute(f"SELECT feed_id, {SEEN} FROM digest.seen WHERE entry_id = ANY(%s)", wanted)
    states = transaction.execute("SELECT feed_id, state FROM digest.states WHERE feed_id = ANY(%s)", (list(feed_ids),))
    return Present(
        {row[0]: entry_of(row) for row in entries.fetchall()},
        dict(content.fetchall()),
        {(row[0], row[1]): row[1:] for row in seen.fetchall()},
        dict(states.fetchall()),
    )


def apply_refreshes(transaction: Transaction, refreshes: Sequence[FeedRefresh]) -> None:
    """Keep what refreshing some feeds brought."""
    ids = {entry_id for one in refreshes for entry_id in _named(one)}
    known = present(transaction, ids, [one.feed_id for one in refreshes])
    entries = put_entries(transaction, [entry for one in refreshes for entry in one.entries], known)
    bodies = {key: html for one in refreshes for key, html in one.content.items() if key in entries}
    put_content(transaction, bodies, known)
    records = [
        (one.feed_id, replace(seen, month=entries[seen.entry_id].month) if seen.entry_id in entries else seen)
        for one in refreshes
        for seen in one.seen
    ]
    put_seen(transaction, records, known)
    put_states(transaction, [(one.feed_id, one.state.title, text_onto("", one.state)) for one in refreshes], known)


def put_entries(transaction: Transaction, entries: Collection[Entry], known: Present) -> dict[str, Entry]:
    """Add entries, or replace what may change of known ones; return all by id."""
    kept = dict(known.entries)
    for entry in entries:
        kept[entry.id] = first_sight_kept(kept[entry.id], entry) if entry.id in kept else entry
    new = [entry for entry_id, entry in kept.items() if entry_id not in known.entries]
    changed = [(before, kept[entry_id]) for entry_id, before in known.entries.items() if kept[entry_id] != before]
    words = {entry.id: folded(searched_texts(entry)) for entry in new}
    transaction.many(_ADD, [columns_of(entry) | words[entry.id]._asdict() for entry in new])
    tally(transaction, [entry.id for entry in new], 1)
    moved = [after.id for before, after in changed if before.feed_id != after.feed_id]
    tally(transaction, moved, -1)
    transaction.many(_UPDATE, [columns_of(after) for _, after in changed])
    tally(transaction, moved, 1)
    told = [after for before, after in changed if searched_texts(before) != searched_texts(after)]
    others = {entry.id: folded(searched_texts(entry)) for entry in told}
    transaction.many(_FOLD, [{"id": entry_id} | one._asdict() for entry_id, one in others.items()])
    words |= others
    bigrams.keep(transaction, words, words.values())
    if new or changed:
        transaction.count("entries")
    return kept


def remove_entries(transaction: Transaction, ids: Collection[str]) -> None:
    """Take entries out with their texts; marks stay and wait for their coming back."""
    if not ids:
        return
    wanted = (sorted(ids),)
    tally(transaction, ids, -1)
    transaction.execute("DELETE FROM digest.content WHERE entry_id = ANY(%s)", wanted)
    transaction.execute(
        "DELETE FROM digest.searched WHERE number IN (SELECT e.number FROM digest.entries e WHERE e.id = ANY(%s))",
        wanted,
    )
    transaction.execute("DELETE FROM digest.entries WHERE id = ANY(%s)", wanted)
    transaction.count("entries")


def tally(transaction: Transaction, ids: Collection[str], sign: int) -> None:
    """Count new entries (1), or ones about to go (-1), with the marks that wait for them."""
    if ids:
        values = {"ids": sorted(ids), "sign": sign}
        transaction.execute(_TALLY, values)
        transaction.execute(_READ_TALLY, values)


def put_content(transaction: Transaction, bodies: Mapping[str, str], known: Present) -> None:
    """Keep texts by the ids of their entries; an empty one takes the text away."""
    wanted = {entry_id: packed(html) for entry_id, html in bodies.items()}
    gone = [entry_id for entry_id, (size, _) in wanted.items() if not size and entry_id in known.content]
    changed = [
        (entry_id, size, data)
        for entry_id, (size, data) in wanted.items()
        if size and known.content.get(entry_id) != hashlib.md5(data, usedforsecurity=False).hexdigest()
    ]
    if gone:
        transaction.execute("DELETE FROM digest.content WHERE entry_id = ANY(%s)", (gone,))
    transaction.many(_PUT_CONTENT, changed)
    if gone or changed:
        transaction.count("content")


def put_seen(transaction: Transaction, records: Iterable[tuple[str, Seen]], known: Present) -> None:
    """Add to what feeds are remembered to have shown, or replace records."""
    rows = [
        (feed_id, one.entry_id, one.guid, one.canonical_url, one.month, one.print, one.title_date)
        for feed_id, one in records
    ]
    if changed := [row for row in rows if known.seen.get((row[0], row[1])) != row[1:]]:
        transaction.many(_PUT_SEEN, changed)
        transaction.count("seen")


def put_states(transaction: Transaction, rows: Sequence[tuple[str, str, str]], known: Present) -> None:
    """Keep what refreshing knows of feeds: id, own title, JSON."""
    if changed := [row for row in rows if known.states.get(row[0]) != row[2]]:
        transaction.many(
            "INSERT INTO digest.states VALUES (%s, %s, %s) "
            "ON CONFLICT (feed_id) DO UPDATE SET title = excluded.title, state = excluded.state",
            changed,
        )
        transaction.count("fetch")


def put_pages(transaction: Transaction, pages: Sequence[Entry], bodies: Mapping[str, str], known: Present) -> None:
    """Add pages, which are remembered as shown, too."""
    put_entries(transaction, pages, known)
    put_content(transaction, bodies, known)
    put_seen(transaction, [(PAGES, Seen(one.id, one.guid, one.canonical_url, one.month, "")) for one in pages], known)


def mark(
    transaction: Transaction, curator: str, ids: Collection[str], read: bool | None, shortlisted: bool | None
) -> None:
    """Set the marks that are not None. Raises NotFound."""
    values = {"me": curator, "ids": sorted(ids), "read": read}
    entries = transaction.execute("SELECT id, feed_id, old, month FROM digest.entries WHERE id = ANY(%(ids)s)", values)
    if read is not None:
        added = transaction.execute(
            "INSERT INTO digest.marks SELECT %(me)s, e.id, e.month, %(read)s FROM digest.entries e "
            "WHERE e.id = ANY(%(ids)s) ORDER BY e.id ON CONFLICT (curator, entry_id) DO NOTHING RETURNING entry_id",
            values,
        )
        turned = transaction.execute(
            "UPDATE digest.marks SET read = %(read)s WHERE curator = %(me)s AND entry_id = ANY(%(ids)s) "
            "AND read <> %(read)s RETURNING entry_id",
            values,
        )
    if shortlisted is not None:
        listed = transaction.execute(
            "INSERT INTO digest.shortlist SELECT e.id, e.month FROM digest.entries e WHERE e.id = ANY(%(ids)s) "
            "ORDER BY e.id ON CONFLICT (entry_id) DO NOTHING RETURNING entry_id"
            if shortlisted
            else "DELETE FROM digest.shortlist WHERE entry_id = ANY(%(ids)s) RETURNING entry_id",
            values,
        )
    known = {row[0]: row for row in entries.fetchall()}
    if unknown := [entry_id for entry_id in ids if entry_id not in known]:
        raise no_entry(unknown[0])
    if read is not None:
        new, others = [row[0] for row in added.fetchall()], [row[0] for row in turned.fetchall()]
        differences: dict[str, int] = {}
        for entry_id in new:
            _, feed_id, old, _ = known[entry_id]
            differences[feed_id] = differences.get(feed_id, 0) + (0 if read else 1) - (1 - old)
        for entry_id in others:
            feed_id = known[entry_id][1]
            differences[feed_id] = differences.get(feed_id, 0) + (-1 if read else 1)
        transaction.many(_ONE_READ_TALLY, [(curator, *one) for one in sorted(differences.items()) if one[1]])
        if new or others:
            transaction.count(marks_of(curator))
    if shortlisted is not None and listed.fetchall():
        transaction.count("shortlist")


def _named(refresh: FeedRefresh) -> set[str]:
    return {*(entry.id for entry in refresh.entries), *refresh.content, *(seen.entry_id for seen in refresh.seen)}
