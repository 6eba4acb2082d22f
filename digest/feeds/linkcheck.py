"""Does a link still lead to what it is meant for? Asked as cheaply as a server can answer."""

from __future__ import annotations

from datetime import datetime

from digest.domain.health import Failure
from digest.domain.preflight.link_rules import LinkAnswer
from digest.feeds.client import PAGE_ACCEPT, Answer, Client, Request
from digest.feeds.fetch import status_failure
from digest.feeds.walls import shown_wall
from digest.isolation.readpool import ReadPool

# A page says at its beginning what it is; the rest is not read.
_ENOUGH = 200_000


async def ask_link(client: Client, pool: ReadPool, url: str, now: datetime) -> LinkAnswer:
    """Ask for a link: HEAD, then GET if that failed or gave a web page.

    A page may be a log-in or a "not found".

    Many servers answer HEAD with 403, 404 or 405 and GET with the page, so a bad answer to HEAD proves nothing
    (RFC 9110 9.3.2 asks for the same answer; experience differs). `client` keeps to one request a host, pages are
    read in `pool`.
    """
    head = await client.get(Request(url=url, accept=PAGE_ACCEPT, max_bytes=0, method="HEAD"))
    is_there = isinstance(head, Answer) and status_failure(head, now) is None
    if is_there and isinstance(head, Answer) and not _is_page(head):
        return LinkAnswer(head.url)
    answer = await client.get(Request(url=url, accept=PAGE_ACCEPT, enough_bytes=_ENOUGH))
    if isinstance(answer, Failure):
        # What broke off behind a good head is there all the same.
        return LinkAnswer(head.url) if is_there and isinstance(head, Answer) else LinkAnswer(url, answer)
    failure = status_failure(answer, now)
    if failure is None and _is_page(answer):
        failure = await shown_wall(pool, answer, url)
    return LinkAnswer(answer.url, failure)


def _is_page(answer: Answer) -> bool:
    """By what the server says; one that says nothing may send anything."""
    return "html" in answer.headers.get("content-type", "html").lower()
