"""Fetch many feeds at once, and parse the changed ones. Failures are values in the stream.

Nothing here touches the library: `merge` and `services.refresh` decide what an outcome means for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from digest.config.settings import FeedSettings, NetworkSettings
from digest.domain.feed import Feed, FetchState
from digest.domain.health import Failure
from digest.feeds.client import Client
from digest.feeds.fetch import Failed, Fetched, FetchOutcome, fetch
from digest.feeds.parsed import FEED, ParsedFeed
from digest.isolation.readpool import ReadPool

# Outcomes that nobody has taken yet; saving a batch holds up the consumer for a moment.
_MOST_WAITING = 32


@dataclass(frozen=True, slots=True)
class Due:
    """A feed to ask, what is known of it, and its own settings."""

    feed: Feed
    state: FetchState
    own: FeedSettings | None


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """One feed's outcome: `parsed` if a new body was read, `failure` if something failed."""

    due: Due
    fetched: FetchOutcome
    parsed: ParsedFeed | None = None
    failure: Failure | None = None


async def outcomes(
    due: Iterable[Due],
    network: NetworkSettings,
    now: datetime,
    started: Callable[[Feed], None],
    environ: Mapping[str, str],
) -> AsyncGenerator[FeedOutcome, None]:
    """Ask all feeds, as many at a time as the settings allow; yields each outcome as it comes.

    `started` is called when a feed's turn begins. Cancelling the consumer cancels what is under way. A slow consumer
    slows the asking down: what came in and waits for it is bounded.
    """
    waiting = list(due)
    async with ReadPool() as pool, AsyncExitStack() as stack:
        # What was never asked will have a body to read; the others mostly have not, nor has what always fails.
        pool.prepare(FEED.module, sum(item.state.last_checked is None for item in waiting))
        await asyncio.sleep(0)  # so that the workers load their libraries while the client loads its own
        client = await stack.enter_async_context(Client(network, environ))
        asking = _Asking(client, pool, now, started, network.connections)
        try:
            for items in _by_host(waiting):
                asking.begin(asking.ask(items))
            for _ in waiting:
                outcome = await asking.outcomes.get()
                if isinstance(outcome, Exception):
                    raise outcome
                yield outcome
        finally:
            await asking.end()


class _Asking:
    """Asks for feeds: at most `most` hosts at a time, with at most `most` answers unread."""

    def __init__(
        self, client: Client, pool: ReadPool, now: datetime, started: Callable[[Feed], None], most: int
    ) -> None:
        #: What has come; an exception is a bug, and ends the run where its consumer sees it.
        self.outcomes: asyncio.Queue[FeedOutcome | Exception] = asyncio.Queue(_MOST_WAITING)
        self._client = client
        self._pool = pool
        self._now = now
        self._started = started
        self._hosts = asyncio.Semaphore(most)
        self._unread = asyncio.Semaphore(most)
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do it beside everything else, until the end."""
        self._tasks.add(task := asyncio.create_task(work))
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Cancel what is under way."""
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def ask(self, items: list[Due]) -> None:
        """Ask one host for its feeds in turn; an answer is read while the next is awaited."""
        async with self._hosts:
            for item in items[:-1]:
                self.begin(self._tell(item, await self._asked(item)))
            last = await self._asked(items[-1])
        await self._tell(items[-1], last)

    async def _asked(self, item: Due) -> FetchOutcome | Exception:
        await self._unread.acquire()
        try:
            self._started(item.feed)
            return await fetch(self._client, item.feed, item.state, item.own, self._now)
        except Exception as error:  # noqa: BLE001 - see `outcomes`
            return error

    async def _tell(self, item: Due, fetched: FetchOutcome | Exception) -> None:
        try:
            outcome = fetched if isinstance(fetched, Exception) else await _read(item, fetched, self._pool)
        except Exception as error:  # noqa: BLE001 - see `outcomes`
            outcome = error
        await self.outcomes.put(outcome)
        self._unread.release()


async def _read(item: Due, fetched: FetchOutcome, pool: ReadPool) -> FeedOutcome:
    if isinstance(fetched, Failed):
        return FeedOutcome(item, fetched, failure=fetched.failure)
    if not isinstance(fetched, Fetched):
        return FeedOutcome(item, fetched)
    answer = fetched.answer
    parsed = await pool.read(FEED, answer.body, answer.headers.get("content-type", ""), answer.url)
    if isinstance(parsed, Failure):
        return FeedOutcome(item, fetched, failure=parsed)
    return FeedOutcome(item, fetched, parsed=parsed)


def _by_host(items: list[Due]) -> list[list[Due]]:
    """The feeds of each host, which are asked for one at a time; hosts with many come first."""
    by_host: dict[str, list[Due]] = {}
    for item in items:
        by_host.setdefault(item.feed.host, []).append(item)
    return sorted(by_host.values(), key=len, reverse=True)
