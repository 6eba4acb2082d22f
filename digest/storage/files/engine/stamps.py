"""What identifies a state of a file, and names in a folder, cached by its state."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.storage.files.engine.disk import Disk

Stamp = tuple[int, ...]

#: Nanoseconds after which the clock for files has ticked anywhere.
TICK = 2_000_000_000


def is_quiet(stamp: Stamp) -> bool:
    """True if the last change is long enough ago that the next one will show in the file's time."""
    return bool(stamp) and stamp[-1] + TICK < time.time_ns()


def stamp_of(found: os.stat_result) -> Stamp:
    """What identifies a state of a file: inode, device, size, ctime, mtime.

    Surely so while the first is held open, or once it `is_quiet`: the time of the inode cannot be set by anybody.
    """
    return found.st_ino, found.st_dev, found.st_size, found.st_ctime_ns, found.st_mtime_ns


class FolderNames:
    """The names in one folder, listed again when the folder has changed. Raises OSError."""

    def __init__(self, disk: Disk, folder: Path) -> None:
        self._disk = disk
        self._folder = folder
        self._known: tuple[Stamp, list[str]] | None = None

    def names(self) -> list[str]:
        """All names; empty if there is no such folder."""
        try:
            moment = stamp_of(self._disk.stat(self._folder))
            known = self._known
            if known is None or known[0] != moment:
                known = moment, self._disk.names(self._folder)
                self._known = known if is_quiet(moment) else None
        except (FileNotFoundError, NotADirectoryError):
            return []
        return known[1]
