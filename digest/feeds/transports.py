"""The transports: guarded, direct for an exempt host, or through a proxy.

A connection of its own for each request on the direct roads: a feed's host is asked once in a run, and the
book-keeping of
a pool costs more than the requests. Proxies have a pool, because the library speaks to them through one.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Protocol
from urllib.parse import unquote, urlsplit

import httpcore2

from digest.domain.errors import ConfigError
from digest.domain.health import Failure, FailureKind
from digest.domain.hostname import ascii_host
from digest.domain.message import msg
from digest.domain.secrets import masked
from digest.domain.url import host_of, origin_of
from digest.feeds.addresses import is_intranet, is_public, literal_address
from digest.feeds.chain import without_userinfo
from digest.feeds.resolver import Lookup, look_up
from digest.feeds.stream import SocketOption, connect

_USUAL_PORTS = {"http": 80, "https": 443}


class Transport(Protocol):
    """What a request is sent on."""

    async def handle_async_request(self, request: httpcore2.Request) -> httpcore2.Response:
        """The head of the answer; its body is read from it."""


class Transports:
    """One client's transports; TLS settings and guards are made once.

    `exempt` hosts may have a private address.
    """

    def __init__(self, lookup: Lookup, environ: Mapping[str, str], exempt: frozenset[str]) -> None:
        self._environ = environ
        self._lookup = lookup
        self._exempt = exempt
        self._public = Gate(lookup, is_public)
        self._intranet = Gate(lookup, lambda address: is_public(address) or is_intranet(address))
        self._open = Gate(lookup, lambda _: True)
        self._proxies: dict[tuple[str, str], httpcore2.AsyncHTTPProxy] = {}
        self._contexts: dict[str, ssl.SSLContext] = {}

    async def aclose(self) -> None:
        """Close the connections to proxies."""
        for proxy in self._proxies.values():
            await proxy.aclose()
        self._proxies.clear()

    def refusal(self, url: str, exempt: frozenset[str]) -> Failure | None:
        """Refuse what can be judged before a request: a private IP is not handed to a proxy.

        A name is the proxy's to look up; on the direct roads the gate judges what it leads to.
        """
        if not self._is_exempt(url, exempt) and proxy_for(url, self._environ):
            host = host_of(url)
            literal = literal_address(host)
            if literal is not None and not is_public(literal):
                return Failure(FailureKind.PRIVATE_ADDRESS, {"host": host})
        return None

    def proxy(self, url: str) -> str:
        """Host and port of the proxy that stands between us and an address; empty on a direct road."""
        proxy = proxy_for(url, self._environ)
        return urlsplit(without_userinfo(proxy)).netloc if proxy else ""

    @asynccontextmanager
    async def to(self, url: str, exempt: frozenset[str], *, verify: bool, seconds: float) -> AsyncIterator[Transport]:
        """A road to the address for one request, come about in so many seconds, closed behind it."""
        tls = ("verified" if verify else "unverified") if url.startswith("https:") else "none"
        proxy = proxy_for(url, self._environ)
        if proxy:
            yield self._through(proxy, tls)
            return
        origin = target(url).origin
        host = origin.host.decode()
        stream = await self._gate(url, exempt).connect_tcp(host, origin.port, seconds)
        try:
            if tls != "none":
                await stream.start_tls(self._context(tls), host, seconds)
            yield httpcore2.AsyncHTTP11Connection(origin, stream)
        finally:
            await stream.aclose()

    async def is_private(self, url: str, seconds: float) -> bool:
        """See `Client.is_private`. Of a name that a proxy would look up nothing is known."""
        host, port = host_of(url), urlsplit(url).port or _USUAL_PORTS[urlsplit(url).scheme]
        literal = literal_address(host)
        if literal is not None:
            return not is_public(literal)
        if proxy_for(url, self._environ):
            return False
        try:
            async with asyncio.timeout(seconds):
                found = await look_up(self._lookup, host, port)
        except (OSError, UnicodeError):  # TimeoutError is an OSError
            return False
        return bool(found) and all(map(is_intranet, found))

    def _gate(self, url: str, exempt: frozenset[str]) -> Gate:
        """The guard: a typed name may resolve to the intranet; this computer must be typed as such."""
        if not self._is_exempt(url, exempt):
            return self._public
        host = host_of(url)
        return self._open if host_key(host) in self._exempt or literal_address(host) else self._intranet

    def _is_exempt(self, url: str, exempt: frozenset[str]) -> bool:
        return host_key(host_of(url)) in self._exempt or origin_of(url) in exempt

    def _through(self, proxy: str, tls: str) -> httpcore2.AsyncHTTPProxy:
        if (proxy, tls) not in self._proxies:
            parts = urlsplit(proxy)
            self._proxies[proxy, tls] = httpcore2.AsyncHTTPProxy(
                without_userinfo(proxy),
                proxy_auth=credentials(proxy) if "@" in parts.netloc else None,
                ssl_context=self._context(tls),
                proxy_ssl_context=self._context("verified") if parts.scheme == "https" else None,
                max_connections=None,
                max_keepalive_connections=0,
                network_backend=self._open,
            )
        return self._proxies[proxy, tls]

    def _context(self, tls: str) -> ssl.SSLContext:
        """The TLS settings, made once: the trust store loads slowly and http needs none."""
        if tls not in self._contexts:
            # "none" trusts nobody: should TLS ever be spoken over it, that fails.
            bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context = httpcore2.default_ssl_context() if tls == "verified" else bare
            if tls == "unverified":
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            context.set_alpn_protocols(["http/1.1"])
            self._contexts[tls] = context
        return self._contexts[tls]


def target(url: str) -> httpcore2.URL:
    """A web address (`url.web_address`) as the library takes it."""
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return httpcore2.URL(
        scheme=parts.scheme.encode(), host=(parts.hostname or "").encode(), port=parts.port, target=path.encode()
    )


def host_field(url: str) -> str:
    """The Host field (RFC 9112 3.2): host and port as in the address, without a default port."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{port}" if port and port != _USUAL_PORTS[parts.scheme] else host


def credentials(url: str) -> tuple[bytes, bytes]:
    """User name and password that stand in an address."""
    parts = urlsplit(url)
    return unquote(parts.username or "").encode(), unquote(parts.password or "").encode()


def host_key(host: str) -> str:
    """A host name in the form in which two are compared."""
    bare = host.strip().strip("[]").rstrip(".")
    return ascii_host(bare) or bare.lower()


def proxy_for(url: str, environ: Mapping[str, str]) -> str | None:
    """The environment's proxy for an address, as curl reads it; None for a direct connection.

    Lower-case names go before upper-case ones. HTTP_PROXY is ignored under CGI, in which a client could set it
    (CVE-2016-5385). Raises ConfigError for a proxy that speaks neither http nor https (SOCKS).
    """
    parts = urlsplit(url)
    proxy, name = _configured(parts.scheme, environ)
    if not proxy or _bypassed(parts.hostname or "", parts.port, _value("no_proxy", environ)):
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    try:
        proxy_parts = urlsplit(proxy)
        usable = proxy_parts.scheme in ("http", "https") and bool(proxy_parts.hostname) and proxy_parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(
            msg("The proxy {proxy} cannot be used: it is neither http:// nor https://.", proxy=masked(proxy)),
            msg("Change or unset {name} in the environment.", name=name),
        )
    return proxy


def _configured(scheme: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """The proxy for a scheme and the variable that names it."""
    for name in (f"{scheme}_proxy", "all_proxy"):
        value = _value(name, environ)
        if value:
            return value, name
    return "", ""


def _value(name: str, environ: Mapping[str, str]) -> str:
    upper = "" if name == "http_proxy" and "REQUEST_METHOD" in environ else environ.get(name.upper(), "")
    return environ.get(name, upper).strip()


def _bypassed(host: str, port: int | None, no_proxy: str) -> bool:
    """True if no_proxy names it: `*`, names and subdomains, `host:port`, IPs, networks.

    Parted by commas or blanks, as curl reads it.
    """
    return any(_covers(rule, host.lower(), port) for rule in re.split(r"[\s,]+", no_proxy) if rule)


def _covers(rule: str, host: str, port: int | None) -> bool:
    if rule == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(rule.strip("[]"), strict=False)
    except (ValueError, TypeError):
        pass  # the rule or the host is a name
    name, colon, wanted = rule.rpartition(":")
    if colon and wanted.isdigit():
        if port is None or int(wanted) != port:
            return False
        rule = name
    name = rule.strip("[]").removeprefix("*").lstrip(".")
    name = ascii_host(name) or name.lower()
    return bool(name) and (host == name or host.endswith(f".{name}"))


# More addresses than that are not tried, so that each gets a fair share of the time.
_MOST_ADDRESSES = 4


class NameUnknown(Exception):
    """The name has no address."""


class AddressRefused(Exception):
    """The name leads to an address that is not in the open internet."""


class Gate(httpcore2.AsyncNetworkBackend):
    """Opens TCP connections to the addresses that `allows` allows. Every connection passes here.

    One look-up, every address checked, that one connected to: so a name that changes its answer between two look-ups
    (DNS rebinding) gains nothing. TLS and the Host field stand above and keep the name, so certificates are
    checked as ever. Raises NameUnknown and AddressRefused besides httpcore2's own ConnectError and ConnectTimeout.
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
