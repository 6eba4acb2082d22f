"""The transports: guarded, direct for an exempt host, or through a proxy.

A connection of its own for each request on the direct roads: a feed's host is asked once in a run, and the
book-keeping
of a pool costs more than the requests. Proxies have a pool, because the library speaks to them through one.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Protocol
from urllib.parse import unquote, urlsplit

import httpcore2

from digest.domain.health import Failure, FailureKind
from digest.domain.hostname import ascii_host
from digest.domain.url import host_of, origin_of
from digest.feeds.addresses import is_intranet, is_public, literal_address
from digest.feeds.guard import Gate
from digest.feeds.proxy import proxy_for
from digest.feeds.redirects import without_userinfo
from digest.feeds.resolver import Lookup, look_up

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
