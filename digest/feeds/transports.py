"""The transports: guarded, direct for an exempt host, or through a proxy.

On the direct roads each request has a connection of its own, for a feed's host is asked once in a run (`exchange`).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from digest.domain.health import Failure, FailureKind
from digest.domain.hostname import ascii_host
from digest.domain.url import host_of, origin_of
from digest.feeds.addresses import is_intranet, is_public, literal_address
from digest.feeds.exchange import Exchange, Response, SentRequest
from digest.feeds.guard import Gate
from digest.feeds.proxy import proxy_for
from digest.feeds.redirects import without_userinfo
from digest.feeds.resolver import Lookup, look_up

if TYPE_CHECKING:
    from digest.feeds.proxied import Proxy

_USUAL_PORTS = {"http": 80, "https": 443}


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
        self._proxies: dict[tuple[str, str], Proxy] = {}
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
    async def asked(self, message: SentRequest, exempt: frozenset[str], *, verify: bool) -> AsyncIterator[Response]:
        """The answer to a request, over a road that is closed behind it. Raises NetworkErrors."""
        url = message.url
        tls = ("verified" if verify else "unverified") if url.startswith("https:") else "none"
        if proxy := proxy_for(url, self._environ):
            answer = await self._through(proxy, tls).ask(message, target(url))
            try:
                yield answer
            finally:
                await answer.aclose()
            return
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _USUAL_PORTS[parts.scheme]
        stream = await self._gate(url, exempt).connect(host, port, message.seconds)
        try:
            if tls != "none":
                await stream.start_tls(self._context(tls), host, message.seconds)
            exchange = Exchange(stream)
            await exchange.ask(message, target(url))
            yield exchange
        finally:
            stream.close()

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

    def _through(self, proxy: str, tls: str) -> Proxy:
        if (proxy, tls) not in self._proxies:
            from digest.feeds.proxied import Proxy  # with the whole HTTP library

            parts = urlsplit(proxy)
            auth = credentials(proxy) if "@" in parts.netloc else None
            own = self._context("verified") if parts.scheme == "https" else None
            self._proxies[proxy, tls] = Proxy(proxy, auth, self._context(tls), own, self._open)
        return self._proxies[proxy, tls]

    def _context(self, tls: str) -> ssl.SSLContext:
        """The TLS settings, made once: the trust store loads slowly and http needs none."""
        if tls not in self._contexts:
            # "none" trusts nobody: should TLS ever be spoken over it, that fails.
            context = _trusting() if tls == "verified" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.set_alpn_protocols(["http/1.1"])
            if tls == "unverified":
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            self._contexts[tls] = context
        return self._contexts[tls]


def _trusting() -> ssl.SSLContext:
    """A context that trusts whom the system trusts."""
    import httpcore2  # where that is to be found, it knows for every system

    return httpcore2.default_ssl_context()


def target(url: str) -> bytes:
    """Path and query of a web address (`url.web_address`), as a server is asked for them."""
    parts = urlsplit(url)
    return ((parts.path or "/") + (f"?{parts.query}" if parts.query else "")).encode()


def host_field(url: str) -> str:
    """The Host field (RFC 9112 3.2): host and port as in the address, without a default port."""
    parts = urlsplit(url)
    usual = _USUAL_PORTS[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    return f"{host}:{parts.port}" if parts.port and parts.port != usual else host


def credentials(url: str) -> tuple[bytes, bytes]:
    """User name and password that stand in an address."""
    parts = urlsplit(url)
    return unquote(parts.username or "").encode(), unquote(parts.password or "").encode()


def host_key(host: str) -> str:
    """A host name in the form in which two are compared."""
    bare = host.strip().strip("[]").rstrip(".")
    return ascii_host(bare) or bare.lower()
