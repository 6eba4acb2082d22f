"""A limit for every wait; a question that nobody waits for any more is stopped.

A network that stalls breaks nothing: without this, whoever waits for an answer would wait for ever. Time limits of the
server would be the state of a session, which PgBouncer does not keep, and do not hold when the answer gets lost.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple

import psycopg

#: Seconds between two looks whether an answer is still waited for.
_LOOK = 0.1
#: Seconds for which the server is waited for to take in that it shall stop.
_CANCELLING = 5.0


class Waits(NamedTuple):
    """Seconds for which a server is waited for."""

    #: For which a question or change is tried again.
    patience: float = 20.0
    #: Which an answer may take.
    answer: float = 15.0
    #: Which one may take that is given up when nobody waits for it any more.
    wanted: float = 60.0
    #: Which making a connection may take.
    connecting: int = 10
    #: Which one step of something long may take.
    long: float = 600.0
    #: Which an upgrade of a library of any size may take.
    upgrade: float = 86_400.0


@dataclass(eq=False)
class _Wait:
    """A wait for an answer; `stopping` is the thread that tells the server to stop."""

    connection: psycopg.Connection
    until: float
    is_wanted: Callable[[], bool] | None
    stopping: threading.Thread | None = None


class Watchdog:
    """One thread for all connections of a Store, begun with the first wait."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._waits: set[_Wait] = set()
        self._thread: threading.Thread | None = None

    @contextmanager
    def over(
        self, connection: psycopg.Connection, seconds: float, is_wanted: Callable[[], bool] | None = None
    ) -> Iterator[None]:
        """Cut the connection if what happens within takes longer; cancel it if it is not wanted."""
        wait = _Wait(connection, time.monotonic() + seconds, is_wanted)
        with self._news:
            self._waits.add(wait)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="digest-watchdog", daemon=True)
                self._thread.start()
            self._news.notify()
        try:
            yield
        finally:
            with self._news:
                self._waits.discard(wait)
            if wait.stopping is not None:  # what is asked next must not be stopped in its place
                wait.stopping.join()

    def _watch(self) -> None:
        with self._news:
            while True:
                now = time.monotonic()
                for wait in [one for one in self._waits if one.until <= now]:
                    self._waits.discard(wait)
                    cut(wait.connection)
                watched = [one for one in self._waits if one.is_wanted is not None and one.stopping is None]
                for wait in watched:
                    if wait.is_wanted is not None and not wait.is_wanted():
                        wait.stopping = threading.Thread(target=_cancel, args=(wait.connection,), daemon=True)
                        wait.stopping.start()
                pause = max(0.0, min(one.until for one in self._waits) - now) if self._waits else None
                self._news.wait(min(_LOOK, pause or 0.0) if watched else pause)


def _cancel(connection: psycopg.Connection) -> None:
    """Have the server stop what it is doing for this connection; its client gets an error."""
    with suppress(psycopg.Error, OSError):
        connection.cancel_safe(timeout=_CANCELLING)


def cut(connection: psycopg.Connection) -> None:
    """Shut both directions down, so that readers get an error; the connection closes its fd."""
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
