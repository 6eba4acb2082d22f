"""A library in a folder, opened as often as a test likes, on a disk that fails when told to."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digest.storage.files.engine.disk import Disk
from digest.storage.local import LocalStore
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry


class FailingDisk(Disk):
    """A disk on which the n-th call of one kind fails, or a write is short."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._call = ""
        self._nth = 0
        self._error = 0

    def fail(self, call: str, nth: int, error: int = errno.EIO) -> None:
        """The `nth` call of `call` from now on fails, and every later one.

        A broken disk stays broken.
        """
        self._call, self._nth, self._error = call, nth, error
        self.calls.clear()

    def mend(self) -> None:
        self._call = ""

    def _count(self, call: str, path: Path | None = None) -> None:
        self.calls.append(call)
        if call == self._call and self.calls.count(call) >= self._nth:
            raise OSError(self._error, os.strerror(self._error), path and str(path))

    def open_read(self, path: Path) -> int:
        self._count("open_read", path)
        return super().open_read(path)

    def open_lock(self, path: Path) -> int:
        self._count("open_lock", path)
        return super().open_lock(path)

    def open_new(self, path: Path) -> int:
        self._count("open_new", path)
        return super().open_new(path)

    def read(self, fd: int) -> bytes:
        self._count("read")
        return super().read(fd)

    def write(self, fd: int, data: memoryview) -> int:
        """Never more than 100 bytes at once, as a nearly full disk may do it."""
        self._count("write")
        return super().write(fd, data[:100])

    def fsync(self, fd: int) -> None:
        self._count("fsync")
        super().fsync(fd)

    def rename(self, old: Path, new: Path) -> None:
        self._count("rename", old)
        super().rename(old, new)

    def make_folder(self, path: Path) -> None:
        self._count("make_folder", path)
        super().make_folder(path)

    def stat(self, path: Path) -> os.stat_result:
        self._count("stat", path)
        return super().stat(path)

    def lock(self, fd: int, *, wait: bool, shared: bool = False) -> None:
        self._count("lock")
        super().lock(fd, wait=wait, shared=shared)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the library is; not made yet."""
    return tmp_path / "library"


@pytest.fixture
def disk() -> FailingDisk:
    return FailingDisk()


@pytest.fixture
def open_store(folder: Path) -> Iterator[Callable[..., LocalStore]]:
    """Opens the library once more, as another process would."""
    opened: list[LocalStore] = []

    def open_again(clock: Callable[[], Any] = lambda: NOW, disk: Disk | None = None) -> LocalStore:
        opened.append(LocalStore(folder, clock, disk))
        return opened[-1]

    yield open_again
    for store in opened:
        store.close()


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below and its bytes, without the empty lock files, and without the archive.

    SQLite's locks on that are gone once anybody in this process closes it (https://sqlite.org/howtocorrupt.html §2.2).
    """
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock" and not path.name.startswith("archive.sqlite")
    }


def fill(store: LocalStore) -> None:
    """A little of everything."""
    store.add_feeds([a_feed(1), a_feed(2)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.add_pick(a_pick(1), NOW)
    store.mark([an_entry(1)], shortlisted=True)
