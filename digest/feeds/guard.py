"""The gate through which every connection leaves: one look-up, every answer judged, the judged one connected to.

TLS and the Host field stand above it and keep the name, so certificates are checked as ever. Because the address
that was judged is the one that is used, a name that changes its answer between two look-ups (DNS rebinding) gains
nothing.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore2

from digest.feeds.addresses import is_public
from digest.feeds.names import Lookup, look_up

# More addresses than that are not tried, so that each gets a fair share of the time.
_MOST_ADDRESSES = 4

SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class NameUnknown(Exception):
    """The name has no address."""


class AddressRefused(Exception):
    """The name leads to an address that is not in the open internet."""


class Gate(httpcore2.AsyncNetworkBackend):
    """Opens TCP connections; with `guarded` only to public addresses (`addresses.is_public`).

    Raises NameUnknown and AddressRefused besides httpcore2's own ConnectError and ConnectTimeout.
    """

    def __init__(self, lookup: Lookup, *, guarded: bool) -> None:
        self._lookup = lookup
        self._guarded = guarded
        self._sockets = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        end = None if timeout is None else loop.time() + timeout
        try:
            async with asyncio.timeout_at(end):
                addresses = await self._addresses(host, port)
        except TimeoutError as error:
            raise httpcore2.ConnectTimeout(f"looking up {host}") from error
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            # A dead address (IPv6 behind a broken router) must not eat the time of a living one.
            share = None if end is None else max(end - loop.time(), 0.0) / left
            try:
                return _Connection(await self._sockets.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if left == 1:
                    raise
        raise NameUnknown(host)

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            found = await look_up(self._lookup, host, port)
        except (OSError, UnicodeError) as error:
            raise NameUnknown(host) from error
        # One bad answer spoils all: a name with a public and a private address is no honest name.
        if self._guarded and not all(is_public(address) for address in found):
            raise AddressRefused(host)
        return found[:_MOST_ADDRESSES]


class _Connection(httpcore2.AsyncNetworkStream):
    """A connection that is closed when it is given up during the TLS handshake; httpcore2's own then stays open."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        try:
            return await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except asyncio.CancelledError:
            await self._inner.aclose()
            raise

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
