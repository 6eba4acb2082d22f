"""The write-ahead log of SQLite: readers need not wait for writers, and who copies it into the archive's file when."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

#: Pages after which whoever commits copies the log into the archive's file, which takes some hundredths of a second. A
#: step of something long does so earlier than a change that somebody waits for.
LONG_LOG, _SHORT_LOG = 4000, 1000


def write_ahead(db: sqlite3.Connection) -> None:
    """Readers need not wait for writers; where the disk has no memory that processes share, they do."""
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        db.execute("PRAGMA journal_mode = TRUNCATE")


@contextmanager
def emptying_log(db: sqlite3.Connection) -> Iterator[None]:
    """For a step of something long."""
    db.execute(f"PRAGMA wal_autocheckpoint = {_SHORT_LOG}")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            db.execute(f"PRAGMA wal_autocheckpoint = {LONG_LOG}")
