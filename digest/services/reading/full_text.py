"""Full texts of pages: fetched on request or because of a rule, kept with their entries."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from digest.config.clock import Clock
from digest.config.settings import NetworkSettings
from digest.domain.entry import Entry
from digest.domain.errors import DigestError, UsageError
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.health import Failure
from digest.domain.message import msg
from digest.domain.url import host_of
from digest.services.reading.pages import ask_page
from digest.storage.store import Store

if TYPE_CHECKING:
    from digest.feeds.client import Answer
    from digest.feeds.full_text import PageText


#: Pages fetched in one run; the others keep the feed's text, and x fetches theirs.
MOST_TEXTS = 100
_HOSTS_AT_ONCE = 4


class PageUnread(DigestError):
    """The page could not be fetched, or has no text to take out."""

    exit_code = 1


class FullText:
    """Requests pages by the guarded client; extraction runs in a process that can be killed."""

    def __init__(self, store: Store, network: NetworkSettings, clock: Clock, environ: Mapping[str, str]) -> None:
        self._store = store
        self._network = network
        self._clock = clock
        self._environ = environ

    def fetch(self, entry: Entry) -> str:
        """Fetch and keep the page's text as sanitised HTML. Raises PageUnread; blocks for seconds."""
        return asyncio.run(self.ask(entry))

    async def ask(self, entry: Entry) -> str:
        """As `fetch`, beside others."""
        if not entry.url:
            raise UsageError(msg("This entry has no address."), msg("There is no page to fetch."))
        answer = await ask_page(entry.url, self._network, self._environ, self._clock())
        if isinstance(answer, Failure):
            raise PageUnread(sentence(answer, "page"), remedy(answer, "page"))
        found = await _read(answer, entry.url)
        if isinstance(found, Failure):
            raise PageUnread(sentence(found, "page"), remedy(found, "page"))
        if not found.html:
            raise PageUnread(
                msg("No text was found on the page; it may be closed to machines or behind a paywall."),
                msg("Open it in the browser."),
            )
        self._store.keep_content(entry, found.html)
        return found.html

    async def fetch_many(self, entries: Sequence[Entry], until: float, came: list[Entry]) -> None:
        """Fetch and keep the texts of new entries, one page a host at a time.

        None is begun once `time.monotonic()` has reached `until`. Adds to `came` those whose text is kept, even if it
        is cancelled; the others keep what the feed gave them.
        """
        by_host: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries[:MOST_TEXTS]:
            by_host[host_of(entry.url)].append(entry)
        places = asyncio.Semaphore(_HOSTS_AT_ONCE)

        async def of_host(ones: list[Entry]) -> None:
            async with places:
                for one in ones:
                    if time.monotonic() >= until:
                        return
                    with suppress(DigestError):  # counted, and told with the report
                        await self.ask(one)
                        came.append(one)

        async with asyncio.TaskGroup() as group:
            for ones in by_host.values():
                group.create_task(of_host(ones))


async def _read(answer: Answer, url: str) -> PageText | Failure:
    """The text of the page; a Failure if something else stands in its place."""
    from digest.feeds.full_text import TEXT
    from digest.feeds.walls import page_wall
    from digest.isolation.readpool import ReadPool

    async with ReadPool(workers=1) as pool:
        if wall := await page_wall(pool, answer, url):
            return wall
        return await pool.read(TEXT, answer.body, answer.url, answer.headers.get("content-type", ""))
