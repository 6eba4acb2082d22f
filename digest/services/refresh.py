"""Refreshing: which feeds are due, asking them, merging what they bring, keeping it. Light until something is due."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from digest.config.clock import Clock, local
from digest.config.settings import FeedSettings, Settings
from digest.domain.feed import Feed, feed_title
from digest.domain.health import Failure, FailureKind
from digest.domain.month import month_of
from digest.domain.url import same_feed_key
from digest.feeds.schedule import host_waits, is_due, known
from digest.storage.store import FeedRefresh, Store

if TYPE_CHECKING:
    from digest.feeds.pipeline import Due, FeedOutcome

#: A batch is saved when it holds so many feeds or is so old: few writes, and little to lose when the power goes.
_BATCH_FEEDS = 100
_BATCH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class FeedError:
    """A feed that failed in this run."""

    feed: Feed
    title: str
    failure: Failure


@dataclass(slots=True)
class Progress:
    """How far a run is; handed to the caller's `tell` at each change.

    `hosts` are being asked right now, by feed id. `last` is the feed that has just been finished, with the number
    of its new entries and what failed; None while one begins.
    """

    total: int = 0
    done: int = 0
    new: int = 0
    failed: int = 0
    hosts: dict[str, str] = field(default_factory=dict)
    last: tuple[Feed, int, Failure | None] | None = None


@dataclass(slots=True)
class RefreshReport:
    """What a run did. total = fetched + not_modified + unchanged + failed + skipped."""

    total: int = 0
    fetched: int = 0
    not_modified: int = 0
    unchanged: int = 0
    failed: int = 0
    skipped: int = 0
    new: int = 0
    updated: int = 0
    errors: list[FeedError] = field(default_factory=list)
    moved: list[tuple[Feed, str]] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False


class Refresh:
    """Refreshes one library, one run at a time (the Store's refresh lock)."""

    def __init__(
        self, store: Store, settings: Settings, clock: Clock, environ: Mapping[str, str] | None = None
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._environ = os.environ if environ is None else environ

    def run(
        self,
        feeds: Sequence[Feed] | None = None,
        *,
        force: bool = False,
        tell: Callable[[Progress], None] = lambda _: None,
    ) -> RefreshReport:
        """Refresh what is due, or the feeds named (due or not), or with `force` all that are not paused.

        A server's Retry-After is respected even then. Raises FetchRunning where another run is under way. Ctrl-C
        and SIGTERM end the run; what had come in is kept and the report says `interrupted`.
        """
        began = time.monotonic()
        report = RefreshReport()
        if not self._store.feeds():
            return report
        with self._store.refresh_lock():
            due = self._due(feeds, force, report)
            if due:
                self._ask(due, report, tell)
        report.seconds = time.monotonic() - began
        return report

    def _due(self, feeds: Sequence[Feed] | None, force: bool, report: RefreshReport) -> list[Due]:
        now = self._clock()
        present = self._store.feeds()
        states = self._store.fetch_states()
        waits = host_waits(present, states, now)
        named = {feed.id for feed in feeds or ()}
        chosen = [feed for feed in present if not named or feed.id in named]
        report.total = len(chosen)
        due = [
            feed
            for feed in chosen
            if feed.host not in waits
            and is_due(feed, states.get(feed.id), now, force=force or bool(named), named=bool(named))
        ]
        report.skipped = report.total - len(due)
        if not due:
            return []
        from digest.feeds.pipeline import Due

        own = {same_feed_key(url): settings for url, settings in self._settings.feeds.items()}
        return [Due(feed, known(feed, states.get(feed.id)), _own(own, feed)) for feed in due]

    def _ask(self, due: list[Due], report: RefreshReport, tell: Callable[[Progress], None]) -> None:
        run = _Run(self._store, self._settings, self._clock(), self._environ, report, tell)
        with suppress(asyncio.CancelledError):
            asyncio.run(run.all(due))


class _Run:
    """One run under the lock: consumes outcomes, merges them, saves them in batches."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        now: datetime,
        environ: Mapping[str, str],
        report: RefreshReport,
        tell: Callable[[Progress], None],
    ) -> None:
        self._store = store
        self._settings = settings
        self._now = now
        self._environ = environ
        self._report = report
        self._tell = tell
        self._progress = Progress()
        self._batch: list[FeedRefresh] = []
        self._batch_began = time.monotonic()

    async def all(self, due: list[Due]) -> None:
        from digest.feeds.pipeline import outcomes

        self._stop_on_signals()
        self._progress.total = len(due)
        stream = outcomes(due, self._settings.network, self._now, self._started, self._environ)
        try:
            async for outcome in stream:
                await self._take(outcome)
        except asyncio.CancelledError:
            self._report.interrupted = True
            raise
        finally:
            await stream.aclose()
            self._save()
            self._report.skipped += len(due) - self._progress.done

    def _stop_on_signals(self) -> None:
        """Ctrl-C and SIGTERM cancel the run between two outcomes, so that what is whole is saved."""
        task = asyncio.current_task()
        assert task is not None
        for number in (signal.SIGINT, signal.SIGTERM):
            # Only a main thread may listen to signals; elsewhere (a TUI's worker) its owner cancels the run.
            with suppress(ValueError, RuntimeError):
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)

    def _started(self, feed: Feed) -> None:
        self._progress.hosts[feed.id] = feed.host
        self._progress.last = None
        self._tell(self._progress)

    async def _take(self, outcome: FeedOutcome) -> None:
        new_before = self._report.new
        self._batch.append(self._judged(outcome))
        self._progress.last = (outcome.due.feed, self._report.new - new_before, outcome.failure)
        self._progress.hosts.pop(outcome.due.feed.id, None)
        self._progress.done += 1
        self._progress.new = self._report.new
        self._progress.failed = self._report.failed
        self._tell(self._progress)
        if len(self._batch) >= _BATCH_FEEDS or time.monotonic() - self._batch_began >= _BATCH_SECONDS:
            await asyncio.to_thread(self._save)

    def _judged(self, outcome: FeedOutcome) -> FeedRefresh:
        """What one outcome means for the library, and for the report's counts."""
        from digest.feeds.fetch import Failed, NotModified
        from digest.feeds.merge import merge
        from digest.feeds.schedule import confirmed_move, failed, succeeded

        feed, state = outcome.due.feed, outcome.due.state
        fetched, report = outcome.fetched, self._report
        if outcome.failure is not None or isinstance(fetched, Failed):
            assert outcome.failure is not None
            report.failed += 1
            report.errors.append(FeedError(feed, feed_title(feed, state), outcome.failure))
            return FeedRefresh(feed.id, failed(state, outcome.failure, self._now))
        if outcome.parsed is None:
            if isinstance(fetched, NotModified):
                report.not_modified += 1
            else:
                report.unchanged += 1
            moved = self._moved(feed, confirmed_move(state, fetched))
            return FeedRefresh(feed.id, succeeded(feed, state, fetched, None, self._now, new_entries=0), moved_to=moved)
        parsed = outcome.parsed
        report.fetched += 1
        first = state.last_success is None
        merged = merge(feed.id, parsed, self._store.seen(feed.id), self._now, month_of(local(self._now)), first=first)
        report.new += merged.new
        report.updated += merged.updated
        whole = not parsed.damage
        after = succeeded(feed, state, fetched, parsed.hints, self._now, new_entries=merged.new, whole=whole)
        after = replace(after, title=parsed.title, site_url=parsed.site_url, language=parsed.language)
        if not whole:
            failure = Failure(FailureKind.DAMAGED, {"reason": parsed.damage, "host": feed.host})
            after = replace(after, last_error=failure, error_since=state.error_since or self._now)
            report.errors.append(FeedError(feed, feed_title(feed, after), failure))
        return FeedRefresh(
            feed.id,
            after,
            merged.entries,
            merged.content,
            merged.seen,
            moved_to=self._moved(feed, confirmed_move(state, fetched, whole=whole)),
        )

    def _moved(self, feed: Feed, address: str) -> str:
        if address:
            self._report.moved.append((feed, address))
        return address

    def _save(self) -> None:
        batch, self._batch = self._batch, []
        self._batch_began = time.monotonic()
        if batch:
            self._store.apply_refresh(batch)


def _own(settings: Mapping[str, FeedSettings], feed: Feed) -> FeedSettings | None:
    return settings.get(same_feed_key(feed.url))
