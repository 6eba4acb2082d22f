"""The roads through a proxy: httpcore2 speaks to it, over our guarded connections.

Loaded only behind a proxy.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpcore2

from digest.feeds.exchange import Fields, SentRequest
from digest.feeds.guard import Gate
from digest.feeds.network_errors import (
    AnswerGarbled,
    ConnectionBroken,
    ConnectTooSlow,
    FieldUnsendable,
    ProxyRefused,
)
from digest.feeds.redirects import without_userinfo
from digest.feeds.stream import Stream

_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Proxy:
    """One proxy, with a pool of connections: the library speaks to proxies through one."""

    def __init__(
        self, address: str, auth: tuple[bytes, bytes] | None, context: ssl.SSLContext,
        own_context: ssl.SSLContext | None, gate: Gate,
    ) -> None:  # fmt: skip
        # Its debug log tells header fields, and with them passwords.
        logging.getLogger("httpcore2").setLevel(logging.WARNING)
        self._pool = httpcore2.AsyncHTTPProxy(
            without_userinfo(address),
            proxy_auth=auth,
            ssl_context=context,
            proxy_ssl_context=own_context,
            max_connections=None,
            max_keepalive_connections=0,
            network_backend=_Backend(gate),
        )

    async def ask(self, message: SentRequest, target: bytes) -> _Response:
        """The head of the answer; its body is read from it. Raises NetworkErrors."""
        parts = urlsplit(message.url)
        request = httpcore2.Request(
            message.method,
            httpcore2.URL(
                scheme=parts.scheme.encode(), host=(parts.hostname or "").encode(), port=parts.port, target=target
            ),
            headers=message.fields,
            content=message.body or None,
            extensions={"timeout": {"connect": message.seconds}},
        )
        with _told():
            return _Response(await self._pool.handle_async_request(request))

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Response:
    """See `exchange.Response`."""

    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response
        self.status = response.status
        self.headers: Fields = response.headers
        self._pieces = response.aiter_stream()

    async def piece(self) -> bytes:
        """See `exchange.Response`."""
        with _told():
            return await anext(self._pieces, b"")

    async def aclose(self) -> None:
        await self._response.aclose()


@contextmanager
def _told() -> Iterator[None]:
    """The library's exceptions as ours; those of our streams and gates pass as they are."""
    try:
        yield
    except httpcore2.ProxyError as error:
        raise ProxyRefused(str(error)) from error
    except httpcore2.LocalProtocolError as error:
        raise FieldUnsendable from error
    except httpcore2.ProtocolError as error:
        raise AnswerGarbled(str(error)) from error
    except httpcore2.NetworkError as error:
        raise ConnectionBroken(str(error)) from error
    except httpcore2.TimeoutException as error:
        raise ConnectTooSlow(str(error)) from error


class _Backend(httpcore2.AsyncNetworkBackend):
    """Opens the library's connections through a gate."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the library's interface; we never bind
        socket_options: Iterable[_SocketOption] | None = None,  # noqa: ARG002 - nor set any
    ) -> httpcore2.AsyncNetworkStream:
        return _Stream(await self._gate.connect(host, port, timeout))


class _Stream(httpcore2.AsyncNetworkStream):
    """One of our streams as the library takes it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        async with asyncio.timeout(timeout):
            return await self._stream.read(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            async with asyncio.timeout(timeout):
                await self._stream.write(bytes(buffer))
        except ConnectionBroken as error:  # the library then reads the answer
            raise httpcore2.WriteError(str(error)) from error

    async def aclose(self) -> None:
        self._stream.close()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return not self._stream.is_open
        return self._stream.extra_info({"client_addr": "sockname", "server_addr": "peername"}.get(info, info))
