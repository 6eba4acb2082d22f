"""A connection on asyncio's transports for the HTTP library, at a third of the usual cost."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore2

from digest.domain.text import lazy_pattern

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
        """Read the next bytes, a head repaired (`AnswerHead`); empty at the end.

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


# Held back while the end of a head is awaited; of a longer one h11 says that it has no measure.
_LONGEST = 1 << 18
_END = lazy_pattern(rb"\r?\n\r?\n")
_STATUS = lazy_pattern(rb"HTTP/(\d)(?:\.(\d))?[ \t]+(\d{3})(?:[ \t]+(.*))?", re.IGNORECASE | re.DOTALL)
_NAME = lazy_pattern(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 5.6.2, "token"
_LENGTH = lazy_pattern(rb"\d+(?:[ \t]*,[ \t]*\d+)*")
_CONTROL = bytes(range(0x20)) + b"\x7f"
# What may begin a chunk: its size (RFC 9112 7.1).
_HEX = b"0123456789abcdefABCDEF"


class AnswerHead:
    """Passes on the bytes of one response with its head repaired, interim ones (103) too.

    Heads are read as browsers do: invalid header fields are skipped. h11 keeps to RFC 9112 by the letter. Servers do
    not: PHP prints its warnings between the fields, proxies put a blank before a colon. One request goes over a
    connection, so that a field read otherwise by somebody on the way cannot smuggle a second answer.
    """

    def __init__(self) -> None:
        self._held = b""
        self._ended = False
        self._without_body = False

    def asked(self, request: bytes) -> None:
        """Note the first bytes of the request: the answer to HEAD has no body to look at."""
        self._without_body = self._without_body or request.startswith(b"HEAD ")

    @property
    def ended(self) -> bool:
        """True if all that follows is body."""
        return self._ended

    def passed_on(self, data: bytes) -> bytes:
        """What can be handed on now that `data` has come."""
        if self._ended:
            return data
        self._held += data
        passed = b""
        while not self._ended:
            blank = len(self._held) - len(self._held.lstrip(b"\r\n"))
            found = _END.search(self._held, blank)
            if found is None:
                return passed + (self.rest() if len(self._held) > _LONGEST else b"")
            head, body = self._held[blank : found.end()], self._held[found.end() :]
            mended, status, is_chunked = _mended(head)
            if is_chunked and not self._without_body and status not in (204, 304):
                if not body:
                    return passed
                if body[:1] not in _HEX:  # it says chunked and is not
                    mended = _without_chunks(mended)
            passed, self._held = passed + mended, body
            self._ended = not (100 <= status < 200 and status != 101)
        return passed + self.rest()

    def rest(self) -> bytes:
        """The bytes held back, at the end of the connection or of the limit; then all is passed on."""
        self._ended = True
        held, self._held = self._held, b""
        return held


def _mended(head: bytes) -> tuple[bytes, int, bool]:
    """The head with its valid fields, its status (0 for none), and whether it is chunked."""
    lines = [line.removesuffix(b"\r") for line in head.rstrip(b"\r\n").split(b"\n")]
    status = _STATUS.fullmatch(lines[0].strip())
    if status is None:
        return head, 0, False
    minor = b"0" if status[1] == b"1" and status[2] == b"0" else b"1"
    reason = (status[4] or b"").translate(None, _CONTROL)
    kept = [b"HTTP/1." + minor + b" " + status[3] + b" " + reason]
    is_chunked, goes_on = False, False
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t"):  # folded: it belongs to the field before
            if goes_on and not _unspeakable(line):
                kept.append(line)
            continue
        field = _field(line)
        goes_on = bool(field)
        if field:
            kept.append(field)
            is_chunked = is_chunked or field == _CHUNKED
    return b"\r\n".join(kept) + b"\r\n\r\n", int(status[3]), is_chunked


_CHUNKED = b"transfer-encoding: chunked"


def _field(line: bytes) -> bytes:
    """A field in h11's form; empty if invalid, or a length or coding that browsers ignore."""
    name, colon, value = line.partition(b":")
    name, value = name.rstrip(b" \t"), value.strip(b" \t")
    if not colon or not _NAME.fullmatch(name) or _unspeakable(value):
        return b""
    match name.lower():
        case b"content-length" if not _LENGTH.fullmatch(value):
            return b""
        case b"transfer-encoding":
            return _CHUNKED if value.lower().rpartition(b",")[2].strip() == b"chunked" else b""
    return name + b": " + value


def _unspeakable(value: bytes) -> bool:
    return b"\0" in value or b"\r" in value


def _without_chunks(head: bytes) -> bytes:
    return b"\r\n".join(line for line in head.split(b"\r\n") if line != _CHUNKED)
