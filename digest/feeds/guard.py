"""Every connection passes here: one look-up, every address checked, that one connected to.

TLS and the Host field stand above it and keep the name, so certificates are checked as ever. Because the address
that was judged is the one that is used, a name that changes its answer between two look-ups (DNS rebinding) gains
nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Iterable, Sequence

import httpcore2

from digest.feeds.resolver import Lookup, look_up
from digest.feeds.stream import SocketOption, connect

# More addresses than that are not tried, so that each gets a fair share of the time.
_MOST_ADDRESSES = 4


class NameUnknown(Exception):
    """The name has no address."""


class AddressRefused(Exception):
    """The name leads to an address that is not in the open internet."""


class Gate(httpcore2.AsyncNetworkBackend):
    """Opens TCP connections to the addresses that `allows` allows.

    Raises NameUnknown and AddressRefused besides httpcore2's own ConnectError and ConnectTimeout.
    """

    def __init__(self, lookup: Lookup, allows: Callable[[str], bool]) -> None:
        self._lookup = lookup
        self._allows = allows

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the library's interface; we never bind
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        end = None if timeout is None else loop.time() + timeout
        found: Sequence[str] = [host]
        if not _is_address(host):
            try:
                async with asyncio.timeout_at(end):
                    found = await self._looked_up(host, port)
            except TimeoutError as error:
                raise httpcore2.ConnectTimeout(f"looking up {host}") from error
        # One bad answer spoils all: a name with a public and a private address is no honest name.
        if not all(map(self._allows, found)):
            raise AddressRefused(host)
        addresses = found[:_MOST_ADDRESSES]
        for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            # A dead address (IPv6 behind a broken router) must not eat the time of a living one.
            share = None if end is None else max(end - loop.time(), 0.0) / left
            try:
                return await connect(address, port, share, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if left == 1:
                    raise
        raise NameUnknown(host)

    async def _looked_up(self, host: str, port: int) -> Sequence[str]:
        try:
            return await look_up(self._lookup, host, port)
        except (OSError, UnicodeError) as error:
            raise NameUnknown(host) from error


def _is_address(host: str) -> bool:
    """True if no look-up is needed.

    Other numeric forms are left to the system's resolver.
    """
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return "%" not in host
