"""The archive's log (`-wal`) before SQLite opens it: is it whole, and this archive's?

SQLite takes every log whose checksums are right, another database's too, and passes over a damaged one without a word
(sqlite.org/walformat.html). What can be noticed: that the log has no valid header; that it ends before the last change
that the memory which programs share (`-shm`) knows; and that what it writes to the table `changes` is not what follows:
every archive has its name there, and how many changes there were.
"""

from __future__ import annotations

import os
import sqlite3
import struct
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from digest.domain.message import msg
from digest.storage.sql.archive_file import address_of, log_of
from digest.storage.sql.errors import CutOff, WrongLog

_HEADER, _FRAME = struct.Struct(">8I"), 24
# Looks, and seconds between them.
_ATTEMPTS, _PAUSE = 3, 0.02
_MAGIC, _VERSION = 0x377F0682, 3007000
# In this machine's byte order: the version, is it initialised, the last page in the log, salts; then how many of the
# log's pages are in the archive's file already. Between them is a copy of the first part.
_SHARED, _COPY, _SAVED = struct.Struct("=I8xB3xI12x8s8x"), 48, struct.Struct("=96xI")
# Where the first page has them (sqlite.org/fileformat.html, 1.3).
_VERSION_OF_TABLES, _APPLICATION = slice(60, 64), slice(68, 72)
# By type, the bytes that a number takes; one type stands for 1.
_SIZES, _ONE = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0), 9


class _Shared(NamedTuple):
    """What programs share of the log: its last page, and how many are in the archive's file."""

    last: int
    salts: bytes
    saved: int


def ensure_own_log(path: Path) -> None:
    """Raise WrongLog if the log is not the archive's, or has lost something. Raises OSError.

    Opens the archive's files, and no connection of this process may be open on them: closing a file takes away its
    locks (fcntl(2)).
    """
    for attempt in range(_ATTEMPTS):
        try:
            _ensure_own_log(path)
        except WrongLog:  # or another program begins the log anew just now
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _ensure_own_log(path: Path) -> None:
    shared = _shared(path)  # first: what others write meanwhile is then more, not less
    if not log_of(path).exists():
        if _lacks(path, shared, b"", 0):
            raise WrongLog("", is_usable=True)
        return
    if not log_of(path).is_file():  # SQLite says what it is
        return
    with log_of(path).open("rb", buffering=0) as log:
        header = log.read(_HEADER.size)
        if header and not _is_valid(header):
            raise WrongLog(msg("it is no log of a database"))
        page_size = _HEADER.unpack(header)[2] if header else 1
        pages = (os.fstat(log.fileno()).st_size - _HEADER.size) // (_FRAME + page_size)
        if _lacks(path, shared, header[16:24], pages):
            raise WrongLog(CutOff.reason, is_usable=True)
        if header and path.stat().st_size and not _goes_on(path, log.fileno(), header):
            raise WrongLog(msg("it belongs to another archive, or to another state of this one"))


def _lacks(path: Path, shared: _Shared | None, salts: bytes, pages: int) -> bool:
    """True if the log must have more than so many pages, and nobody has begun another one."""
    if shared is None or (salts and salts != shared.salts):
        return False
    return max(pages, shared.saved) < shared.last and _shared(path) == shared


def _shared(path: Path) -> _Shared | None:
    """None if there is no such memory, or it was changed while it was read."""
    try:
        data = path.with_name(path.name + "-shm").read_bytes()[: _SAVED.size]
    except OSError:
        return None
    if len(data) < _SAVED.size or data[:_COPY] != data[_COPY : 2 * _COPY]:
        return None
    version, is_initialised, last, salts = _SHARED.unpack_from(data)
    return _Shared(last, salts, *_SAVED.unpack(data)) if is_initialised and version == _VERSION else None


def _is_valid(header: bytes) -> bool:
    if len(header) < _HEADER.size:
        return False
    magic, version, *_ = _HEADER.unpack(header)
    return magic & ~1 == _MAGIC and version == _VERSION and _checksum(header, (0, 0), header[:24]) == header[24:]


def _checksum(header: bytes, before: tuple[int, int], data: bytes) -> bytes:
    """The checksum of the data, after what has the one `before` (fileformat.html, 4.2)."""
    one, other = before
    words = struct.unpack(f"{'>' if header[3] & 1 else '<'}{len(data) // 4}I", data)
    for place in range(0, len(words), 2):
        one = (one + words[place] + other) & 0xFFFFFFFF
        other = (other + words[place + 1] + one) & 0xFFFFFFFF
    return struct.pack(">2I", one, other)


def _goes_on(path: Path, log: int, header: bytes, *, verified: bool = False) -> bool:
    """True if the log may be what follows the archive's file."""
    page_size = _HEADER.unpack(header)[2]
    with path.open("rb") as file:
        first = file.read(100)
    if first[16:18] != (page_size & 0xFFFF or 1).to_bytes(2):  # 1 stands for 65,536
        return False
    named = _named(path)
    numbers: list[int | None] = []
    for page, place in _pages(log, header, verified=verified):
        if page == 1:
            begin = os.pread(log, 100, place)
            if begin[_APPLICATION] != first[_APPLICATION]:
                numbers.append(None)
            elif begin[_VERSION_OF_TABLES] != first[_VERSION_OF_TABLES]:
                return True  # a change to today's tables, which may have moved
        elif named and page == named.page:
            numbers.append(_number(os.pread(log, page_size, place), named.name))
    known = [number for number in numbers if number is not None]
    if len(known) == len(numbers) and (not (known and named) or known[0] - 1 <= named.number <= max(known)):
        return True
    # What a killed writer has left half written at the end, or one is writing, is no part of it: that takes longer.
    return not verified and _goes_on(path, log, header, verified=True)


def _pages(log: int, header: bytes, *, verified: bool) -> Iterator[tuple[int, int]]:
    """The log's whole pages by number, and where each begins; behind them are older ones.

    With `verified` those alone whose checksums are right, as SQLite reads them.
    """
    page_size, salts, checksum = _HEADER.unpack(header)[2], header[16:24], header[24:]
    place, size = _HEADER.size, os.fstat(log).st_size
    while place + _FRAME + page_size <= size:
        head = os.pread(log, _FRAME, place)
        if head[8:16] != salts:
            return
        place += _FRAME
        if verified:
            before = struct.unpack(">2I", checksum)
            checksum = _checksum(header, (before[0], before[1]), head[:8] + os.pread(log, page_size, place))
            if checksum != head[16:]:
                return
        yield int.from_bytes(head[:4]), place
        place += page_size


class _Named(NamedTuple):
    """The row of `changes` that has the archive's name, and the table's page."""

    page: int
    name: bytes
    number: int


def _named(path: Path) -> _Named | None:
    """As it is in the archive's file alone; None if it has none."""
    asked = (
        "SELECT rootpage, CAST(part AS BLOB), number FROM sqlite_master, changes "
        "WHERE name = 'changes' AND part = (SELECT value FROM archive WHERE archive.name = 'name')"
    )
    try:
        with closing(sqlite3.connect(address_of(path, "ro&immutable=1"), uri=True)) as db:
            found = db.execute(asked).fetchone()
    except sqlite3.Error:  # told when it is opened
        return None
    return _Named(*found) if found and type(found[2]) is int else None


def _number(page: bytes, name: bytes) -> int | None:
    """The number in the row of that name, of the one page of `changes`, whose values are short.

    A cell is: its size, the size of the types, the types of both values, the values (sqlite.org/fileformat.html, 2.1).
    """
    for cell in range(int.from_bytes(page[3:5])):
        place = int.from_bytes(page[8 + 2 * cell : 10 + 2 * cell])
        end = place + 4 + len(name)
        if page[place + 4 : end] == name and (kind := page[place + 3]) < len(_SIZES):
            return 1 if kind == _ONE else int.from_bytes(page[end : end + _SIZES[kind]])
    return None
