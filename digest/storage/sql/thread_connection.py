"""A thread's connection to the archive, which others may close while it is unused."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import suppress


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
