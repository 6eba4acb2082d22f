"""A connection on asyncio's transports for the HTTP library, at a third of the usual cost."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2

from digest.feeds.heads import AnswerHead

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

# Bytes received and not yet read, above which the other side has to wait.
_MOST_WAITING = 1 << 18


async def connect(
    address: str, port: int, timeout: float | None, socket_options: Iterable[SocketOption] | None
) -> httpcore2.AsyncNetworkStream:
    """A TCP connection to an IP address. Raises ConnectTimeout and ConnectError."""
    try:
        async with asyncio.timeout(timeout):
            transport, stream = await asyncio.get_running_loop().create_connection(Stream, address, port)
    except TimeoutError as error:
        raise httpcore2.ConnectTimeout(address) from error
    except OSError as error:
        raise httpcore2.ConnectError(str(error)) from error
    for option in socket_options or ():
        transport.get_extra_info("socket").setsockopt(*option)
    return stream


class Stream(asyncio.Protocol, httpcore2.AsyncNetworkStream):
    """Receives asyncio's events of a connection, and serves the HTTP library's reads and writes."""

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

    # What the HTTP library asks

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read the next bytes, a head repaired (`heads`); empty at the end.

        Raises ReadError and ReadTimeout.
        """
        while not self._head.ended:
            data = await self._read(max_bytes, timeout)
            if passed := self._head.passed_on(data) if data else self._head.rest():
                return passed
        return await self._read(max_bytes, timeout)

    async def _read(self, max_bytes: int, timeout: float | None) -> bytes:
        while not self._received and not self._ended:
            self._news = asyncio.get_running_loop().create_future()
            try:
                if timeout is None:
                    await self._news
                else:
                    async with asyncio.timeout(timeout):
                        await self._news
            except TimeoutError as error:
                raise httpcore2.ReadTimeout from error
            finally:
                self._news = None
        if not self._received and self._error is not None:
            raise httpcore2.ReadError(str(self._error)) from self._error
        if len(self._received) <= max_bytes:
            data, self._received = bytes(self._received), bytearray()
        else:
            data = bytes(self._received[:max_bytes])
            del self._received[:max_bytes]
        if not self._reading and not self._received and self._transport and not self._ended:
            self._reading = True
            self._transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it. Raises WriteError and WriteTimeout."""
        if self._transport is None or self._ended:
            raise httpcore2.WriteError("the connection is closed")
        self._head.asked(bytes(buffer[:5]))
        self._transport.write(buffer)
        if self._may_write.is_set():
            return
        try:
            async with asyncio.timeout(timeout):
                await self._may_write.wait()
        except TimeoutError as error:
            raise httpcore2.WriteTimeout from error

    async def aclose(self) -> None:
        """Close at once; nobody waits for a farewell."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        """Encrypt the stream from now on.

        Raises ConnectError and ConnectTimeout; then it is closed.
        """
        assert self._transport is not None
        plain = self._transport
        self._head = AnswerHead()  # that of a proxy was another
        try:
            async with asyncio.timeout(timeout):
                self._transport = await asyncio.get_running_loop().start_tls(
                    plain, self, ssl_context, server_hostname=server_hostname
                )
        except BaseException as error:
            plain.abort()
            if isinstance(error, TimeoutError):
                raise httpcore2.ConnectTimeout("TLS handshake") from error
            if isinstance(error, OSError):  # ssl.SSLError is one
                raise httpcore2.ConnectError(str(error)) from error
            raise
        return self

    def get_extra_info(self, info: str) -> Any:
        if self._transport is None or info == "is_readable":
            return None if self._transport else self._ended
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._transport.get_extra_info(names.get(info, info))

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)
