"""States of one file: as read or written, and what we wrote over what others left."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from digest.storage.files.engine import file_errors
from digest.storage.files.engine.stamps import Stamp, stamp_of

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
        return before if stamp == _stamp(written) else stamp

    def wrote(self, written: Snapshot | None, before: Snapshot | None) -> None:
        """We have replaced the state `before` by `written`; None stands for no file."""
        self._last = written, self._beneath(_stamp(before))

    def forget(self) -> None:
        """Give back the descriptor."""
        self._last = None


def _stamp(snapshot: Snapshot | None) -> Stamp:
    return snapshot.stamp if snapshot else ()
