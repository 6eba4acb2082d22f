"""The library's system calls, in one place, so that a test can make any fail; locks, stamps."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from itertools import chain, count
from pathlib import Path
from threading import Lock
from typing import Protocol

from digest.domain.errors import FetchRunning
from digest.domain.message import msg
from digest.domain.system_errors import NotAFile
from digest.storage.files.engine import file_errors

# Nobody waits for a writer of a pipe.
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
_CREATE = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


@contextmanager
def told_if_unreadable(path: Path) -> Iterator[None]:
    """What the system refuses within becomes `cannot_read`."""
    try:
        yield
    except OSError as error:
        raise file_errors.cannot_read(path, error) from error


@contextmanager
def told_if_unwritable(path: Path) -> Iterator[None]:
    """What the system refuses within becomes `cannot_write`."""
    try:
        yield
    except OSError as error:
        raise file_errors.cannot_write(path, error) from error


class Disk:
    """Thin: each method is one system call with the flags and permissions that a library needs.

    Every descriptor is close-on-exec: a browser started from the program must not keep a lock alive.
    """

    #: Nanoseconds that a file must have stood still before it is called damaged. A copy that is just being written into
    #: it is half there; moved out of the way, the rest would go with it.
    still = 250_000_000

    def pause(self, seconds: float) -> None:
        """Wait before looking again at a file that is being written."""
        time.sleep(seconds)

    def open_read(self, path: Path) -> int:
        return os.open(path, _READ)

    def open_lock(self, path: Path) -> int:
        return os.open(path, _CREATE, 0o600)

    def open_new(self, path: Path) -> int:
        """Open for writing from scratch, mode 0600 even if an old file had another."""
        fd = os.open(path, _CREATE | os.O_TRUNC, 0o600)
        os.fchmod(fd, 0o600)
        return fd

    def read(self, fd: int) -> bytes:
        """The whole file, wherever the descriptor stands."""
        # In one piece, as a rule: joining pieces would need the memory twice.
        pieces = [os.pread(fd, os.fstat(fd).st_size + 1, 0)]
        while piece := os.pread(fd, 1 << 22, sum(map(len, pieces))):
            pieces.append(piece)
        return b"".join(pieces) if len(pieces) > 1 else pieces[0]

    def write(self, fd: int, data: memoryview) -> int:
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        os.fsync(fd)

    def rename(self, old: Path, new: Path) -> None:
        old.replace(new)

    def remove(self, path: Path) -> None:
        path.unlink()

    def make_folder(self, path: Path) -> None:
        path.mkdir(0o700)

    def stat(self, path: Path) -> os.stat_result:
        return path.stat()

    def names(self, folder: Path) -> list[str]:
        """The names in a folder, sorted. Unlike `glob` it raises for an unreadable folder."""
        return sorted(os.listdir(folder))  # noqa: PTH208 - of a folder that grows with the years

    def lock(self, fd: int, *, wait: bool, shared: bool = False) -> None:
        """Lock until the descriptor is closed, or we die; BlockingIOError without `wait`."""
        fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))

    def release(self, fd: int) -> None:
        """Unlock, then close: a child being started shares the lock until its exec.

        Without locks nothing was locked, and the refusal that `lock` raised must not be replaced by another.
        """
        try:
            fcntl.flock(fd, fcntl.LOCK_UN)
        except OSError as error:
            if error.errno not in file_errors.NO_LOCKS:
                raise
        finally:
            os.close(fd)


def acquire(disk: Disk, path: Path, *, shared: bool = False) -> int:
    """Wait for the lock in `path`, made with its folders; return its fd. Raises OSError."""
    while True:
        make_folders(disk, path.parent)
        fd = disk.open_lock(path)
        try:
            disk.lock(fd, wait=True, shared=shared)
            if os.path.samestat(os.fstat(fd), disk.stat(path)):
                return fd
        except FileNotFoundError:
            pass  # the lock file was deleted while we waited, so another one may be locked by now: again
        except BaseException:
            os.close(fd)
            raise
        disk.release(fd)


def free_name(path: Path) -> Path:
    """The path, or the first of `path-2`, `path-3` … that nothing has."""
    names = chain([path], (path.with_name(f"{path.name}-{number}") for number in count(2)))
    return next(name for name in names if not os.path.lexists(name))


def file_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises OSError, NotAFile for a pipe or device."""
    with os.fdopen(os.open(path, _READ), "rb") as stream:
        _state_of_file(stream.fileno(), path)
        return stream.read()


def _state_of_file(fd: int, path: Path) -> os.stat_result:
    found = os.fstat(fd)
    if stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode):  # reading a folder tells what it is
        return found
    raise NotAFile(errno.EINVAL, "no ordinary file", str(path))


def read_whole(disk: Disk, path: Path) -> tuple[int, os.stat_result, bytes]:
    """The file's bytes, its state before they were read, and its descriptor, to be closed.

    Before: what somebody writes into the file in the meantime shows as another state of it.
    """
    fd = disk.open_read(path)
    try:
        return fd, _state_of_file(fd, path), disk.read(fd)
    except BaseException:
        os.close(fd)
        raise


def write_whole(disk: Disk, path: Path, data: bytes) -> int:
    """Put `data` in place of `path`: all or nothing, and safe on the disk before this returns.

    The caller holds the lock of `path`, so that the one temporary name beside it is his alone; what a killed writer
    left there is overwritten. Returns the new file's descriptor, the caller's to close. Raises OSError.
    """
    temporary = path.with_name(path.name + ".tmp")
    fd = disk.open_new(temporary)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[disk.write(fd, rest) :]
            disk.fsync(fd)
            disk.rename(temporary, path)
        except BaseException:
            with suppress(FileNotFoundError):
                disk.remove(temporary)
            raise
        fsync_folder(disk, path.parent)
    except BaseException:
        os.close(fd)
        raise
    return fd


def fsync_folder(disk: Disk, folder: Path) -> None:
    """Make a rename survive a power cut, if the file system can (EINVAL says that it cannot)."""
    fd = disk.open_read(folder)
    try:
        disk.fsync(fd)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(fd)


def make_folders(disk: Disk, folder: Path) -> None:
    """Make the folder and its missing parents, mode 0700, each synced to the disk."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folders(disk, folder.parent)
    with suppress(FileExistsError):  # another process was faster, or a file stands there: opening in it will tell
        disk.make_folder(folder)
        fsync_folder(disk, folder.parent)


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
        with told_if_unwritable(self._path):
            fd = acquire(self._disk, self._path)
        try:
            yield
        finally:
            self._disk.release(fd)

    def close(self) -> None:
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


@contextmanager
def refresh_lock(folder: Path, disk: Disk) -> Iterator[None]:
    """The lock that the one refresh holds which runs: `fetch.lock` in the library's folder."""
    path = folder / "fetch.lock"
    with told_if_unwritable(path):
        make_folders(disk, path.parent)
        descriptor = disk.open_lock(path)
    try:
        with told_if_unwritable(path):
            try:
                disk.lock(descriptor, wait=False)
            except BlockingIOError:
                raise FetchRunning(msg("Another fetch is running."), msg("Wait until it has finished.")) from None
        yield
    finally:
        disk.release(descriptor)
