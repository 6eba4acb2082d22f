"""Fetch many feeds at once, and parse the changed ones. Failures are values in the stream.

Nothing here touches the library: `merge` and `services.refresh` decide what an outcome means for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
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
    queue: asyncio.Queue[FeedOutcome | Exception] = asyncio.Queue(_MOST_WAITING)
    waiting = list(due)
    turns = asyncio.Semaphore(network.connections)
    async with ReadPool() as pool, AsyncExitStack() as stack:
        # What was never asked will have a body to read; the others mostly have not, nor has what always fails.
        pool.prepare(FEED.module, sum(item.state.last_checked is None for item in waiting))
        await asyncio.sleep(0)  # so that the workers load their libraries while the client loads its own
        client = await stack.enter_async_context(Client(network, environ))

        async def one(item: Due) -> None:
            async with turns:
                result: FeedOutcome | Exception
                try:
                    started(item.feed)
                    result = await _one(item, client, pool, now)
                except Exception as error:  # noqa: BLE001 - a bug must end the run where its consumer sees it
                    result = error
                await queue.put(result)

        tasks = [asyncio.create_task(one(item)) for item in _spread_hosts(waiting)]
        try:
            for _ in tasks:
                outcome = await queue.get()
                if isinstance(outcome, Exception):
                    raise outcome
                yield outcome
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _one(item: Due, client: Client, pool: ReadPool, now: datetime) -> FeedOutcome:
    fetched = await fetch(client, item.feed, item.state, item.own, now)
    if isinstance(fetched, Failed):
        return FeedOutcome(item, fetched, failure=fetched.failure)
    if not isinstance(fetched, Fetched):
        return FeedOutcome(item, fetched)
    answer = fetched.answer
    parsed = await pool.read(FEED, answer.body, answer.headers.get("content-type", ""), answer.url)
    if isinstance(parsed, Failure):
        return FeedOutcome(item, fetched, failure=parsed)
    return FeedOutcome(item, fetched, parsed=parsed)


def _spread_hosts(items: list[Due]) -> list[Due]:
    """Round robin over hosts: one host's feeds take turns, so they must not fill all slots.

    Hosts with many feeds come first: nothing else is left to wait for when the others are done.
    """
    by_host: dict[str, list[Due]] = {}
    for item in items:
        by_host.setdefault(item.feed.host, []).append(item)
    groups = sorted(by_host.values(), key=len, reverse=True)
    rounds = len(groups[0]) if groups else 0
    return [group[turn] for turn in range(rounds) for group in groups if turn < len(group)]
