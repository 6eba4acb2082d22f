"""What SQLite says, as a sentence that names the file and the way out."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason

# https://www.sqlite.org/rescode.html; the lower byte is the primary code.
_PERM, _BUSY, _LOCKED, _READONLY, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 3, 5, 6, 8, 11, 13, 14, 26
_MISSING_PARTS = ("no such module: fts5", "no such tokenizer: trigram")
_NO_SENSE = ("Could not decode to UTF-8", "user-defined function raised exception")
_MISSING_TABLES = ("no such table", "no such column", "no such index")

_REFILL = msg(
    "It was begun anew; the next “digest fetch” asks the feeds for what it held. What you wrote lies in other files."
)
_ROOM = msg("The disk is full: make room, then try again. Nothing was lost.")
_RIGHTS = msg(
    "Give yourself the right to read and write the library's folder, or choose another folder with --library."
)
_FOLDER = msg("There is a folder in place of a file of the library; move it away.")
_LOOK = msg("Look at the library's folder; what was there is untouched.")


class Foreign(sqlite3.DatabaseError):
    """Another program's database."""

    sqlite_errorcode = _NOTADB


class Senseless(sqlite3.DatabaseError):
    """A row with values that no archive holds: another program wrote them, or the disk."""

    sqlite_errorcode = _CORRUPT


class CutOff(sqlite3.DatabaseError):
    """A file that ends before its last page."""

    sqlite_errorcode = _CORRUPT


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
    if code == _FULL:
        return LibraryError(msg("{file} cannot be written ({reason}).", file=path, reason=reason), _ROOM)
    if code in (_PERM, _READONLY):
        return LibraryError(msg("{file} cannot be written ({reason}).", file=path, reason=reason), _RIGHTS)
    remedy = _LOOK
    if code == _CANTOPEN:
        remedy = _FOLDER if path.is_dir() else _RIGHTS
    elif reason.startswith(_MISSING_PARTS):
        remedy = msg("Use a Python whose SQLite is of version 3.34 or newer and has FTS5.")
    return LibraryError(msg("{file} cannot be read ({reason}).", file=path, reason=reason), remedy)


def not_readable(path: Path, version: int | None) -> LibraryError:
    """A file that may only be read and is not of today's version."""
    reason = system_reason(OSError(errno.EACCES, ""))
    if version is None:
        reason = msg("another program's database")
    return LibraryError(msg("{file} cannot be written ({reason}).", file=path, reason=reason), _RIGHTS)


def not_a_file(path: Path) -> Message | None:
    """Why nothing can be stored there; None for a file, a folder (SQLite refuses), nothing."""
    if path.exists():
        return None if path.is_file() or path.is_dir() else msg("no ordinary file")
    return msg("a link that leads nowhere") if path.is_symlink() else None


def ensure_file(path: Path) -> None:
    """Raise LibraryError for what would be waited for, or replaced, if it were opened."""
    if reason := not_a_file(path):
        raise LibraryError(msg("{file} cannot be read ({reason}).", file=path, reason=reason), _LOOK)


def damaged(path: Path, error: sqlite3.Error, kept: Path | None) -> LibraryDamaged:
    """The file was set aside as `kept`; None if somebody else has done so."""
    if kept is None:
        return LibraryDamaged(msg("{file} is damaged ({reason}).", file=path, reason=reason_of(error)), _REFILL)
    return LibraryDamaged(
        msg("{file} is damaged ({reason}); it was set aside as “{kept}”.",
            file=path, reason=reason_of(error), kept=kept.name),
        _REFILL,
    )  # fmt: skip


def damaged_in_place(path: Path, error: sqlite3.Error) -> LibraryError:
    """The file cannot be moved out of the way."""
    return LibraryError(msg("{file} is damaged ({reason}).", file=path, reason=reason_of(error)), _RIGHTS)


def reason_of(error: sqlite3.Error) -> Message | str:
    """Why a file is called damaged."""
    if isinstance(error, Foreign):
        return msg("another program's database")
    if isinstance(error, Senseless):
        return msg("values that make no sense")
    return msg("the file is cut off") if isinstance(error, CutOff) else str(error)


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
