"""Files as read and written: the tables in their bytes, the states by which a change shows.

States are of one file, of a folder, and of what we wrote over others' state.

Whatever we change is renamed into its folder, which changes the folder's own time. While that is the same, and older
than a tick of the clock, one `stat` of the folder does for all its files (`FolderCache`). What somebody changes inside
a file by hand is seen by `fresh`, which the interface asks for every other second.
"""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import orjson

from digest.domain.message import Message, msg
from digest.domain.text import lazy_pattern
from digest.storage.files.engine.disk import Stamp, is_quiet, stamp_of, told_if_unreadable
from digest.storage.files.engine.migrations import FORMAT

if TYPE_CHECKING:
    from digest.storage.files.engine.disk import Disk
    from digest.storage.files.engine.migrations import Tables


T = TypeVar("T")


class Snapshot:
    """A file as it was read or written, with its descriptor.

    While the descriptor is open the system cannot give the inode to another file, so an equal inode means the same
    file for sure; times alone do not (changes within one tick of the clock look alike). Size and time are
    compared as well, for an editor that writes into the file. Closed when nobody compares with it any more.
    """

    __slots__ = ("fd", "format", "stamp", "tables")

    def __init__(self, fd: int, stood: os.stat_result, tables: Tables, format_number: int) -> None:
        self.fd = fd
        self.stamp = stamp_of(stood)
        self.tables = tables
        self.format = format_number

    def __del__(self) -> None:
        os.close(self.fd)


class OwnWrites:
    """What we wrote last into a file, and what others had left there before.

    `gate` is held while the file is written, and while its state is asked for to be compared: so no state is seen that
    is not known yet to be ours. Only what was written over the state last known counts as ours: a change by others that
    came between shows.
    """

    __slots__ = ("_last", "gate")

    def __init__(self) -> None:
        self.gate = Lock()
        # The snapshot (None: we removed the file) keeps its descriptor open: no other state can look the same.
        self._last: tuple[Snapshot | None, Stamp] | None = None

    @property
    def is_empty(self) -> bool:
        """True if we have written nothing yet."""
        return self._last is None

    def others_stamp(self, disk: Disk, path: Path) -> Stamp:
        """The state in which others left the file, beneath our own writes; "" without one.

        Raises LibraryError.
        """
        with self.gate:
            stamp: Stamp = ()
            with told_if_unreadable(path), suppress(FileNotFoundError):
                stamp = stamp_of(disk.stat(path))
            return self._beneath(stamp)

    def _beneath(self, stamp: Stamp) -> Stamp:
        if self._last is None:
            return stamp
        written, before = self._last
        return before if stamp == _written(written) else stamp

    def wrote(self, written: Snapshot | None, before: Snapshot | None) -> None:
        """We have replaced the state `before` by `written`; None stands for no file."""
        self._last = written, self._beneath(_written(before))

    def forget(self) -> None:
        self._last = None


def _written(snapshot: Snapshot | None) -> Stamp:
    return snapshot.stamp if snapshot else ()


#: Names and stamps of the files of a folder.
FolderState = tuple[tuple[str, Stamp], ...]


class FolderCache(Generic[T]):
    """What `read` has found in a folder, until the folder changes.

    Raises OSError, and what `read` raises.
    """

    def __init__(self, disk: Disk, folder: Path, read: Callable[[], T]) -> None:
        self._disk = disk
        self._folder = folder
        self._read = read
        self._known: tuple[Stamp, T] | None = None

    def get(self) -> T:
        """What is in the folder, read anew if the folder has changed."""
        known = self._known
        return known[1] if known and known[0] == self._stamp() else self.fresh()

    def fresh(self) -> T:
        """What is in the folder, read anew: what somebody changes inside a file shows only so."""
        moment = self._stamp()
        found = self._read()
        self._known = (moment, found) if is_quiet(moment) else None
        return found

    def _stamp(self) -> Stamp:
        with suppress(FileNotFoundError, NotADirectoryError):
            return stamp_of(self._disk.stat(self._folder))
        return ()


def folder_state(folder: Path, names: Iterable[str]) -> FolderState:
    """Those of the names in a folder that end in .json, each with its stamp. Raises OSError.

    A file that goes meanwhile is not there. A link that leads nowhere is, without a stamp: what it led to may be lost.
    """
    stamps: list[tuple[str, Stamp | None]] = []
    with suppress(FileNotFoundError, NotADirectoryError):
        # By its descriptor: 60 whole paths take the system a sixth longer.
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            stamps = [(name, _stamp(name, descriptor)) for name in names if name.endswith(".json")]
        finally:
            os.close(descriptor)
    return tuple((name, stamp) for name, stamp in stamps if stamp is not None)


def _stamp(name: str, folder: int) -> Stamp | None:
    with suppress(FileNotFoundError):
        return stamp_of(os.stat(name, dir_fd=folder))
    with suppress(FileNotFoundError):
        return () if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode) else None
    return None


def file_stamp(path: Path) -> Stamp:
    """The stamp of a file or folder; empty if there is none. Raises LibraryError."""
    with told_if_unreadable(path), suppress(FileNotFoundError, NotADirectoryError):
        return stamp_of(path.stat())
    return ()


def names_in(disk: Disk, folder: Path) -> list[str]:
    """The names in a folder, sorted; none if there is no such folder. Raises LibraryError."""
    with told_if_unreadable(folder):
        return names_there(disk, folder)


def names_there(disk: Disk, folder: Path) -> list[str]:
    """As `names_in`; raises OSError."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return disk.names(folder)
    return []


# The bytes of a file: the tables in them, or why it is none. Written is readable JSON, for comparing line by line.

# A character of several bytes in UTF-8. Those that begin with 0xDF are letters of N’Ko there, while in cp1252 they are
# what German texts are full of: "ß" before a closing quotation mark or a dash.
_MULTIBYTE = lazy_pattern(rb"[\xc2-\xde][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

# Where `surrogateescape` puts the bytes that are no UTF-8.
_ESCAPE = 0xDC00
_ESCAPED = lazy_pattern("[\udc80-\udcff]")


class Broken(Exception):
    """Bytes that are no file of a library; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NewerFormat(Exception):
    """A file of format `args[0]`, which a later version wrote."""


def parsed(data: bytes, newest: int = FORMAT) -> tuple[int, Tables]:
    """Format and tables of a file's bytes. Raises Broken, NewerFormat (above `newest`)."""
    if not data:
        raise Broken(msg("the file is empty"))
    try:
        tables = orjson.loads(data.removeprefix(codecs.BOM_UTF8))  # which some editors put there
    except orjson.JSONDecodeError as error:
        raise Broken(_no_json(data, error)) from None
    number = tables.pop("format", None) if isinstance(tables, dict) else None
    if type(number) is not int or number < 1:
        raise Broken(msg("no format number"))
    if number > newest:
        raise NewerFormat(number)
    for name, table in tables.items():
        if not isinstance(table, dict) or not set(map(type, table.values())) <= {dict}:
            raise Broken(msg("“{name}” is no table of records", name=name))
    return number, tables


def is_good(data: bytes) -> bool:
    """True for bytes that can be read as a file of the library."""
    try:
        parsed(data)
    except (Broken, NewerFormat):
        return False
    return True


def recoded(data: bytes) -> bytes | None:
    """A valid file that an editor saved in another encoding, as UTF-8; None if it is not that."""
    for encoding in ("utf-16",) if _MULTIBYTE.search(data) else ("utf-16", "cp1252"):
        with suppress(UnicodeError):
            text = data.decode(encoding).encode()
            if is_good(text):
                return text
    return None


def deciphered(data: bytes) -> bytes | None:
    """A valid file from UTF-8 with broken bytes, each read as cp1252; None if it is not that."""
    decoded = data.decode(errors="surrogateescape")
    guessed = _ESCAPED.sub(lambda found: bytes([ord(found[0]) - _ESCAPE]).decode("cp1252", errors="replace"), decoded)
    text = guessed.encode(errors="replace")
    return text if text != data and is_good(text) else None


def _no_json(data: bytes, error: orjson.JSONDecodeError) -> Message:
    """Where the JSON ends; orjson gives no position for a wrong encoding."""
    try:
        data.decode()
    except UnicodeDecodeError as wrong:
        if wrong.reason != "unexpected end of data":  # that one was cut off
            return msg("not written in UTF-8 from line {line} on", line=data.count(b"\n", 0, wrong.start) + 1)
    return msg("no JSON from line {line}, column {column} on", line=error.lineno, column=error.colno)


_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def serialized(tables: Tables, number: int = FORMAT) -> bytes:
    """The bytes of a file with these tables, in format `number`.

    Raises TypeError for a text that UTF-8 cannot hold.
    """
    return orjson.dumps({"format": number, **tables}, option=_READABLE)
