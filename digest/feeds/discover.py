"""Find feeds from what a person types: the address, its page's links, or usual places."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from digest.domain.feed import FoundFeed
from digest.domain.health import Failure, FailureKind
from digest.domain.secrets import masked
from digest.domain.url import addresses_of, canonical, host_of, origin_of, same_feed_key
from digest.feeds.charset import read_text
from digest.feeds.pagelinks import FeedLink, feed_anchors, feed_links
from digest.feeds.parsed import FEED
from digest.isolation.reader import Reader

if TYPE_CHECKING:
    from digest.feeds.client import Answer, Client
    from digest.isolation.readpool import ReadPool

#: Where most programs put their feed (WordPress, Jekyll, Hugo, Ghost and their kin), the likeliest first.
USUAL_PLACES = ("/feed/", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json", "/?feed=rss2")

# Pages before feeds: a server that can give both shall give what the person saw in the browser.
_ACCEPT = "text/html, application/xhtml+xml, application/rss+xml;q=0.9, application/atom+xml;q=0.9, */*;q=0.8"
_HEAD = 64 * 1024
_ROOT = re.compile(
    r"\A\ufeff?(?>\s+|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*>)*+<(?:\w+:)?(rss|feed|rdf)[\s/>]", re.I | re.S
)
_JSON_FEED = re.compile(rb'"version"\s{0,20}:\s{0,20}"https?:\\?/\\?/jsonfeed\.org')
_HTML = re.compile(r"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_COMMENTS_PATH = re.compile(r"/comments?(?:[/_-]|\Z)", re.I)
_COMMENTS_TITLE = re.compile(
    r"\bcomments?[ -](?:feed|on|for)|kommentar(?:e|-feed|feed| feed)? ?(?:zu|für|\Z)|\bcommentaires\b", re.I
)
# How long a secure connection may take to come about at an address that nobody has typed a scheme for; the third
# try of a connection whose first packets were lost begins after 3 (RFC 6298).
GUESS_SECONDS = 4.0
# Asking for http, or for another path, is no use after these.
_FINAL = frozenset({FailureKind.DNS, FailureKind.PRIVATE_ADDRESS, FailureKind.BAD_ADDRESS, FailureKind.TOO_MANY})
_UNREACHABLE = _FINAL | {FailureKind.REFUSED, FailureKind.CONNECT, FailureKind.TIMEOUT, FailureKind.TLS,
    FailureKind.HANDSHAKE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Discovery:
    """What one answer says of feeds.

    `kind` is set if it is a feed itself; else `named` are the feeds that the page names, those of comments last;
    if it names none, `usual` are addresses that may have one, those that the page links to first.
    """

    kind: str = ""
    named: tuple[FoundFeed, ...] = ()
    usual: tuple[str, ...] = ()
    is_page: bool = False


def candidates(body: bytes, url: str, content_type: str, link_field: str = "") -> Discovery:
    """What the answer of `url` says of feeds, its Link header included."""
    headers = {"content-type": content_type}
    head = read_text(body[:_HEAD], headers)
    if len(body) > _HEAD and head.lstrip().startswith("<") and not _HTML.search(head):
        head = read_text(body, headers)  # a feed may stand behind any number of comments
    if kind := _feed_kind(head, body):
        return Discovery(kind=kind)
    is_page = bool(_HTML.search(head)) or "html" in content_type.lower()
    named = tuple(_in_order(feed_links(body if is_page else b"", url, link_field), url))
    usual = () if named else dict.fromkeys([*(feed_anchors(body, url) if is_page else ()), *usual_places(url)])
    return Discovery(named=named, usual=tuple(usual), is_page=is_page)


def usual_places(url: str) -> tuple[str, ...]:
    """Addresses that may have a page's feed: in the page's folder first, then at the root."""
    path = urlsplit(url).path
    folder = urljoin(url, path if path.endswith("/") else path + "/")
    own = [urljoin(folder, "feed/"), urljoin(folder, "index.xml")] if path.strip("/") else []
    return tuple(own + [urljoin(url, place) for place in USUAL_PLACES])


#: Arguments: the address that the answer came from, its content type and Link header.
DISCOVERY = Reader("digest.feeds.discover", "candidates", Discovery)


async def discover(
    client: Client, pool: ReadPool, typed: str, guess_seconds: float = GUESS_SECONDS
) -> list[FoundFeed] | Failure:
    """The feeds behind an address that a person typed, best first, or why there are none.

    The typed host and port are exempt from the private-address rule if they lead to a private address now; what
    their page or a redirect names is not. Of the usual places the first that holds a feed is enough.
    See `GUESS_SECONDS` for `guess_seconds`.
    """
    addresses = addresses_of(typed)
    if not addresses:
        return Failure(FailureKind.BAD_ADDRESS, {"url": masked(typed.strip())})
    private = await asyncio.gather(*map(client.is_private, addresses))
    exempt = frozenset(origin_of(url) for url, is_private in zip(addresses, private, strict=True) if is_private)
    asked, answer = await _first_answer(client, addresses, exempt, guess_seconds)
    found = answer if isinstance(answer, Failure) else await _discovered(client, pool, asked, answer, exempt)
    if isinstance(found, Failure):
        return found
    return [replace(feed, is_private=origin_of(feed.url) in exempt) for feed in found]


async def _discovered(
    client: Client, pool: ReadPool, asked: str, answer: Answer, exempt: frozenset[str]
) -> list[FoundFeed] | Failure:
    discovery = await _candidates(pool, answer)
    if isinstance(discovery, Failure):
        return discovery
    if discovery.kind:
        found = await _found(pool, _address_to_keep(asked, answer), answer, discovery.kind)
        return found if isinstance(found, Failure) else [found]
    if discovery.named:
        return list(discovery.named)
    for place in discovery.usual:
        at_place = await _usual(client, pool, place, exempt)
        if isinstance(at_place, FoundFeed):
            return [at_place]
        if at_place is not None and at_place.kind in _UNREACHABLE and host_of(place) == host_of(answer.url):
            break
    if not answer.body.strip():
        return Failure(FailureKind.EMPTY)
    return Failure(FailureKind.WEB_PAGE if discovery.is_page else FailureKind.NOT_A_FEED)


async def _first_answer(
    client: Client, addresses: Iterable[str], exempt: frozenset[str], guess_seconds: float
) -> tuple[str, Answer | Failure]:
    """The first good answer; if none is, that of the first address that could be reached."""
    addresses = list(addresses)
    failures: list[tuple[str, Failure]] = []
    for url in addresses:
        # Where http is still to be tried, https must not eat the time: many an intranet is silent there.
        patience = guess_seconds if url != addresses[-1] else None
        answer = await _page(client, url, exempt, patience)
        if not isinstance(answer, Failure):
            return url, answer
        failures.append((url, answer))
        if answer.kind in _FINAL:
            break
    return next((failed for failed in failures if failed[1].kind not in _UNREACHABLE), failures[0])


async def _page(
    client: Client, url: str, exempt: frozenset[str], connect_seconds: float | None = None
) -> Answer | Failure:
    from digest.feeds.client import Request

    answer = await client.get(Request(url, exempt=exempt, accept=_ACCEPT, connect_seconds=connect_seconds))
    return answer if isinstance(answer, Failure) or 200 <= answer.status < 300 else _refusal(answer.status)


async def _usual(client: Client, pool: ReadPool, url: str, exempt: frozenset[str]) -> FoundFeed | Failure | None:
    """The feed at one of the usual places; None if something else is there."""
    answer = await _page(client, url, exempt)
    if isinstance(answer, Failure):
        return answer
    discovery = await _candidates(pool, answer)
    if isinstance(discovery, Failure) or not discovery.kind:
        return discovery if isinstance(discovery, Failure) else None
    return await _found(pool, _address_to_keep(url, answer), answer, discovery.kind)


async def _candidates(pool: ReadPool, answer: Answer) -> Discovery | Failure:
    headers = answer.headers
    return await pool.read(DISCOVERY, answer.body, answer.url, headers.get("content-type", ""), headers.get("link", ""))


async def _found(pool: ReadPool, url: str, answer: Answer, kind: str) -> FoundFeed | Failure:
    """The feed with its own title; a Failure if no refresh could read it either."""
    parsed = await pool.read(FEED, answer.body, answer.headers.get("content-type", ""), answer.url)
    if isinstance(parsed, Failure):
        return parsed if parsed.kind is FailureKind.PARSER else FoundFeed(url, "", kind)
    return FoundFeed(url, parsed.title, kind)


def _address_to_keep(asked: str, answer: Answer) -> str:
    """The new address after a redirect for good, unless the typed one has a password.

    That is 301 or 308 (RFC 9110 §15.4), or a page that leads on by itself: a feed's old address then has no other way.
    """
    if "@" in urlsplit(asked).netloc or any(hop.status not in (200, 301, 308) for hop in answer.redirects):
        return asked
    return answer.url


def _feed_kind(head: str, body: bytes) -> str:
    if found := _ROOT.match(head):
        return {"rss": "rss", "feed": "atom", "rdf": "rdf"}[found[1].lower()]
    is_json = head.lstrip("\ufeff \t\r\n").startswith("{")
    return "json" if is_json and _JSON_FEED.search(body) else ""


def _in_order(links: Iterable[FeedLink], page: str) -> list[FoundFeed]:
    """Each feed once, in the page's order, feeds of comments last.

    If the page names only feeds of comments, they stay.
    """
    found = {same_feed_key(link.url): FoundFeed(link.url, link.title, link.kind) for link in links}
    return sorted(found.values(), key=lambda feed: _is_of_comments(feed, page))


def _is_of_comments(feed: FoundFeed, page: str) -> bool:
    """True for a feed of comments, by title or path.

    WordPress gives every post such a feed below the post's address.
    """
    if _COMMENTS_PATH.search(urlsplit(feed.url).path) or _COMMENTS_TITLE.search(feed.title):
        return True
    post = urlsplit(page)
    return bool(post.path.strip("/")) and canonical(feed.url) == canonical(page).partition("?")[0] + "/feed"


def _refusal(status: int) -> Failure:
    """The Failure for a status, worded for an address just typed: there is no feed to pause."""
    kind = {
        401: FailureKind.UNAUTHORISED,
        403: FailureKind.FORBIDDEN,
        404: FailureKind.NOT_FOUND,
        410: FailureKind.GONE,
        429: FailureKind.TOO_MANY,
        503: FailureKind.TOO_MANY,
    }.get(status, FailureKind.HTTP_STATUS)
    return Failure(kind, {"status": str(status)})
