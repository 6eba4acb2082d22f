"""What SQLite says, as a sentence that names the file and the way out."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import Message, msg
from digest.storage.files.engine import file_errors

# https://www.sqlite.org/rescode.html; the lower byte is the primary code.
_PERM, _BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 3, 5, 6, 8, 10, 11, 13, 14, 26
_MISSING_PARTS = ("no such module: fts5", "no such tokenizer: trigram")
_NO_SENSE = ("Could not decode to UTF-8", "user-defined function raised exception")
_MISSING_TABLES = ("no such table", "no such column", "no such index")

_REFILL = msg(
    "It was begun anew; the next “digest fetch” asks the feeds for what it held. What you wrote lies in other files."
)
_FETCH_AGAIN = msg(
    "What was fetched last may be missing; “digest fetch” asks the feeds for it. What you wrote lies in other files."
)

# The archive may be in a place of its own; then another library would not help.
_REMEDIES = {
    errno.EROFS: msg("The archive is on a read-only disk; choose another place with --library or [library] archive."),
    errno.EACCES: msg(
        "Give yourself the right to read and write its folder, or choose another place with --library or "
        "[library] archive."
    ),
}


class Foreign(sqlite3.DatabaseError):
    """Another program's database."""

    sqlite_errorcode = _NOTADB
    reason = msg("another program's database")


class Senseless(sqlite3.DatabaseError):
    """A row with values that no archive holds: another program wrote them, or the disk."""

    sqlite_errorcode = _CORRUPT
    reason = msg("values that make no sense")


class CutOff(sqlite3.DatabaseError):
    """A file that ends before its last page."""

    sqlite_errorcode = _CORRUPT
    reason = msg("the file is cut off")


class WrongLog(sqlite3.DatabaseError):
    """A log that is damaged, missing, or another archive's.

    What is left in it may be used if `is_usable`.
    """

    sqlite_errorcode = _CORRUPT

    def __init__(self, reason: Message | str, *, is_usable: bool = False) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.is_usable = is_usable

    @property
    def is_missing(self) -> bool:
        """True if there is none, though there must be."""
        return not self.reason


def is_busy(error: sqlite3.Error) -> bool:
    """Another one is writing, or has locked the file."""
    return _code(error) in (_BUSY, _LOCKED)


def is_damage(error: sqlite3.Error) -> bool:
    """True if the file is no archive: its pages or values are invalid, or tables are gone."""
    return _code(error) in (_CORRUPT, _NOTADB) or str(error).startswith((*_NO_SENSE, *_MISSING_TABLES))


def told(path: Path, error: sqlite3.Error) -> LibraryError:
    """What an error that leaves the file as it is means for the user."""
    code, reason = _code(error), str(error)
    if code in (_BUSY, _LOCKED):
        return LibraryError(
            msg("{file} is locked by another program.", file=path),
            msg("Wait until it has finished, or end it; then try again."),
        )
    if code in (_PERM, _READONLY, _IOERR, _FULL, _CANTOPEN) and (cause := refusal(path)):
        return _cannot_write(path, cause)
    if code == _FULL:
        return _cannot_write(path, OSError(errno.ENOSPC, ""))
    remedy = _remedy_of(OSError(errno.EACCES, "") if code in (_PERM, _READONLY, _CANTOPEN) else OSError())
    if reason.startswith(_MISSING_PARTS):
        remedy = msg("Use a Python whose SQLite is of version 3.34 or newer and has FTS5.")
    return LibraryError(msg("{file} cannot be read ({reason}).", file=path, reason=reason), remedy)


def refusal(path: Path) -> OSError | None:
    """Why nothing can be written there, which SQLite does not tell; None if something can be."""
    import tempfile

    try:
        if path.is_dir():
            return OSError(errno.EISDIR, "")
        if os.statvfs(path.parent).f_flag & os.ST_RDONLY:
            return OSError(errno.EROFS, "")
        if path.exists() and not os.access(path, os.W_OK):
            return OSError(errno.EACCES, "")
        with tempfile.TemporaryFile(dir=path.parent) as probe:
            probe.write(bytes(4096))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return error
    return None


def not_readable(path: Path, version: int | None) -> LibraryError:
    """A file that may only be read and is not of today's version."""
    cause = refusal(path) or OSError(errno.EACCES, "")
    return _cannot_write(path, cause, Foreign.reason if version is None else None)


@contextmanager
def told_if_unreadable(path: Path) -> Iterator[None]:
    """What the system refuses within is told of the archive at `path`."""
    try:
        yield
    except OSError as error:
        raise LibraryError(file_errors.cannot_read(path, error).message, _remedy_of(error)) from error


def _cannot_write(path: Path, cause: OSError, reason: Message | None = None) -> LibraryError:
    return LibraryError(file_errors.cannot_write(path, cause, reason).message, _remedy_of(cause))


def _remedy_of(cause: OSError) -> Message:
    code = errno.EACCES if cause.errno == errno.EPERM else cause.errno
    return _REMEDIES.get(code or 0) or file_errors.remedy_of(cause)


def damaged(path: Path, error: sqlite3.Error, kept: Path | None) -> LibraryDamaged:
    """The archive or its log was set aside as `kept`; None if it was not, or by somebody else."""
    remedy = _FETCH_AGAIN if isinstance(error, WrongLog) else _REFILL
    if isinstance(error, WrongLog) and error.is_missing:
        return LibraryDamaged(msg("{file} is missing.", file=path), remedy)
    if kept is None:
        return LibraryDamaged(msg("{file} is damaged ({reason}).", file=path, reason=reason_of(error)), remedy)
    return LibraryDamaged(
        msg("{file} is damaged ({reason}); it was set aside as “{kept}”.",
            file=path, reason=reason_of(error), kept=kept.name),
        remedy,
    )  # fmt: skip


def damaged_in_place(path: Path, error: sqlite3.Error) -> LibraryError:
    """The file cannot be moved out of the way."""
    remedy = _remedy_of(refusal(path) or OSError(errno.EACCES, ""))
    return LibraryError(msg("{file} is damaged ({reason}).", file=path, reason=reason_of(error)), remedy)


def reason_of(error: sqlite3.Error) -> Message | str:
    """Why a file is called damaged."""
    reason: Message | str = getattr(error, "reason", str(error))
    return reason


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
