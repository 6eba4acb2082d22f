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
from digest.feeds.pipeline import Due, outcomes

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
FEEDS = 200
PLACES = 4


def due(count: int) -> list[Due]:
    feeds = [Feed(str(number), f"https://blog{number}.example/rss.xml") for number in range(count)]
    return [Due(feed, FetchState(), None) for feed in feeds]


async def refused_at_once(*_: object) -> Failed:
    return Failed(Failure(FailureKind.REFUSED))


def test_who_takes_no_outcome_has_no_further_feeds_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "fetch", refused_at_once)
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
    async def broken(_: object, feed: Feed, *__: object) -> Failed:
        raise KeyError(feed.id)

    monkeypatch.setattr(pipeline, "fetch", broken)

    async def run() -> None:
        stream = outcomes(due(FEEDS), NetworkSettings(connections=PLACES), NOW, lambda _: None, {})
        async with aclosing(stream):
            await anext(stream)

    with pytest.raises(KeyError):
        asyncio.run(run())


def test_a_host_with_several_feeds_is_asked_at_once_and_goes_on_as_soon_as_it_has_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What takes longest, one host's feeds one after the other, waits for nobody in between."""
    asked: list[str] = []
    answers = {f"shared{number}": asyncio.Event() for number in range(3)}

    async def fetch(_: object, feed: Feed, *__: object) -> Failed:
        asked.append(feed.id)
        await answers.setdefault(feed.id, asyncio.Event()).wait()
        return Failed(Failure(FailureKind.REFUSED))

    monkeypatch.setattr(pipeline, "fetch", fetch)
    single = [Feed(f"single{number}", f"https://blog{number}.example/rss.xml") for number in range(8)]
    shared = [Feed(name, f"https://haus.example/{name}.xml") for name in answers]
    wanted = [Due(feed, FetchState(), None) for feed in (*single, *shared)]

    async def run() -> None:
        stream = outcomes(wanted, NetworkSettings(connections=2), NOW, lambda _: None, {})
        async with aclosing(stream), asyncio.timeout(90):
            first = asyncio.ensure_future(anext(stream))
            for feed in shared:
                while feed.id not in asked:
                    await asyncio.sleep(0)
                answers[feed.id].set()
            await first

    asyncio.run(run())
    assert asked[:4] == ["shared0", "single0", "shared1", "shared2"]
