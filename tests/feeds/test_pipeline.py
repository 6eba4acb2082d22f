"""Many feeds at a time, and never more answers in memory than somebody takes."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from digest.config.settings import NetworkSettings
from digest.domain.feed import Feed, FetchState
from digest.domain.health import Failure, FailureKind
from digest.feeds import pipeline
from digest.feeds.fetch import Failed
from digest.feeds.pipeline import Due, FeedOutcome, outcomes

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
FEEDS = 200
PLACES = 4


def due(count: int) -> list[Due]:
    feeds = [Feed(str(number), f"https://blog{number}.example/rss.xml") for number in range(count)]
    return [Due(feed, FetchState(), None) for feed in feeds]


async def answered_at_once(item: Due, *_: object) -> FeedOutcome:
    failure = Failure(FailureKind.REFUSED)
    return FeedOutcome(item, Failed(failure), failure=failure)


def test_who_takes_no_outcome_has_no_further_feeds_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_one", answered_at_once)
    begun: list[str] = []

    async def run() -> list[str]:
        stream = outcomes(due(FEEDS), NetworkSettings(connections=PLACES), NOW, lambda feed: begun.append(feed.id), {})
        async with aclosing(stream):
            taken = [(await anext(stream)).due.feed.id]
            for _ in range(20 * FEEDS):  # everything that can go on without us has gone on
                await asyncio.sleep(0)
            assert len(begun) <= len(taken) + pipeline._MOST_WAITING + PLACES
            taken += [outcome.due.feed.id async for outcome in stream]
        return taken

    assert sorted(asyncio.run(run())) == sorted(feed.feed.id for feed in due(FEEDS))
    assert len(begun) == FEEDS


def test_a_fault_of_ours_ends_the_run_where_its_consumer_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(item: Due, *_: object) -> FeedOutcome:
        raise KeyError(item.feed.id)

    monkeypatch.setattr(pipeline, "_one", broken)

    async def run() -> None:
        stream = outcomes(due(FEEDS), NetworkSettings(connections=PLACES), NOW, lambda _: None, {})
        async with aclosing(stream):
            await anext(stream)

    with pytest.raises(KeyError):
        asyncio.run(run())
