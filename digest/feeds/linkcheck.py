"""Does a link still lead somewhere? Asked as cheaply as a server can answer."""

from __future__ import annotations

from datetime import datetime

from digest.domain.health import Failure
from digest.domain.preflight.links import LinkAnswer
from digest.feeds.client import PAGE_ACCEPT, Client, Request
from digest.feeds.fetch import status_failure


async def ask_link(client: Client, url: str, now: datetime) -> LinkAnswer:
    """HEAD, and only where that brings no success GET, of which the head is read and no body.

    Many servers answer HEAD with 403, 404 or 405 and GET with the page, so a bad answer to HEAD proves nothing
    (RFC 9110 9.3.2 asks for the same answer; experience differs). `client` keeps to one request a host.
    """
    outcome = await _ask(client, url, "HEAD", now)
    return outcome if outcome.failure is None else await _ask(client, url, "GET", now)


async def _ask(client: Client, url: str, method: str, now: datetime) -> LinkAnswer:
    answer = await client.get(Request(url=url, accept=PAGE_ACCEPT, max_bytes=0, method=method))
    if isinstance(answer, Failure):
        return LinkAnswer(url, answer)
    return LinkAnswer(answer.url, status_failure(answer, now))
