"""While what came in is saved, more is judged; a run that ends waits for both."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.domain.feed import FetchState
from digest.domain.query import EntryQuery
from digest.feeds.client import Answer
from digest.feeds.fetch import Fetched
from digest.feeds.parsed import ParsedEntry, ParsedFeed
from digest.feeds.pipeline import Due, FeedOutcome
from digest.services.refresh import refresh_run
from digest.services.refresh.refresh_report import RefreshProgress, RefreshReport
from digest.storage.store import FeedRefresh
from tests.builders import NOW, a_feed

#: More characters than a batch is to hold.
LONG = f"<p>{'Wort ' * 300_000}</p>"
FEEDS = 3


def outcome(number: int, text: str = LONG) -> FeedOutcome:
    feed = a_feed(number)
    url = f"https://blog{number}.example/beitrag"
    entry = ParsedEntry(url, f"Beitrag {number}", url, url, None, "", "", "Kurz", text, ())
    answer = Answer(200, feed.url, {}, b"")
    return FeedOutcome(
        Due(feed, FetchState(url=feed.url), None),
        Fetched(answer, f"hash {number}"),
        parsed=ParsedFeed(f"Blog {number}", "", "de", (entry,)),
    )


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "config.toml"))
    library.store.add_feeds([a_feed(number) for number in range(FEEDS)])

    async def came(*_: object) -> AsyncGenerator[FeedOutcome, None]:
        for number in range(FEEDS):
            yield outcome(number)

    monkeypatch.setattr(refresh_run, "outcomes", came)
    return library


def test_the_index_is_merged_while_servers_are_waited_for(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    is_merged = threading.Event()

    async def came(*_: object) -> AsyncGenerator[FeedOutcome, None]:
        await asyncio.to_thread(is_merged.wait, 10)
        yield outcome(0)

    monkeypatch.setattr(refresh_run, "outcomes", came)
    monkeypatch.setattr(library.store, "merge_index", is_merged.set)
    library.refresh.run()
    assert is_merged.is_set()
    assert library.store.entries(EntryQuery()).total == 1


def test_the_next_feed_is_judged_while_one_is_saved(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    judged_two = threading.Event()
    keep, waited = library.store.apply_refresh, []

    def apply_refresh(batch: Sequence[FeedRefresh]) -> None:
        waited.append(judged_two.wait(90))
        keep(batch)

    def tell(progress: RefreshProgress) -> None:
        if progress.done == 2:
            judged_two.set()

    monkeypatch.setattr(library.store, "apply_refresh", apply_refresh)
    report = library.refresh.run(force=True, tell=tell)
    assert waited == [True] * FEEDS
    assert report.new == FEEDS
    assert library.store.entries(EntryQuery()).total == FEEDS


def test_a_run_that_is_interrupted_while_it_saves_keeps_what_was_judged(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    keep, kept = library.store.apply_refresh, []

    def apply_refresh(batch: Sequence[FeedRefresh]) -> None:
        ended.wait(90)
        keep(batch)
        kept.append([refresh.feed_id for refresh in batch])

    async def cut_off(*_: object) -> AsyncGenerator[FeedOutcome, None]:
        try:
            yield outcome(0)
            yield outcome(1, "<p>Kurz</p>")
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
            await asyncio.sleep(0)
        finally:
            ended.set()

    monkeypatch.setattr(library.store, "apply_refresh", apply_refresh)
    monkeypatch.setattr(refresh_run, "outcomes", cut_off)
    report = library.refresh.run(force=True)
    assert report.interrupted
    assert kept == [["f0"], ["f1"]]
    assert library.store.entries(EntryQuery()).total == 2


def test_towards_the_end_little_is_left_to_save(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that holds as many feeds as are still to come is saved before it is full."""
    keep, kept = library.store.apply_refresh, []

    def apply_refresh(batch: Sequence[FeedRefresh]) -> None:
        keep(batch)
        kept.append([refresh.feed_id for refresh in batch])

    async def came(*_: object) -> AsyncGenerator[FeedOutcome, None]:
        for number in range(FEEDS):
            yield outcome(number, f"<p>{'Wort ' * 50_000}</p>")

    async def no_texts(*_: object) -> None: ...

    monkeypatch.setattr(library.store, "apply_refresh", apply_refresh)
    monkeypatch.setattr(refresh_run, "outcomes", came)
    due = [outcome(number).due for number in range(FEEDS)]
    refresh_run.refresh_now(
        due, library.store, library.settings, NOW, {}, RefreshReport(), lambda _: None, lambda *_: (),
        no_texts, time.monotonic() + 600, batch_seconds=600,
    )  # fmt: skip
    assert kept == [["f0", "f1"], ["f2"]]
