"""Whose turn it is to write: changes that somebody waits for go before bulk writes.

SQLite knows no queue: whoever asks at the right moment may write. A refresh asks again as soon as it has committed, so
that a key press could miss one gap after the other. Here a change that somebody waits for holds a shared lock from the
moment it waits, and a long one looks between two of its steps whether anybody holds that.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

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
