"""A small proxy before PostgreSQL.

It counts round trips, delays, stalls, and cuts connections.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from urllib.parse import parse_qs, urlsplit, urlunsplit

_CHUNK = 1 << 16
# https://www.postgresql.org/docs/current/protocol-message-formats.html: Flush and Sync, after which the server sends
# what it has answered; Query, FunctionCall and PasswordMessage, which it answers at once.
_FLUSH = b"H"
_ASKING = {_FLUSH, b"S", b"Q", b"F", b"p"}
#: The major version of the protocol, in the first message that is not about encryption or cancelling.
_VERSION = 3


class Asking:
    """Counts the messages of one connection by which its client asks for an answer.

    It never waits without one. When bytes arrive says nothing: the parts of a pipeline are sent one by one, and psycopg
    sends a Flush after the Sync at the end of one, unless all has been answered by then.
    """

    def __init__(self) -> None:
        self._unread = bytearray()
        self._is_starting = True
        self._is_unanswered = False

    def count(self, data: bytes) -> int:
        """How often it asks in the next part of what it sends."""
        self._unread += data
        return sum(map(self._asks, self._messages()))

    def _messages(self) -> Iterator[bytes]:
        """The type of each whole message; those of a connection that begins have none."""
        while len(self._unread) >= (start := 0 if self._is_starting else 1) + 4:
            end = start + int.from_bytes(self._unread[start : start + 4], "big")
            if len(self._unread) < end:
                return
            kind = bytes(self._unread[:start])
            if self._is_starting:
                self._is_starting = int.from_bytes(self._unread[4:6], "big") != _VERSION
            del self._unread[:end]
            yield kind

    def _asks(self, kind: bytes) -> bool:
        if kind == _FLUSH and not self._is_unanswered:
            return False
        asks = not kind or kind in _ASKING
        self._is_unanswered = not asks
        return asks


class Proxy:
    """Listens on 127.0.0.1 and hands everything on to the server of a library's address.

    `address` is the library's address through it. `latency` are seconds by which each round trip takes longer.
    `round_trips` counts how often clients have asked for an answer, see `Asking`.
    """

    def __init__(self, address: str, latency: float = 0.0) -> None:
        parts = urlsplit(address)
        query = parse_qs(parts.query)
        self._server = f"{query['host'][0]}/.s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0))
        kept = f"schema={query['schema'][0]}"
        place = f"{parts.username}@127.0.0.1:{self._listener.getsockname()[1]}"
        self.address = urlunsplit(parts._replace(netloc=place, query=kept))
        self.latency = latency
        self.round_trips = 0
        self.is_stalled = threading.Event()
        self._lines: set[socket.socket] = set()
        self._lost: bytes = b""
        self._before: tuple[bytes, Callable[[], object], int] | None = None
        self._is_heard = False
        self._gate = threading.Lock()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        self._accepting.join()

    def cut(self) -> None:
        """End every connection that goes through it."""
        with self._gate:
            lines, self._lines = self._lines, set()
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def lose(self, word: bytes) -> None:
        """End the next connection in which the client says this word, before the server hears it."""
        self._lost, self._is_heard = word, False

    def before(self, word: bytes, act: Callable[[], object], place: int = 1) -> None:
        """Act before the server hears this word, when a client says it for the `place`-th time."""
        self._before = word, act, place

    def lose_answer_to(self, word: bytes) -> None:
        """End the next connection in which the server says this, before the client hears it."""
        self._lost, self._is_heard = word, True

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with client, server:
            try:
                server.connect(self._server)
            except OSError:  # it is being restarted
                return
            with self._gate:
                self._lines |= {client, server}
            with suppress(OSError):
                self._carry(client, server)
            with self._gate:
                self._lines -= {client, server}

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        asking = Asking()
        while True:
            for line in select.select([client, server], [], [])[0]:
                data = line.recv(_CHUNK)
                if not data:
                    return
                while self.is_stalled.is_set():
                    time.sleep(0.01)
                if line is client and (asked := asking.count(data)):
                    with self._gate:
                        self.round_trips += asked
                    time.sleep(self.latency * asked)
                if self._lost and line is (server if self._is_heard else client) and self._lost in data:
                    self._lost = b""
                    return
                if line is client:
                    self._act_before(data)
                (server if line is client else client).sendall(data)

    def _act_before(self, data: bytes) -> None:
        with self._gate:
            if self._before is None or self._before[0] not in data:
                return
            word, act, place = self._before
            self._before = (word, act, place - 1) if place > 1 else None
        if place == 1:
            act()
