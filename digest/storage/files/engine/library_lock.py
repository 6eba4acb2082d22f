"""The locks of a library: on its folder, which stays during a change, and on refreshing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Protocol

from digest.domain.errors import FetchRunning
from digest.domain.message import msg
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import Disk, acquire, make_folders


class Stays(Protocol):
    """Keeps a library's folder in its place; see `LibraryLock.shared`."""

    def __call__(self, *, unasked: bool = False) -> AbstractContextManager[None]: ...


def unlocked(*, unasked: bool = False) -> AbstractContextManager[None]:  # noqa: ARG001 - see Stays
    """For a file that is in no library."""
    return nullcontext()


class LibraryLock:
    """Shared by every change, and exclusive for replacing the folder by another.

    A change names its files by their paths. Without this lock, one that has read the old library would write into the
    one that took its place meanwhile. A change that comes after the exchange is refused once, because it was decided
    on the old library: this lock is for the folder that was there when it was made.
    """

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._path = folder / "library.lock"
        self._disk = disk
        self._lock = Lock()
        self._holders = 0
        self._held = -1
        self._meant = _pinned(folder)

    @contextmanager
    def shared(self, *, unasked: bool = False) -> Iterator[None]:
        """Held by all threads of this process. Raises OSError; LibraryError after an exchange.

        `unasked` is a change that nobody waits for, as of an index: its caller tells nobody that it was refused, so the
        next change that somebody did ask for is still refused.
        """
        with self._lock:
            if not self._holders:
                self._held = self._acquired(unasked=unasked)
            self._holders += 1
        try:
            yield
        finally:
            with self._lock:
                self._holders -= 1
                if not self._holders:
                    self._disk.release(self._held)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no change runs; a missing folder has none. Raises LibraryError."""
        if not self._folder.is_dir():
            yield
            return
        with file_errors.writing(self._path):
            fd = acquire(self._disk, self._path)
        try:
            yield
        finally:
            self._disk.release(fd)

    def close(self) -> None:
        """Give the descriptor back."""
        self._means(-1)

    def _acquired(self, *, unasked: bool) -> int:
        fd = acquire(self._disk, self._path, shared=True)
        present = _pinned(self._folder)
        is_meant = self._meant < 0 or present < 0 or os.path.sameopenfile(self._meant, present)
        if unasked and not is_meant:
            os.close(present)
        else:
            self._means(present)
        if is_meant:
            return fd
        self._disk.release(fd)
        raise file_errors.replaced(self._folder)

    def _means(self, fd: int) -> None:
        if self._meant >= 0:
            os.close(self._meant)
        self._meant = fd

    def __del__(self) -> None:
        self._means(-1)


def _pinned(folder: Path) -> int:
    """A descriptor of the folder, so that its inode is not reused; -1 if there is none."""
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return -1


class RefreshLock:
    """The lock that the one refresh holds which runs: `fetch.lock` in the library's folder."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._path = folder / "fetch.lock"
        self._disk = disk

    @contextmanager
    def held(self) -> Iterator[None]:
        with file_errors.writing(self._path):
            make_folders(self._disk, self._path.parent)
            descriptor = self._disk.open_lock(self._path)
        try:
            with file_errors.writing(self._path):
                try:
                    self._disk.lock(descriptor, wait=False)
                except BlockingIOError:
                    raise FetchRunning(msg("Another fetch is running."), msg("Wait until it has finished.")) from None
            yield
        finally:
            self._disk.release(descriptor)
