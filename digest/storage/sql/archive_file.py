"""The archive's file: whose it is, made empty or set aside under a lock; whether it is well."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import free_name
from digest.storage.sql import errors

#: "DIGE": SQLite keeps it in the file's header, so that another program's database is never taken for ours.
APPLICATION = 0x44494745
#: What SQLite lays beside its file.
_BESIDE = ("-wal", "-shm", "-journal")


def log_of(path: Path) -> Path:
    """The log of the archive at `path`."""
    return path.with_name(path.name + "-wal")


def made(path: Path) -> None:
    """Make an empty file, mode 0600; leftovers of another one beside it go first."""
    if path.exists():
        return
    ensure_file(path)
    with errors.told_if_unreadable(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder_locked(path):
            if not path.exists():
                for ending in _BESIDE:
                    path.with_name(path.name + ending).unlink(missing_ok=True)
                # Under another name: no descriptor of ours is on it when the first connection locks it.
                fresh = path.with_name(path.name + ".new")
                os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600))
                fresh.rename(path)


def moved_away(path: Path, now: datetime) -> Path | None:
    """Set the file aside, inside `folder_locked`; return its new path, None if there was none."""
    if path.is_dir() or not path.exists():
        return None
    moment = now.strftime("%Y%m%dT%H%M%S")
    aside = free_name(path.with_name(f"{path.name}.damaged-{moment}"))
    for ending in ("", *_BESIDE):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def folder_locked(path: Path) -> Iterator[None]:
    """Held while the file is made or set aside, which two processes must not do at once."""
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def is_cut_off(db: sqlite3.Connection, path: Path) -> bool:
    """True for a file that ends within its last page, which SQLite notices only there.

    Not if pages wait in the log: they are not in the file yet. Asked of the connection and by `stat`: to open the
    file and close it again would take away the locks of every connection of this process (fcntl(2); see
    sqlite.org/howtocorrupt.html, 2.2).
    """
    log = log_of(path)
    for _ in range(3):
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        (page_size,) = db.execute("PRAGMA page_size").fetchone()
        if path.stat().st_size >= pages * page_size or (log.exists() and log.stat().st_size):
            return False
    return True


def may_be_written(path: Path) -> bool:
    """True if the file may be changed, and others be made beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def only_read(path: Path, without_log: bool = False) -> str:
    """The file's address for SQLite, which then changes nothing.

    If it may only be read, and no log lies beside it, nobody is writing to it either: then nothing is made beside it.
    """
    is_still = without_log or not (log_of(path).exists() or may_be_written(path))
    return address_of(path, "ro&immutable=1" if is_still else "ro")


def address_of(path: Path, mode: str) -> str:
    """The file's address for SQLite (sqlite.org/uri.html)."""
    return f"file:{quote(os.fsencode(path))}?mode={mode}"


def not_a_file(path: Path) -> Message | None:
    """Why nothing can be stored there; None for a file, a folder (SQLite refuses), nothing."""
    if path.exists():
        return None if path.is_file() or path.is_dir() else msg("no ordinary file")
    return msg("a link that leads nowhere") if path.is_symlink() else None


def ensure_file(path: Path) -> None:
    """Raise LibraryError for what would be waited for, or replaced, if it were opened."""
    if reason := not_a_file(path):
        raise file_errors.cannot_read(path, OSError(), reason)


def version_of(db: sqlite3.Connection) -> int | None:
    """The archive's version, 0 for an empty database; None for another program's.

    All of it is of one moment: between two questions somebody else may make the archive.
    """
    if not db.in_transaction:
        db.execute("BEGIN")
        try:
            return version_of(db)
        finally:
            db.execute("ROLLBACK")
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION:
        return int(version)
    (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return None if application or version or tables else 0


def examined(path: Path, newest: int) -> tuple[str, Message | str] | None:
    """The result of `Store.check` for the file, as code and detail; None if all is well."""
    if path.is_dir():
        return "unreadable", system_reason(OSError(errno.EISDIR, ""))
    if reason := not_a_file(path):
        return "unreadable", reason
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(only_read(path), uri=True, timeout=1, isolation_level=None)) as db:
            version = version_of(db)
            if version is None:
                return "damaged", errors.Foreign.reason
            if is_cut_off(db, path):
                return "damaged", errors.CutOff.reason
            if version > newest:
                return "newer", msg("format {number}", number=version)
            (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
            return None if found == "ok" else ("damaged", str(found))
    except sqlite3.Error as error:
        return ("damaged" if errors.is_damage(error) else "unreadable"), str(error)
    except OSError as error:
        return "unreadable", system_reason(error)
