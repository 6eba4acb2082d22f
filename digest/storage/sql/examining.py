"""Whether the archive's file is well. Looks, and touches nothing."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from digest.domain.message import Message, msg
from digest.storage.sql import errors
from digest.storage.sql.schema import VERSION, version_of

#: Bytes of the header of SQLite's file.
_HEADER = 100


def is_cut_off(path: Path) -> bool:
    """True for a file that ends before its last page. SQLite sees that only when it comes to that page.

    Not where pages wait in the log: they are not in the file yet.
    """
    log = path.with_name(path.name + "-wal")
    for _ in range(3):
        with path.open("rb") as file:
            header, size = file.read(_HEADER), os.fstat(file.fileno()).st_size
        page_size = int.from_bytes(header[16:18], "big")  # sqlite.org/fileformat.html, 1.3
        page_size = 65536 if page_size == 1 else page_size
        pages = int.from_bytes(header[28:32], "big")
        if len(header) < _HEADER or not page_size or size >= pages * page_size:
            return False
        if log.exists() and log.stat().st_size:
            return False
    return True


def examined(path: Path) -> tuple[str, Message | str] | None:
    """What `Store.check` says of the file, as code and detail; None if it is well or absent. Touches nothing."""
    if path.is_dir():
        return "unreadable", os.strerror(errno.EISDIR)
    if not path.exists():
        return None
    try:
        if is_cut_off(path):
            return "damaged", errors.reason_of(errors.CutOff())
        db = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=1, isolation_level=None)
        try:
            version = version_of(db)
            if version is None:
                return "damaged", msg("another program's database")
            if version > VERSION:
                return "newer", msg("format {number}", number=version)
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
            return None if found == "ok" else ("damaged", str(found))
        finally:
            db.close()
    except sqlite3.Error as error:
        return ("damaged" if errors.is_damage(error) else "unreadable"), str(error)
    except OSError as error:
        return "unreadable", error.strerror or type(error).__name__
