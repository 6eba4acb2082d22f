"""The archive's tables, and the numbered steps from every older version.

entries    every entry, of feeds and pages; times are microseconds since 1970 in UTC
content    the sanitised text of an entry
folded     what a search compares, made of title, summary and author (`sql/records.py`); `search` indexes it
seen       what each feed has shown: how an entry is identified
states     what refreshing knows of a feed, as JSON
marks      read or unread, as the curator set it; waits for an entry that is not there (any more)
tallies    per feed how many entries there are and how many are unread, kept by triggers
changes    how often each part was changed; under the archive's name, how often any was
mentions   which closed editions mention a page or a pick
archive    when this archive was made, a name that no other has, in which state files were read for the tables above
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from digest.domain.url import canonical
from digest.storage.sql.archive_file import APPLICATION, version_of

#: Entries that a step through all of them takes in one transaction.
AT_ONCE = 5000

_FIRST = (
    """CREATE TABLE entries (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        feed_id TEXT NOT NULL,
        month TEXT NOT NULL,
        date INTEGER NOT NULL,
        first_seen INTEGER NOT NULL,
        place INTEGER NOT NULL,
        unread INTEGER NOT NULL,
        old INTEGER NOT NULL,
        published INTEGER,
        canonical_url TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT NOT NULL,
        author TEXT NOT NULL,
        language TEXT NOT NULL,
        guid TEXT NOT NULL,
        tags TEXT NOT NULL,
        summary TEXT NOT NULL
    )""",
    "CREATE INDEX entries_newest ON entries (date DESC, first_seen DESC, place, id DESC)",
    "CREATE INDEX entries_unread ON entries (date DESC, first_seen DESC, place, id DESC) WHERE unread",
    "CREATE INDEX entries_of_feed ON entries (feed_id, date DESC, first_seen DESC, place, id DESC)",
    "CREATE INDEX entries_of_month ON entries (month DESC, date DESC, first_seen DESC, place, id DESC)",
    "CREATE INDEX entries_of_page ON entries (canonical_url) WHERE canonical_url <> ''",
    "CREATE TABLE content (entry_id TEXT PRIMARY KEY, size INTEGER NOT NULL, html BLOB NOT NULL)",
    "CREATE TABLE folded (number INTEGER PRIMARY KEY, same TEXT NOT NULL, plain TEXT NOT NULL, spelled TEXT NOT NULL)",
    """CREATE VIRTUAL TABLE search USING fts5 (
        same, plain, spelled, content='folded', content_rowid='number', tokenize='trigram case_sensitive 1'
    )""",
    """CREATE TABLE seen (
        feed_id TEXT NOT NULL,
        entry_id TEXT NOT NULL,
        guid TEXT NOT NULL,
        canonical_url TEXT NOT NULL,
        month TEXT NOT NULL,
        print TEXT NOT NULL,
        PRIMARY KEY (feed_id, entry_id)
    ) WITHOUT ROWID""",
    "CREATE TABLE states (feed_id TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE marks (entry_id TEXT PRIMARY KEY, month TEXT NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE tallies (feed_id TEXT PRIMARY KEY, entries INTEGER NOT NULL, unread INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE changes (part TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE archive (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
        INSERT INTO tallies VALUES (new.feed_id, 1, new.unread)
            ON CONFLICT (feed_id) DO UPDATE SET entries = entries + 1, unread = unread + new.unread;
    END""",
    """CREATE TRIGGER entry_gone AFTER DELETE ON entries BEGIN
        UPDATE tallies SET entries = entries - 1, unread = unread - old.unread WHERE feed_id = old.feed_id;
    END""",
    """CREATE TRIGGER entry_marked AFTER UPDATE OF unread ON entries WHEN new.unread <> old.unread BEGIN
        UPDATE tallies SET unread = unread + new.unread - old.unread WHERE feed_id = new.feed_id;
    END""",
    "INSERT INTO archive VALUES ('name', lower(hex(randomblob(16)))), ('made', datetime('now'))",
)

_TITLE_DATES = ("ALTER TABLE seen ADD COLUMN title_date TEXT NOT NULL DEFAULT ''",)

# Entries without a date, first seen in one refresh, come feed by feed.
_FEED_BY_FEED = (
    "DROP INDEX entries_newest",
    "DROP INDEX entries_unread",
    "DROP INDEX entries_of_feed",
    "DROP INDEX entries_of_month",
    "CREATE INDEX entries_newest ON entries (date DESC, first_seen DESC, feed_id DESC, place, id DESC)",
    "CREATE INDEX entries_unread ON entries (date DESC, first_seen DESC, feed_id DESC, place, id DESC) WHERE unread",
    "CREATE INDEX entries_of_feed ON entries (feed_id, date DESC, first_seen DESC, place, id DESC)",
    "CREATE INDEX entries_of_month ON entries (month DESC, date DESC, first_seen DESC, feed_id DESC, place, id DESC)",
)


class Gradual(NamedTuple):
    """A step over all entries in several transactions, which may be interrupted and resumed."""

    statement: str


# What an older rule made of an address is found by the present one. A later change of the rule needs such a step again.
_PRESENT_ADDRESSES = Gradual(
    "UPDATE entries SET canonical_url = canonical(canonical_url) "
    "WHERE number BETWEEN ? AND ? AND canonical_url <> canonical(canonical_url)"
)

# An index of the editions' files (`mentions.py`).
_MENTIONS = (
    "CREATE TABLE closed_editions (edition_id TEXT PRIMARY KEY, mark TEXT NOT NULL, version INTEGER NOT NULL)",
    """CREATE TABLE mentions (
        name TEXT NOT NULL, edition_id TEXT NOT NULL, PRIMARY KEY (name, edition_id)
    ) WITHOUT ROWID""",
)

# The index of words is put in order by short steps of our own (`merge_index`). FTS5 would do it within changes, some
# of which then take ten times as long as others; it still does if our steps do not suffice.
_MERGED_BY_US = (
    "INSERT INTO search (search, rank) VALUES ('automerge', 0)",
    "INSERT INTO search (search, rank) VALUES ('crisismerge', 64)",
)

# A feed remembers thousands of entries, and few share a sign with what it shows now. Most GUIDs are the address.
_SEEN_BY_SIGN = (
    "CREATE INDEX IF NOT EXISTS seen_of_page ON seen (feed_id, canonical_url)",
    "CREATE INDEX IF NOT EXISTS seen_of_guid ON seen (feed_id, guid) WHERE guid <> canonical_url",
)

# How many transactions have changed something, under the archive's name: so a log can be seen to be another one's.
_NAMED_CHANGES = ("INSERT OR IGNORE INTO changes SELECT value, 0 FROM archive WHERE name = 'name'",)

# All editions' files are known in one state, or none is: `archive` notes it.
_ONE_STATE = ("DROP TABLE IF EXISTS closed_editions", "DELETE FROM archive WHERE name IN ('closed', 'versions')")

Steps = Sequence[Sequence[str] | Gradual]

#: STEPS[n] lead from version n to version n + 1. A step that is in use is never changed; a new one is added.
STEPS: Steps = (
    _FIRST,
    _TITLE_DATES,
    _FEED_BY_FEED,
    _PRESENT_ADDRESSES,
    _MENTIONS,
    _MERGED_BY_US,
    _SEEN_BY_SIGN,
    _NAMED_CHANGES,
    _ONE_STATE,
)
VERSION = len(STEPS)


def make(db: sqlite3.Connection, steps: Steps = STEPS) -> None:
    """Make the tables to which `steps` lead, inside the caller's transaction."""
    for statement in (statement for step in steps if not isinstance(step, Gradual) for statement in step):
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute(f"PRAGMA user_version = {len(steps)}")


def upgrade(
    db: sqlite3.Connection,
    version: int,
    transaction: Callable[[], AbstractContextManager[object]],
    on_progress: Callable[[int], None],
    at_once: int = AT_ONCE,
) -> None:
    """Lead from `version` to today's step by step, which others may do at the same time.

    Of what takes long, `at_once` rows a transaction, `on_progress` is told how many percent are done.
    """
    db.create_function("canonical", 1, canonical, deterministic=True)
    for number, step in enumerate(STEPS[version:], start=version):
        if isinstance(step, Gradual):
            (last,) = db.execute("SELECT coalesce(max(number), 0) FROM entries").fetchone()
            for start in range(0, last, at_once):
                on_progress(start * 100 // last)
                with transaction():
                    db.execute(step.statement, (start + 1, start + at_once))
        with transaction():
            if version_of(db) == number:  # nobody was faster
                for statement in () if isinstance(step, Gradual) else step:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number + 1}")
