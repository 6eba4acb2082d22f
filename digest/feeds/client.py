"""The only way to the web: feeds, pages, discovery and link checks use this guarded client.

Everything that goes wrong outside comes back as a `Failure`. httpcore2, the engine of httpx2, is loaded when a Client
is opened, not before; httpx2's own models above it would cost as much again as the requests.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from digest import PROJECT_URL, __version__
from digest.config.settings import NetworkSettings
from digest.domain.health import Failure, FailureKind
from digest.domain.text import lazy_pattern
from digest.domain.url import host_of, web_address
from digest.feeds.chain import Chain, Redirect, shown, without_userinfo
from digest.feeds.failures import failure_behind
from digest.feeds.resolver import Lookup, system_lookup
from digest.feeds.unpack import ACCEPTED, Unpacking, UnreadableCoding

if TYPE_CHECKING:
    import httpcore2

    from digest.feeds.transports import Transports

FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
PAGE_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8"

_MEGABYTE = 1_000_000
# A name that takes longer to look up counts as public; whoever waits for the answer has a request before him yet.
_LOOKUP_SECONDS = 3.0

# Header fields of a request that say nothing of its maker: they go along to another host, where a feed moved by
# a temporary redirect (to a CDN, a feed service) keeps being asked conditionally.
_HARMLESS = frozenset({"if-none-match", "if-modified-since", "cache-control"})


@dataclass(frozen=True, slots=True)
class Request:
    """One GET, or another `method`; with `body` as what is sent.

    `headers`, `user` and `password` go to the address's own host only, never across a redirect. `exempt` origins
    (`url.origin_of`) may have a private address for this request, besides the hosts of the settings. `max_bytes`
    limits the unpacked body (None: as the settings say; 0: the head is enough, no body is read), `connect_seconds`
    how long a connection may take to come about, TLS included (None: as the settings say). Of a body only the first
    `enough_bytes` are read, if set. `any_status`: the body is read whatever the status is, for interfaces that explain
    their refusals.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    exempt: frozenset[str] = frozenset()
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    user_agent: str = ""
    verify: bool = True
    accept: str = FEED_ACCEPT
    max_bytes: int | None = None
    enough_bytes: int | None = None
    connect_seconds: float | None = None
    method: str = "GET"
    body: bytes = field(default=b"", repr=False)
    any_status: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, whatever its status.

    `url` is the final address; no address here has a password.

    `headers` have lower-case names; repeated fields are joined with ", ". `body` is unpacked, and empty unless the
    status is 2xx. `whole` is False if a packed body broke off before its end: what could be unpacked is there.
    `seconds` is how long it took with all its redirects, waiting for its turn not counted.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    redirects: tuple[Redirect, ...] = ()
    whole: bool = True
    seconds: float = field(default=0.0, compare=False)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


class Client:
    """Requests one address or many at once; a context manager for one event loop.

    At most `settings.connections` requests run at once, and one to a host. Time spent waiting for that does not
    count towards a request's limit. `lookup` stands for the system's resolver.
    """

    def __init__(
        self, settings: NetworkSettings, environ: Mapping[str, str] = os.environ, lookup: Lookup = system_lookup
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._lookup = lookup
        self._name = settings.user_agent or program_name(settings.contact)
        self._places = asyncio.Semaphore(settings.connections)
        self._hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._roads: Transports

    async def __aenter__(self) -> Self:
        from digest.feeds.transports import Transports, host_key

        exempt = frozenset(host_key(host) for host in self._settings.allow_hosts)
        self._roads = Transports(self._lookup, self._environ, exempt)
        # Its debug log tells header fields, and with them passwords.
        logging.getLogger("httpcore2").setLevel(logging.WARNING)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._roads.aclose()

    async def get(self, request: Request) -> Answer | Failure:
        """Return the answer after all redirects, or the Failure; never raises for network errors."""
        address = web_address(request.url)
        if address is None:
            return Failure(FailureKind.BAD_ADDRESS, {"url": shown(request.url)})
        request = _with_userinfo(request, address)
        chain = Chain(request, without_userinfo(address))
        left = limit = self._settings.feed_seconds
        while True:
            answer, taken = await self._hop(request, chain, left)
            if isinstance(answer, Failure):
                return answer
            left = max(left - taken, 0.0)
            goes_on = chain.goes_on(answer)
            if isinstance(goes_on, Failure):
                return goes_on
            if not goes_on:
                return replace(answer, redirects=tuple(chain.redirects), seconds=limit - left)

    async def send(self, request: Request) -> Answer | Failure:
        """Send one request and return its own answer: no redirect, no challenge, no cookie.

        For methods that change something: a client that follows makes a GET of a POST, and a list of drafts then looks
        like the draft that was made.
        """
        address = web_address(request.url)
        if address is None or "@" in urlsplit(address).netloc:
            return Failure(FailureKind.BAD_ADDRESS, {"url": shown(request.url)})
        answer, _ = await self._hop(request, Chain(request, address), self._settings.feed_seconds)
        return answer

    async def is_private(self, url: str) -> bool:
        """True for a private address, or a name that resolves to private ones alone.

        False if it cannot be resolved now.
        """
        return await self._roads.is_private(url, min(self._settings.connect_seconds, _LOOKUP_SECONDS))

    async def _hop(self, request: Request, chain: Chain, seconds: float) -> tuple[Answer | Failure, float]:
        """One request without its redirects, and the seconds that it took when its turn had come."""
        host = host_of(chain.url)
        loop = asyncio.get_running_loop()
        # The host first: a request that waits for its host must not hold a place that another could use.
        async with self._hosts[host], self._places:
            begun = loop.time()
            try:
                async with asyncio.timeout(seconds):
                    answer = await self._ask(request, chain)
            except TimeoutError:
                limit = f"{self._settings.feed_seconds:g}"
                answer = Failure(FailureKind.TIMEOUT, {"host": host, "seconds": limit})
            except self._outside() as error:
                answer = failure_behind(error, host, self._patience(request), self._roads.proxy(chain.url))
            return answer, loop.time() - begun

    @staticmethod
    def _outside() -> tuple[type[Exception], ...]:
        """What asking a server may raise; anything else is a bug of ours."""
        import httpcore2

        from digest.feeds.transports import AddressRefused, NameUnknown

        return (
            httpcore2.NetworkError,
            httpcore2.ProtocolError,
            httpcore2.ProxyError,
            httpcore2.TimeoutException,
            AddressRefused,
            NameUnknown,
            OSError,
        )

    async def _ask(self, request: Request, chain: Chain) -> Answer | Failure:
        import httpcore2

        from digest.feeds.transports import target

        url = chain.url
        refusal = self._roads.refusal(url, request.exempt)
        if refusal is not None:
            return refusal
        message = httpcore2.Request(
            request.method,
            target(url),
            headers=self._headers(request, chain),
            content=request.body or None,
            extensions={"timeout": {"connect": self._patience(request)}},
        )
        async with self._roads.to(url, request.exempt, verify=request.verify, seconds=self._patience(request)) as road:
            response = await road.handle_async_request(message)
            try:
                chain.take(value.decode("latin-1") for name, value in response.headers if name.lower() == b"set-cookie")
                return await self._read(response, request, url)
            finally:
                await response.aclose()

    async def _read(self, response: httpcore2.Response, request: Request, url: str) -> Answer | Failure:
        import httpcore2

        headers: dict[str, str] = {}
        for raw_name, raw_value in response.headers:
            # Latin-1 keeps every byte, so that an ETag goes back as it came.
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        limit = self._settings.max_megabytes * _MEGABYTE if request.max_bytes is None else request.max_bytes
        answer = Answer(response.status, url, headers, b"")
        if limit == 0 or not (request.any_status or 200 <= response.status < 300):
            return answer
        too_large = Failure(FailureKind.TOO_LARGE, {"host": host_of(url), "size": f"{limit / _MEGABYTE:g}"})
        received = size = 0
        pieces: list[bytes] = []
        try:
            unpacking = Unpacking(headers.get("content-encoding", ""))
            async for data in response.aiter_stream():
                received += len(data)
                for piece in unpacking.unpack(data):
                    size += len(piece)
                    if size > limit:
                        return too_large
                    pieces.append(piece)
                if request.enough_bytes is not None and size >= request.enough_bytes:
                    return replace(answer, body=b"".join(pieces), whole=False)
                if received > limit:  # packed data that unpack to next to nothing could go on for ever
                    return too_large
        except UnreadableCoding as error:
            return Failure(FailureKind.ENCODING, {"host": host_of(url), "reason": str(error)})
        except (httpcore2.RemoteProtocolError, httpcore2.ReadError):
            # A length that is wrong, or chunks without an end: what has its last tag is whole all the same.
            if not has_its_end(b"".join(pieces)):
                raise
        return replace(answer, body=b"".join(pieces), whole=unpacking.whole)

    def _patience(self, request: Request) -> float:
        own = request.connect_seconds
        return self._settings.connect_seconds if own is None else min(own, self._settings.connect_seconds)

    # How to get there

    def _headers(self, request: Request, chain: Chain) -> list[tuple[bytes, bytes]]:
        """The header fields for one hop; what is the first host's own stays there."""
        from digest.feeds.transports import host_field

        fields = {
            "host": host_field(chain.url),
            "user-agent": request.user_agent or self._name,
            "accept": request.accept,
            "accept-encoding": ACCEPTED,
        }
        if request.body or request.method not in ("GET", "HEAD"):
            fields["content-length"] = str(len(request.body))
        given = chain.fields()
        own = {name.lower(): value for name, value in request.headers.items()}
        own = {name: value for name, value in own.items() if chain.carries_secrets or name in _HARMLESS}
        if "cookie" in given and "cookie" in own:
            given["cookie"] = f"{own.pop('cookie')}; {given['cookie']}"
        fields |= given | own
        return [(_bytes(name), _bytes(value)) for name, value in fields.items()]


def _with_userinfo(request: Request, address: str) -> Request:
    """Use the credentials in the address if the request has no others."""
    if "@" not in urlsplit(address).netloc or request.user or request.password:
        return request
    from digest.feeds.transports import credentials

    user, password = credentials(address)
    return replace(request, user=user.decode(), password=password.decode())


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


def program_name(contact: str = "", project_url: str = PROJECT_URL) -> str:
    """The User-Agent: `digest/1.0 (+https://project…; contact)`, for operators to complain to.

    Without the project's address and a contact the name stands alone.
    """
    remarks = "; ".join(remark for remark in (f"+{project_url}" if project_url else "", contact.strip()) if remark)
    return f"digest/{__version__} ({remarks})" if remarks else f"digest/{__version__}"


_LAST_TAG = lazy_pattern(
    rb"</(?:[a-z]{1,10}:)?(?:rss|feed|rdf|opml|html|urlset)\s*>(?:\s|<!--(?:(?!-->).)*-->)*\Z", re.I | re.S
)
# Trackers and caches leave their comments behind the last tag.
_TAIL = 2000


def has_its_end(body: bytes) -> bool:
    """True for a feed or page that ends with its root's end tag, and for a whole JSON object."""
    if body.lstrip()[:1] == b"{":
        try:
            return isinstance(json.loads(body), dict)
        except (ValueError, RecursionError):
            return False
    return _LAST_TAG.search(body[-_TAIL:]) is not None
