"""A web page read from its address: what it says of itself, and its text."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from digest.config.settings import NetworkSettings
from digest.domain.health import Failure, FailureKind
from digest.domain.url import host_of, without_tracking

if TYPE_CHECKING:
    from digest.feeds.article import PageFacts
    from digest.feeds.client import Answer
    from digest.feeds.full_text import PageText

# schema.org's isAccessibleForFree, in JSON-LD or microdata: what publishers tell search engines of a paywall.
_PAYWALL = re.compile(rb"""["']?isAccessibleForFree["']?\s*(?::|content=)\s*["']?false""", re.IGNORECASE)

# Another scheme may be of use after these.
_UNREACHABLE = frozenset({
    FailureKind.REFUSED, FailureKind.CONNECT, FailureKind.TIMEOUT, FailureKind.TLS, FailureKind.HANDSHAKE,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageRead:
    """`url` is the address to keep (`_address_to_keep`).

    `html` is the text, sanitised; `shortfall` says why it is none, or not the whole (NO_TEXT, PAYWALL, PARSER).
    """

    url: str
    facts: PageFacts
    html: str
    shortfall: Failure | None


def read_first(
    addresses: Sequence[str], network: NetworkSettings, environ: Mapping[str, str], now: datetime
) -> tuple[str, PageRead | Failure]:
    """The first address that answers, with its page; if none does, the first one's failure."""
    failed: list[tuple[str, Failure]] = []
    for url in addresses:
        page = read_address(url, network, environ, now)
        if not isinstance(page, Failure) or page.kind not in _UNREACHABLE:
            return url, page
        failed.append((url, page))
    return failed[0]


def read_address(url: str, network: NetworkSettings, environ: Mapping[str, str], now: datetime) -> PageRead | Failure:
    """Fetch and read a page; blocks for seconds. A Failure if there is none, or a wall."""
    answer = fetch_page(url, network, environ, now)
    if isinstance(answer, Failure):
        return answer
    if not answer.body.strip():
        return Failure(FailureKind.EMPTY)
    kept = _address_to_keep(url, answer)
    facts, text = asyncio.run(_read(answer, url))
    if isinstance(facts, Failure):
        return facts
    if isinstance(text, Failure):
        return PageRead(kept, facts, "", text)
    if text.is_hardly_any:
        return PageRead(kept, facts, "", Failure(FailureKind.NO_TEXT))
    return PageRead(kept, facts, text.html, Failure(FailureKind.PAYWALL) if _PAYWALL.search(answer.body) else None)


def fetch_page(url: str, network: NetworkSettings, environ: Mapping[str, str], now: datetime) -> Answer | Failure:
    """As `ask_page`, but blocks for seconds."""
    return asyncio.run(ask_page(url, network, environ, now))


async def ask_page(url: str, network: NetworkSettings, environ: Mapping[str, str], now: datetime) -> Answer | Failure:
    """Request a page; the answer if its status says success, else a Failure."""
    from digest.feeds.client import PAGE_ACCEPT, Client, Request

    async with Client(network, environ) as client:
        answer = await client.get(Request(url=url, accept=PAGE_ACCEPT))
    if isinstance(answer, Failure) or answer.is_success:
        return answer
    from digest.feeds.fetch import status_failure

    return status_failure(answer, now) or answer


async def _read(answer: Answer, url: str) -> tuple[PageFacts | Failure, PageText | Failure]:
    """The page's facts and text, either may be missing; neither is taken from a wall."""
    from digest.feeds.article import FACTS
    from digest.feeds.full_text import TEXT
    from digest.feeds.walls import page_wall
    from digest.isolation.readpool import ReadPool

    content_type = answer.headers.get("content-type", "")
    async with ReadPool(workers=1) as pool:
        if wall := await page_wall(pool, answer, url):
            return wall, wall
        facts = await pool.read(FACTS, answer.body, answer.url, content_type)
        if isinstance(facts, Failure):
            return facts, facts
        return facts, await pool.read(TEXT, answer.body, answer.url, content_type)


def _address_to_keep(url: str, answer: Answer) -> str:
    """The page's own address, for a short link or a page that has moved permanently.

    A passing redirect within a domain may lead elsewhere tomorrow: what was asked for stays, and so does an address
    with a password.
    """
    if not answer.redirects or "@" in urlsplit(url).netloc:
        return url
    moved = all(hop.status in (200, 301, 308) for hop in answer.redirects)
    return without_tracking(answer.url) if moved or _domain(url) != _domain(answer.url) else url


def _domain(url: str) -> str:
    """The last two labels of the host; figures whole."""
    host = host_of(url)
    return host if host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])
