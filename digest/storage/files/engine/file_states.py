"""States of files: one as read or written, a folder's, and what we wrote over others' state.

Whatever we change is renamed into its folder, which changes the folder's own time. While that is the same, and older
than a tick of the clock, one `stat` of the folder does for all its files (`StatCache`). What somebody changes inside a
file by hand is seen by `fresh`, which the interface asks for every other second.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import Stamp, is_quiet, stamp_of

if TYPE_CHECKING:
    from digest.storage.files.engine.disk import Disk
    from digest.storage.files.engine.migrations import Tables


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
            try:
                return self._beneath(stamp_of(disk.stat(path)))
            except FileNotFoundError:
                return self._beneath(())
            except OSError as error:
                raise file_errors.cannot_read(path, error) from error

    def _beneath(self, stamp: Stamp) -> Stamp:
        if self._last is None:
            return stamp
        written, before = self._last
        return before if stamp == _written(written) else stamp

    def wrote(self, written: Snapshot | None, before: Snapshot | None) -> None:
        """We have replaced the state `before` by `written`; None stands for no file."""
        self._last = written, self._beneath(_written(before))

    def forget(self) -> None:
        """Give back the descriptor."""
        self._last = None


def _written(snapshot: Snapshot | None) -> Stamp:
    return snapshot.stamp if snapshot else ()


#: Names and stamps of the files of a folder.
FolderState = tuple[tuple[str, Stamp], ...]


class StatCache:
    """The files of folders and their states, which every question about editions needs.

    Folders as they were read last. Raises LibraryError for a folder that cannot be read."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[Stamp, FolderState]] = {}

    def of(self, folder: Path) -> FolderState:
        """The files of a folder that end in .json."""
        known = self._seen.get(folder)
        if known and known[0] == file_stamp(folder):
            return known[1]
        return self.fresh(folder)

    def fresh(self, folder: Path) -> FolderState:
        """The same, asking for each file."""
        moment = file_stamp(folder)
        state = folder_state(folder)
        self._seen.pop(folder, None)
        if is_quiet(moment):
            self._seen[folder] = moment, state
        return state


def folder_state(folder: Path) -> FolderState:
    """The files of a folder that end in .json, each with its stamp. Raises LibraryError.

    A file that goes meanwhile is not there. A link that leads nowhere is, without a stamp: what it led to may be lost.
    """
    try:
        # By its descriptor: 60 whole paths take the system a sixth longer.
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise file_errors.cannot_read(folder, error) from error
    try:
        names = sorted(name for name in os.listdir(descriptor) if name.endswith(".json"))  # noqa: PTH208
        stamps = [(name, _stamp(name, descriptor)) for name in names]
    except OSError as error:
        raise file_errors.cannot_read(folder, error) from error
    finally:
        os.close(descriptor)
    return tuple((name, stamp) for name, stamp in stamps if stamp is not None)


def _stamp(name: str, folder: int) -> Stamp | None:
    try:
        return stamp_of(os.stat(name, dir_fd=folder))
    except FileNotFoundError:
        return () if _is_link(name, folder) else None


def _is_link(name: str, folder: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def file_stamp(path: Path) -> Stamp:
    """The stamp of a file or folder; empty if there is none. Raises LibraryError."""
    try:
        return stamp_of(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise file_errors.cannot_read(path, error) from error
