"""How threads and processes share the archive: connections, turns to write, whose changes.

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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from weakref import WeakSet

from digest.storage.sql.archive_file import log_of
from digest.storage.sql.errors import Senseless
from digest.storage.sql.records import sensible

#: What a connection is set to for questions and short changes, and for the steps of something long.
#:
#: Whoever commits when the log has so many pages copies it into the archive's file, which takes a tenth of a second:
#: that is for what is long. It cannot be begun anew while somebody reads or another one copies, so the limit of short
#: changes is far above the other. So is a large cache (kB); each thread has a connection, and the system has its own.
ASKING = "PRAGMA wal_autocheckpoint = 25000", "PRAGMA cache_size = -2000", "PRAGMA synchronous = FULL"
_FILLING = "PRAGMA wal_autocheckpoint = 500", "PRAGMA cache_size = -8000"


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


def flush_log(path: Path) -> None:
    """Write down the log of the archive at `path` while nobody is kept from writing.

    For the next commit that is synced: it holds the lock until all has reached the disk that steps before it have left.
    """
    with suppress(OSError):  # there is none; or the commit tells
        descriptor = os.open(log_of(path), os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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


#: Seconds: see `Turns.patience`; between two looks; and for the disk between two steps.
_PATIENCE, _PAUSE, _REST = 0.5, 0.001, 0.02
_ATTEMPTS = 20
#: Seconds after the last change that somebody waited for until nobody is expected to come again.
_LATELY = 60.0


class Turns:
    """The turns of one archive, by a lock file and its time; without it nobody goes first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own: int | None = None
        #: Seconds that a long change waits for others at most, each time.
        self.patience = _PATIENCE
        #: See `_LATELY`.
        self.lately = _LATELY

    @contextmanager
    def first(self) -> Iterator[None]:
        """Held by a change that somebody waits for, from before it waits until it is done."""
        descriptor = self._opened(os.O_CREAT)
        try:
            if descriptor is not None:
                _share(descriptor)
                with suppress(OSError):
                    os.utime(descriptor)
                    self._own = os.fstat(descriptor).st_mtime_ns
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

    def others_waited(self) -> bool:
        """True if somebody else has made such a change in the last minute."""
        with suppress(OSError):
            changed = self._path.stat().st_mtime_ns
            return changed != self._own and abs(time.time() - changed / 1e9) < self.lately
        return False

    def let_others(self) -> None:
        """Wait until nobody waits, for a while at most: a bulk write must end, too.

        Who is at work also waits for the disk, which has one queue for all: it has a moment's rest between two steps.
        """
        if self.others_waited():
            time.sleep(_REST)
        until = time.monotonic() + self.patience
        while self.others_wait() and time.monotonic() < until:
            time.sleep(_PAUSE)

    def _opened(self, flags: int = 0) -> int | None:
        with suppress(OSError):
            return os.open(self._path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
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


class OwnChanges:
    """The numbers that one Store has given in the table `changes`, to tell others' from its own.

    Every counted change of a part gives it the next number. They are remembered here before they are committed, as
    ranges; what is left of the present number is how often others have changed the part.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        # By archive, in the order of writing, and by part: half-open ranges, (before the first, last].
        self._ranges: dict[str, dict[str, list[tuple[int, int]]]] = {}

    def remember(self, name: str, before: Mapping[str, int], after: Mapping[str, int]) -> None:
        """A change that is not committed yet gives these numbers."""
        with self._lock:
            parts = self._ranges.setdefault(name, {})
            for part, number in after.items():
                start = before.get(part, 0)
                if number > start:
                    ranges = parts.setdefault(part, [])
                    if ranges and ranges[-1][1] == start:
                        start = ranges.pop()[0]
                    ranges.append((start, number))

    def forget(self, name: str, before: Mapping[str, int]) -> None:
        """The change that was to follow these numbers was not committed."""
        with self._lock:
            for part, ranges in self._ranges.get(name, {}).items():
                last = before.get(part, 0)
                ranges[:] = [(start, min(end, last)) for start, end in ranges if start < last]

    def by_others(self, name: str, present: Mapping[str, int]) -> dict[str, object]:
        """By part a value that changes with others' changes; another archive changes all."""
        with self._lock:
            left = {part: number - self._count(name, part, number) for part, number in present.items()}
            written = list(self._ranges)
            place = written.index(name) if name in written else -1 if written else 0
        return {part: (name if number else place, number) for part, number in left.items()}

    def _count(self, name: str, part: str, number: int) -> int:
        ranges = self._ranges.get(name, {}).get(part, ())
        return sum(min(end, number) - start for start, end in ranges if start < number)


def count(db: sqlite3.Connection, part: str) -> None:
    """Note that a part was changed, for `Store.stamp`."""
    db.execute("INSERT INTO changes VALUES (?, 1) ON CONFLICT (part) DO UPDATE SET number = number + 1", (part,))


def numbers(db: sqlite3.Connection) -> dict[str, int]:
    """How often each part was changed. Raises Senseless."""
    return dict(sensible(db.execute("SELECT part, number FROM changes"), str, int))


def name_of(db: sqlite3.Connection) -> str:
    """The name that no other archive has. Raises Senseless."""
    for (name,) in sensible(db.execute("SELECT value FROM archive WHERE name = 'name'"), str):
        return str(name)
    raise Senseless
