"""Whether the archive's file is well. Looks, and touches nothing."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason
from digest.storage.sql import errors
from digest.storage.sql.schema import VERSION, version_of


def is_cut_off(db: sqlite3.Connection, path: Path) -> bool:
    """True for a file that ends within its last page, which SQLite notices only there.

    Not if pages wait in the log: they are not in the file yet. Asked of the connection and by `stat`: to open the
    file and close it again would take away the locks of every connection of this process (fcntl(2); see
    sqlite.org/howtocorrupt.html, 2.2).
    """
    log = path.with_name(path.name + "-wal")
    for _ in range(3):
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        (page_size,) = db.execute("PRAGMA page_size").fetchone()
        if path.stat().st_size >= pages * page_size or (log.exists() and log.stat().st_size):
            return False
    return True


def examined(path: Path) -> tuple[str, Message | str] | None:
    """The result of `Store.check` for the file, as code and detail; None if all is well."""
    if path.is_dir():
        return "unreadable", system_reason(OSError(errno.EISDIR, ""))
    if reason := errors.not_a_file(path):
        return "unreadable", reason
    if not path.exists():
        return None
    try:
        db = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=ro", uri=True, timeout=1, isolation_level=None)
        try:
            version = version_of(db)
            if version is None:
                return "damaged", msg("another program's database")
            if is_cut_off(db, path):
                return "damaged", errors.reason_of(errors.CutOff())
            if version > VERSION:
                return "newer", msg("format {number}", number=version)
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
            return None if found == "ok" else ("damaged", str(found))
        finally:
            db.close()
    except sqlite3.Error as error:
        return ("damaged" if errors.is_damage(error) else "unreadable"), str(error)
    except OSError as error:
        return "unreadable", system_reason(error)
