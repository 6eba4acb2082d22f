"""The one door to the web: feeds, pages, discovery and link checks all ask through this guarded client.

Everything that goes wrong outside comes back as a `Failure`. httpx2 is loaded when a Client is opened, not before.
"""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

from digest.config.settings import NetworkSettings
from digest.domain.health import Failure, FailureKind
from digest.domain.url import host_of, web_address
from digest.feeds.addresses import is_public, literal_address
from digest.feeds.identity import program_name
from digest.feeds.names import Lookup, system_lookup
from digest.feeds.proxy import proxy_for
from digest.feeds.redirects import REDIRECTS, carries_secrets, redirect_target, shown, without_userinfo
from digest.feeds.trouble import told
from digest.feeds.unpack import ACCEPTED, Unpacking, UnreadableCoding

if TYPE_CHECKING:
    import httpx2

FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
PAGE_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"

#: Redirects that are followed for one request.
MOST_REDIRECTS = 10

_MEGABYTE = 1_000_000

# Header fields of a request that say nothing of its maker: they go along to another host, where a feed moved by
# a temporary redirect (to a CDN, a feed service) keeps being asked conditionally.
_HARMLESS = frozenset({"if-none-match", "if-modified-since", "cache-control"})


@dataclass(frozen=True, slots=True)
class Request:
    """One GET, or HEAD as `method`. `headers`, `user` and `password` go to the address's own host only, never across a redirect.

    `exempt_hosts` may have a private address for this request, besides those of the settings. `max_bytes` limits
    the unpacked body (None: as the settings say; 0: the head is enough, no body is read).
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    exempt_hosts: frozenset[str] = frozenset()
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    user_agent: str = ""
    verify: bool = True
    accept: str = FEED_ACCEPT
    max_bytes: int | None = None
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: the status that caused it and the absolute address that it led to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. `url` is where it came from in the end; no address here has a password.

    `headers` have lower-case names; repeated fields are joined with ", ". `body` is unpacked, and empty unless the
    status is 2xx. `whole` is False where a packed body broke off before its end: what could be unpacked is there.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    redirects: tuple[Redirect, ...] = ()
    whole: bool = True


class Client:
    """Asks one address after another or many at once; a context manager, to be used in one event loop.

    At most `settings.connections` requests are under way, and one to a host. Time spent waiting for that does not
    count towards a request's limit. `lookup` stands for the system's resolver.
    """

    def __init__(
        self, settings: NetworkSettings, environ: Mapping[str, str] = os.environ, lookup: Lookup = system_lookup
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._lookup = lookup
        self._exempt = frozenset(_host_key(host) for host in settings.allow_hosts)
        self._name = settings.user_agent or program_name(settings.contact)
        self._places = asyncio.Semaphore(settings.connections)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._transports: dict[tuple[str, str], httpx2.AsyncHTTPTransport] = {}
        self._contexts: dict[str, ssl.SSLContext] = {}

    async def __aenter__(self) -> Self:
        import httpx2  # noqa: F401 - loaded here, so that the first request is not late

        # Its debug log tells header fields, and with them passwords.
        logging.getLogger("httpcore2").setLevel(logging.WARNING)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    async def get(self, request: Request) -> Answer | Failure:
        """The answer at the end of all redirects, or what went wrong on the way; never raises for the outside world."""
        address = web_address(request.url)
        if address is None:
            return Failure(FailureKind.BAD_ADDRESS, {"url": shown(request.url)})
        first = url = without_userinfo(address)
        request = _with_userinfo(request, address)
        seen = {url}
        redirects: list[Redirect] = []
        seconds = self._settings.feed_seconds
        while True:
            answer, taken = await self._hop(request, url, self._headers(request, first, url), seconds)
            if isinstance(answer, Failure) or answer.status not in REDIRECTS or not answer.headers.get("location"):
                return answer if isinstance(answer, Failure) else replace(answer, redirects=tuple(redirects))
            seconds = max(seconds - taken, 0.0)
            target = redirect_target(url, answer.headers["location"])
            if isinstance(target, Failure):
                return target
            redirects.append(Redirect(answer.status, target))
            if target in seen or len(redirects) > MOST_REDIRECTS:
                return Failure(FailureKind.REDIRECTS, {"host": host_of(first), "count": str(len(redirects))})
            seen.add(target)
            url = target

    async def _hop(
        self, request: Request, url: str, headers: list[tuple[bytes, bytes]], seconds: float
    ) -> tuple[Answer | Failure, float]:
        """One request without its redirects, and the seconds that it took when its turn had come."""
        host = host_of(url)
        loop = asyncio.get_running_loop()
        async with self._turn(host):
            begun = loop.time()
            try:
                async with asyncio.timeout(seconds):
                    answer = await self._ask(request, url, headers)
            except TimeoutError:
                limit = f"{self._settings.feed_seconds:g}"
                answer = Failure(FailureKind.TIMEOUT, {"host": host, "seconds": limit})
            except self._outside() as error:
                answer = told(error, host, self._settings.connect_seconds)
            return answer, loop.time() - begun

    @staticmethod
    def _outside() -> tuple[type[Exception], ...]:
        """What asking a server may raise; anything else is a bug of ours."""
        import httpx2

        from digest.feeds.guard import AddressRefused, NameUnknown

        return (httpx2.TransportError, AddressRefused, NameUnknown, OSError)

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        # The host first: a request that waits for its host must not hold a place that another could use.
        async with self._hosts[host], self._places:
            yield

    async def _ask(self, request: Request, url: str, headers: list[tuple[bytes, bytes]]) -> Answer | Failure:
        import httpx2

        transport = self._transport(url, request)
        if isinstance(transport, Failure):
            return transport
        limits = httpx2.Timeout(None, connect=self._settings.connect_seconds)
        try:
            message = httpx2.Request(request.method, url, headers=headers, extensions={"timeout": limits.as_dict()})
        except httpx2.InvalidURL:
            return Failure(FailureKind.BAD_ADDRESS, {"url": shown(url)})
        response = await transport.handle_async_request(message)
        try:
            return await self._read(response, request, url)
        finally:
            await response.aclose()

    async def _read(self, response: httpx2.Response, request: Request, url: str) -> Answer | Failure:
        headers: dict[str, str] = {}
        for raw_name, raw_value in response.headers.raw:
            # Latin-1 keeps every byte, so that an ETag goes back as it came.
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        limit = self._settings.max_megabytes * _MEGABYTE if request.max_bytes is None else request.max_bytes
        answer = Answer(response.status_code, url, headers, b"")
        if limit == 0 or not response.is_success:
            return answer
        too_large = Failure(FailureKind.TOO_LARGE, {"host": host_of(url), "size": f"{limit / _MEGABYTE:g}"})
        received = size = 0
        pieces: list[bytes] = []
        try:
            unpacking = Unpacking(headers.get("content-encoding", ""))
            async for data in response.aiter_raw():
                received += len(data)
                for piece in unpacking.unpack(data):
                    size += len(piece)
                    if size > limit:
                        return too_large
                    pieces.append(piece)
                if received > limit:  # packed data that unpack to next to nothing could go on for ever
                    return too_large
        except UnreadableCoding as error:
            return Failure(FailureKind.ENCODING, {"host": host_of(url), "reason": str(error)})
        return replace(answer, body=b"".join(pieces), whole=unpacking.whole)

    # How to get there

    def _headers(self, request: Request, first: str, url: str) -> list[tuple[bytes, bytes]]:
        """The header fields for one hop; what is the first host's own stays there."""
        fields = {
            "user-agent": request.user_agent or self._name,
            "accept": request.accept,
            "accept-encoding": ACCEPTED,
        }
        trusted = carries_secrets(first, url)
        if trusted and (request.user or request.password):
            import base64

            pair = f"{request.user}:{request.password}".encode()  # UTF-8: RFC 7617 2.1
            fields["authorization"] = f"Basic {base64.b64encode(pair).decode('ascii')}"
        own = {name.lower(): value for name, value in request.headers.items()}
        fields |= {name: value for name, value in own.items() if trusted or name in _HARMLESS}
        return [(_bytes(name), _bytes(value)) for name, value in fields.items()]

    def _transport(self, url: str, request: Request) -> httpx2.AsyncHTTPTransport | Failure:
        """The road to an address: through the proxy, guarded, or, for an exempt host, straight."""
        host = _host_key(host_of(url))
        exempt = host in self._exempt or host in {_host_key(name) for name in request.exempt_hosts}
        proxy = proxy_for(url, self._environ)
        if proxy and not exempt:
            # A name is the proxy's to look up; what is an address already can be judged here.
            literal = literal_address(host)
            if literal is not None and not is_public(literal):
                return Failure(FailureKind.PRIVATE_ADDRESS, {"host": host})
        road = proxy or ("exempt" if exempt else "guarded")
        tls = ("verified" if request.verify else "unverified") if url.startswith("https:") else "none"
        if (road, tls) not in self._transports:
            self._transports[road, tls] = self._new_transport(proxy, tls, guarded=not proxy and not exempt)
        return self._transports[road, tls]

    def _new_transport(self, proxy: str | None, tls: str, *, guarded: bool) -> httpx2.AsyncHTTPTransport:
        import httpcore2
        import httpx2

        from digest.feeds.guard import Gate

        context = self._context(tls)
        gate = Gate(self._lookup, guarded=guarded)
        transport = httpx2.AsyncHTTPTransport(verify=context)
        # The one private name: httpx2 hands no network backend through to the pool that takes one. Unlimited and
        # without keep-alive, because the default pool's book-keeping costs more than the requests (own semaphores
        # limit them), and a feed's host is asked once.
        if proxy:
            parts = urlsplit(proxy)
            transport._pool = httpcore2.AsyncHTTPProxy(
                without_userinfo(proxy),
                proxy_auth=_credentials(proxy) if "@" in parts.netloc else None,
                ssl_context=context,
                proxy_ssl_context=self._context("verified") if parts.scheme == "https" else None,
                max_connections=None,
                max_keepalive_connections=0,
                network_backend=gate,
            )
        else:
            transport._pool = httpcore2.AsyncConnectionPool(
                ssl_context=context, max_connections=None, max_keepalive_connections=0, network_backend=gate
            )
        return transport

    def _context(self, tls: str) -> ssl.SSLContext:
        """The TLS settings, made once each: the system's trust store is slow to load and not needed for http."""
        import httpx2

        if tls not in self._contexts:
            # "none" trusts nobody: should TLS ever be spoken over it, that fails.
            self._contexts[tls] = (
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                if tls == "none"
                else httpx2.create_ssl_context(tls == "verified")
            )
        return self._contexts[tls]


def get_now(settings: NetworkSettings, request: Request, environ: Mapping[str, str] = os.environ) -> Answer | Failure:
    """One address, synchronously; not for use inside a running event loop."""

    async def once() -> Answer | Failure:
        async with Client(settings, environ) as client:
            return await client.get(request)

    return asyncio.run(once())


def _with_userinfo(request: Request, address: str) -> Request:
    """Credentials in the address count where the request names no others."""
    if "@" not in urlsplit(address).netloc or request.user or request.password:
        return request
    user, password = _credentials(address)
    return replace(request, user=user.decode(), password=password.decode())


def _credentials(url: str) -> tuple[bytes, bytes]:
    parts = urlsplit(url)
    return unquote(parts.username or "").encode(), unquote(parts.password or "").encode()


def _host_key(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()
