"""A thread's connection to the archive, its settings, and whose turn it is to write.

Readers need not wait for writers, and short changes stay short: what somebody waits for goes before bulk writes.
SQLite knows no queue: whoever asks at the right moment may write. A refresh asks again as soon as it has committed, so
that a key press could miss one gap after the other. Here a change that somebody waits for holds a shared lock from the
moment it waits, and a long one looks between two of its steps whether anybody holds that.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from weakref import WeakSet

#: What a connection is set to for questions and short changes, and for the steps of something long.
#:
#: Whoever commits when the log has so many pages copies it into the archive's file, which takes some hundredths of a
#: second: that is for what is long. So is a large cache (kB); each thread has a connection, and the system has its own.
ASKING = "PRAGMA wal_autocheckpoint = 4000", "PRAGMA cache_size = -2000", "PRAGMA synchronous = FULL"
_FILLING = "PRAGMA wal_autocheckpoint = 3000", "PRAGMA cache_size = -8000"


def write_ahead(db: sqlite3.Connection) -> None:
    """Let readers not wait for writers; without shared memory on that disk, they do."""
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        db.execute("PRAGMA journal_mode = TRUNCATE")


@contextmanager
def filling(db: sqlite3.Connection, *, synced: bool) -> Iterator[None]:
    """For a step of something long.

    If it need not be `synced`, its commit waits for no disk: the next synced one writes it down, too, and a power
    failure before that takes whole steps. Only the log keeps their order.
    """
    (mode,) = db.execute("PRAGMA journal_mode").fetchone()
    unsynced = ("PRAGMA synchronous = NORMAL",) if mode == "wal" and not synced else ()
    for pragma in (*_FILLING, *unsynced):
        db.execute(pragma)
    try:
        yield
    finally:
        for pragma in ASKING:
            with suppress(sqlite3.Error):
                db.execute(pragma)


# All connections of this process.
_ALL: WeakSet[ThreadConnection] = WeakSet()


def is_open_here(file: tuple[int, int] | None) -> bool:
    """True if a connection of this process is open on the file."""
    return any(held.is_open_on(file) for held in list(_ALL))


class ThreadConnection:
    """A thread's connection, the file it is open on, and the lock held during use.

    Closed with the thread, but never by another one while it is used.
    """

    __slots__ = ("__weakref__", "connection", "file", "is_closed", "process", "used")

    def __init__(self, connection: sqlite3.Connection, file: tuple[int, int] | None) -> None:
        self.connection = connection
        self.file = file
        self.is_closed = False
        self.process = os.getpid()
        self.used = threading.RLock()
        _ALL.add(self)

    def is_open_on(self, file: tuple[int, int] | None) -> bool:
        """True if it can be used here for `file`; others may close it until `used` is held."""
        return not self.is_closed and self.process == os.getpid() and self.file == file

    def close(self) -> None:
        """Close it, unless another thread is using it: then it is closed when that lets go of it."""
        if self.used.acquire(blocking=False):
            try:
                self.is_closed = True
                with suppress(sqlite3.Error):
                    self.connection.close()
            finally:
                self.used.release()

    def __del__(self) -> None:
        if self.process == os.getpid():  # a forked process must not give back what is its parent's
            self.close()


#: Seconds: see `Turns.patience`, and between two looks.
_PATIENCE, _PAUSE = 0.5, 0.001
_ATTEMPTS = 20


class Turns:
    """The turns of one archive, by a lock file; without locks nobody goes first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        #: Seconds that a long change waits for others at most, each time.
        self.patience = _PATIENCE

    @contextmanager
    def first(self) -> Iterator[None]:
        """Held by a change that somebody waits for, from before it waits until it is done."""
        descriptor = self._opened()
        try:
            if descriptor is not None:
                _share(descriptor)
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def others_wait(self) -> bool:
        """True if a change that somebody waits for is waiting or being made."""
        descriptor = self._opened()
        if descriptor is None:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        finally:
            os.close(descriptor)
        return False

    def let_others(self) -> None:
        """Wait until nobody waits, for a while at most: a bulk write must end, too."""
        until = time.monotonic() + self.patience
        while self.others_wait() and time.monotonic() < until:
            time.sleep(_PAUSE)

    def _opened(self) -> int | None:
        with suppress(OSError):
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return None


def _share(descriptor: int) -> None:
    """Hold the lock with others.

    Who is just looking has it for a moment; one that was stopped then is not waited for.
    """
    for _ in range(_ATTEMPTS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        except OSError:
            return
        else:
            return
