"""A connection on asyncio's transports, at a third of what its streams cost."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

from digest.feeds.heads import AnswerHead
from digest.feeds.network_errors import ConnectFailed, ConnectionBroken, ConnectTooSlow

# Bytes received and not yet read, above which the other side has to wait.
_MOST_WAITING = 1 << 18


async def connect(address: str, port: int, seconds: float | None) -> Stream:
    """A TCP connection to an IP address. Raises ConnectTooSlow and ConnectFailed."""
    try:
        async with asyncio.timeout(seconds):
            _, stream = await asyncio.get_running_loop().create_connection(Stream, address, port)
    except TimeoutError as error:
        raise ConnectTooSlow(address) from error
    except OSError as error:
        raise ConnectFailed(str(error)) from error
    return stream


class Stream(asyncio.Protocol):
    """Receives asyncio's events of a connection, and serves reads and writes."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._ended = False
        self._head = AnswerHead()
        self._error: Exception | None = None
        self._news: asyncio.Future[None] | None = None
        self._reading = True
        self._may_write = asyncio.Event()
        self._may_write.set()

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        if len(self._received) > _MOST_WAITING and self._reading and self._transport:
            self._reading = False
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        self._ended = True
        self._wake()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self._error = exc
        self._may_write.set()
        self._wake()

    def pause_writing(self) -> None:
        self._may_write.clear()

    def resume_writing(self) -> None:
        self._may_write.set()

    # What a request needs

    async def read(self, max_bytes: int) -> bytes:
        """Read the next bytes, a head repaired (`heads`); empty at the end. Raises ConnectionBroken."""
        while not self._head.ended:
            data = await self._read(max_bytes)
            if passed := self._head.passed_on(data) if data else self._head.rest():
                return passed
        return await self._read(max_bytes)

    async def _read(self, max_bytes: int) -> bytes:
        while not self._received and not self._ended:
            self._news = asyncio.get_running_loop().create_future()
            try:
                await self._news
            finally:
                self._news = None
        if not self._received and self._error is not None:
            raise ConnectionBroken(str(self._error)) from self._error
        if len(self._received) <= max_bytes:
            data, self._received = bytes(self._received), bytearray()
        else:
            data = bytes(self._received[:max_bytes])
            del self._received[:max_bytes]
        if not self._reading and not self._received and self._transport and not self._ended:
            self._reading = True
            self._transport.resume_reading()
        return data

    async def write(self, data: bytes) -> None:
        """Send all of it. Raises ConnectionBroken."""
        if self._transport is None or self._ended:
            raise ConnectionBroken("the connection is closed")
        self._head.asked(data[:5])
        self._transport.write(data)
        if not self._may_write.is_set():
            await self._may_write.wait()

    def close(self) -> None:
        """Close at once; nobody waits for a farewell."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    async def start_tls(self, context: ssl.SSLContext, name: str | None, seconds: float | None) -> None:
        """Encrypt the stream from now on, for the server of this name.

        Raises ConnectFailed and ConnectTooSlow; then it is closed.
        """
        assert self._transport is not None
        plain = self._transport
        self._head = AnswerHead()  # that of a proxy was another
        try:
            async with asyncio.timeout(seconds):
                self._transport = await asyncio.get_running_loop().start_tls(plain, self, context, server_hostname=name)
        except BaseException as error:
            plain.abort()
            if isinstance(error, TimeoutError):
                raise ConnectTooSlow("TLS handshake") from error
            if isinstance(error, OSError):  # ssl.SSLError is one
                raise ConnectFailed(str(error)) from error
            raise

    def extra_info(self, name: str) -> Any:
        """What asyncio knows of the connection; None if it is closed."""
        return None if self._transport is None else self._transport.get_extra_info(name)

    @property
    def is_open(self) -> bool:
        """False if it is closed on either side."""
        return self._transport is not None and not self._ended

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)
