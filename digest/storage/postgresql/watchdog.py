"""A time limit for every wait: a connection whose server says nothing any more is cut.

A network that stalls breaks nothing: without this, whoever waits for an answer would wait for ever. Time limits of the
server would be the state of a session, which PgBouncer does not keep, and do not hold when the answer gets lost.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg


class Watchdog:
    """One thread for all connections of a Store, begun with the first wait."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._until: dict[psycopg.Connection, float] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(self, connection: psycopg.Connection, seconds: float) -> Iterator[None]:
        """Cut the connection if what happens within takes longer."""
        with self._news:
            self._until[connection] = time.monotonic() + seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="digest-watchdog", daemon=True)
                self._thread.start()
            self._news.notify()
        try:
            yield
        finally:
            with self._news:
                self._until.pop(connection, None)

    def _watch(self) -> None:
        with self._news:
            while True:
                now = time.monotonic()
                for connection in [one for one, until in self._until.items() if until <= now]:
                    del self._until[connection]
                    cut(connection)
                self._news.wait(max(0.0, min(self._until.values()) - now) if self._until else None)


def cut(connection: psycopg.Connection) -> None:
    """Shut both directions down, so that readers get an error; the connection closes its fd."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
