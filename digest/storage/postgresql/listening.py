"""NOTIFY as a hint that shortens the wait for the next poll, never a condition.

Where NOTIFY does not exist, or a connection pooler keeps no session, nothing is heard, and looking again and again is
what is left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import psycopg

from digest.storage.postgresql.address import DatabaseAddress
from digest.storage.postgresql.watchdog import cut

#: Seconds between two attempts to listen again, at first and at most.
_SHORTEST, _LONGEST = 0.5, 30.0


def channel_of(schema: str) -> str:
    return f"digest_{schema}"


class Listener:
    """A connection of its own that waits, on a thread of its own; `tell` is called there."""

    def __init__(self, address: DatabaseAddress, own: str, tell: Callable[[], None]) -> None:
        self._address = address
        self._own = own
        self._tell = tell
        self._over = threading.Event()
        self._line: psycopg.Connection | None = None
        self._thread = threading.Thread(target=self._listen, name="digest-listener", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        if (line := self._line) is not None:
            cut(line)
        self._thread.join(timeout=5)

    def _listen(self) -> None:
        pause = _SHORTEST
        while not self._over.is_set():
            with suppress(psycopg.Error, OSError):
                self._hear()
                pause = _SHORTEST
            self._over.wait(pause)
            pause = min(2 * pause, _LONGEST)

    def _hear(self) -> None:
        with psycopg.connect(self._address.connection, autocommit=True, connect_timeout=10) as line:
            self._line = line
            line.execute(f'LISTEN "{channel_of(self._address.schema)}"')
            while not self._over.is_set():
                for heard in line.notifies(timeout=60, stop_after=1):
                    if heard.payload != self._own:
                        self._tell()
