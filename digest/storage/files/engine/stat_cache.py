"""The files of a folder and their states, cached: every question about editions needs them.

Whatever we change is renamed into its folder, which changes the folder's own time. While that is the same, and older
than a tick of the clock, one `stat` of the folder does for all its files. What somebody changes inside a file by hand
is seen by `fresh`, which the interface asks for every other second.
"""

from __future__ import annotations

import os
from pathlib import Path

from digest.storage.files.engine import file_errors
from digest.storage.files.engine.stamps import Stamp, is_quiet, stamp_of

#: Names and stamps of the files of a folder.
FolderState = tuple[tuple[str, Stamp], ...]


class StatCache:
    """Folders as they were read last. Raises LibraryError for a folder that cannot be read."""

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
        with os.scandir(folder) as found:
            names = [one for one in found if one.name.endswith(".json")]
            stamps = [(one.name, _stamp(one)) for one in names]
            return tuple(sorted([(name, stamp) for name, stamp in stamps if stamp is not None]))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise file_errors.cannot_read(folder, error) from error


def _stamp(one: os.DirEntry[str]) -> Stamp | None:
    try:
        return stamp_of(one.stat())
    except FileNotFoundError:
        return () if one.is_symlink() else None


def file_stamp(path: Path) -> Stamp:
    """The stamp of a file or folder; empty if there is none. Raises LibraryError."""
    try:
        return stamp_of(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise file_errors.cannot_read(path, error) from error
