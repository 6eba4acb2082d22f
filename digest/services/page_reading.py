"""A web page read from its address: what it says of itself, and its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from digest.config.settings import NetworkSettings
from digest.domain.health import Failure, FailureKind

if TYPE_CHECKING:
    from digest.feeds.article import PageFacts

# schema.org's isAccessibleForFree, in JSON-LD or microdata: what publishers tell search engines of a paywall.
_PAYWALL = re.compile(rb"""["']?isAccessibleForFree["']?\s*(?::|content=)\s*["']?false""", re.IGNORECASE)

# Characters. A heading alone, or "Please switch on JavaScript", is no text.
_HARDLY_TEXT = 60


@dataclass(frozen=True, slots=True)
class PageRead:
    """`html` is the text, sanitised; `shortfall` says why it is none, or not the whole (NO_TEXT, PAYWALL, PARSER)."""

    facts: PageFacts
    html: str
    shortfall: Failure | None


def read_address(url: str, network: NetworkSettings, environ: Mapping[str, str], now: datetime) -> PageRead | Failure:
    """Fetch and read a page; blocks for seconds. A Failure where there is no page at all."""
    from digest.feeds.client import PAGE_ACCEPT, Request, get_now
    from digest.feeds.fetch import status_failure

    answer = get_now(network, Request(url=url, accept=PAGE_ACCEPT), environ)
    if isinstance(answer, Failure):
        return answer
    failure = status_failure(answer, now)
    if failure is not None:
        return failure
    if not answer.body.strip():
        return Failure(FailureKind.EMPTY)
    from digest.feeds.article import read_page
    from digest.feeds.fulltext import page_html
    from digest.feeds.sanitise import plain_text

    content_type = answer.headers.get("content-type", "")
    facts = read_page(answer.body, answer.url, content_type)
    html = page_html(answer.body, answer.url, content_type)
    if isinstance(html, Failure):
        return PageRead(facts, "", html)
    if len(plain_text(html, 4 * _HARDLY_TEXT)) < _HARDLY_TEXT:
        return PageRead(facts, "", Failure(FailureKind.NO_TEXT))
    return PageRead(facts, html, Failure(FailureKind.PAYWALL) if _PAYWALL.search(answer.body) else None)
