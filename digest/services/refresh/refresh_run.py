"""One refresh under the lock: fetch, merge, save in batches, stop on a signal."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from digest.config.clock import local
from digest.config.settings import Settings
from digest.domain.entry import Entry
from digest.domain.errors import LibraryDamaged
from digest.domain.feed import Feed, feed_title
from digest.domain.health import Failure, FailureKind
from digest.domain.message import msg
from digest.domain.month import month_of
from digest.domain.query import Seen
from digest.feeds.fetch import Failed, NotModified
from digest.feeds.pipeline import Due, FeedOutcome, outcomes
from digest.feeds.schedule import confirmed_move, failed, succeeded
from digest.services.refresh.refresh_report import FeedError, RefreshProgress, RefreshReport
from digest.storage.store import FeedRefresh, Store

#: A batch is saved when it is so old or holds so many characters of text: little to fetch again when the power goes,
#: a bounded memory, and little left to save when the last server has answered.
_BATCH_SECONDS = 0.5
_BATCH_CHARACTERS = 1_000_000
#: Towards the end a batch is saved when it holds as many feeds as are still to come, so that hardly anything is left to
#: save when the last server has answered; but with fewer feeds and characters than these it is not worth a transaction.
_LEAST_FEEDS, _LEAST_CHARACTERS = 32, 200_000
#: Seconds for which one thread may keep the interpreter to itself. With the usual 5 ms the thread that saves, which
#: gives it away at each row, waited so long each time, and so did the processes that read for their next document.
_TURN_SECONDS = 0.0005


def refresh_now(
    due: list[Due],
    store: Store,
    settings: Settings,
    now: datetime,
    environ: Mapping[str, str],
    report: RefreshReport,
    tell: Callable[[RefreshProgress], None],
    rules: Callable[[Sequence[Entry], Mapping[str, str]], Sequence[Entry]],
    texts: Callable[[RefreshReport, float], Awaitable[None]],
    until: float,
    batch_seconds: float = _BATCH_SECONDS,
) -> None:
    """Refresh these feeds, filling `report`; return when all, or all that was whole, is stored.

    `rules` are applied to new entries, given with their texts by id, and return those whose whole text to fetch, which
    `texts` does at the end, until the time that it is given. A signal ends either.
    `until` is when the run is over, by the monotonic clock; a batch is saved when it is `batch_seconds` old.
    """
    run = _Run(store, settings, now, environ, report, tell, rules, until, batch_seconds)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        with suppress(asyncio.CancelledError):
            asyncio.run(_until_signalled(run.all(due), texts, report, until))
    finally:
        sys.setswitchinterval(usual)


async def _until_signalled(
    feeds: Awaitable[None],
    texts: Callable[[RefreshReport, float], Awaitable[None]],
    report: RefreshReport,
    until: float,
) -> None:
    _stop_on_signals()
    try:
        await feeds
        if report.full_text:
            await texts(report, until)
    except asyncio.CancelledError:
        report.interrupted = True
        raise


def _stop_on_signals() -> None:
    """Let Ctrl-C, SIGTERM and SIGHUP cancel the run; what is whole is saved.

    A terminal that closes sends SIGHUP; whoever ignores it (nohup) means the run to go on.
    """
    task = asyncio.current_task()
    assert task is not None
    ending = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        ending.discard(signal.SIGHUP)
    for number in ending:
        # Only a main thread may listen to signals; elsewhere (a TUI's worker) its owner cancels the run.
        with suppress(ValueError, RuntimeError):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)


class _Run:
    """One run under the lock: consumes outcomes, merges them, saves them in batches."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        now: datetime,
        environ: Mapping[str, str],
        report: RefreshReport,
        tell: Callable[[RefreshProgress], None],
        rules: Callable[[Sequence[Entry], Mapping[str, str]], Sequence[Entry]],
        until: float,
        batch_seconds: float,
    ) -> None:
        self._store = store
        self._until = until
        self._batch_seconds = batch_seconds
        self._rules = rules
        self._settings = settings
        self._now = now
        self._environ = environ
        self._report = report
        self._tell = tell
        self._progress = RefreshProgress()
        self._batch: list[FeedRefresh] = []
        self._arrived: list[Entry] = []
        self._batch_began = time.monotonic()
        self._batch_characters = 0
        self._saving: asyncio.Task[None] | None = None

    async def all(self, due: list[Due]) -> None:
        self._progress.total = len(due)
        stream = outcomes(due, self._settings.network, self._now, self._started, self._environ)
        merging = asyncio.create_task(asyncio.to_thread(self._store.merge_index))
        try:
            async with asyncio.timeout(self._until - time.monotonic()):
                async for outcome in stream:
                    await self._take(outcome)
        except TimeoutError:
            self._report.out_of_time = True
        finally:
            await stream.aclose()
            await self._saved()
            self._save(*self._taken())
            await merging
            self._report.skipped += len(due) - self._progress.done

    def _started(self, feed: Feed) -> None:
        self._progress.hosts[feed.id] = feed.host
        self._progress.last = None
        self._tell(self._progress)

    async def _take(self, outcome: FeedOutcome) -> None:
        new_before = self._report.new
        judged = self._judged(outcome)
        self._batch.append(judged)
        self._batch_characters += sum(map(len, judged.content.values()))
        title = feed_title(outcome.due.feed, judged.state)
        self._progress.last = (title, self._report.new - new_before, outcome.failure)
        self._progress.hosts.pop(outcome.due.feed.id, None)
        self._progress.done += 1
        self._progress.new = self._report.new
        self._progress.failed = self._report.failed
        self._tell(self._progress)
        if self._batch_is_full():
            await self._saved()
            self._saving = asyncio.create_task(asyncio.to_thread(self._save, *self._taken()))

    def _batch_is_full(self) -> bool:
        if time.monotonic() - self._batch_began >= self._batch_seconds or self._batch_characters >= _BATCH_CHARACTERS:
            return True
        to_come = self._progress.total - self._progress.done
        is_worth_it = len(self._batch) >= _LEAST_FEEDS or self._batch_characters >= _LEAST_CHARACTERS
        return is_worth_it and len(self._batch) >= to_come and (self._saving is None or self._saving.done())

    def _judged(self, outcome: FeedOutcome) -> FeedRefresh:
        """What one outcome means for the library, and for the report's counts."""
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
        from digest.feeds.merge import came_before, merge, possible_keys  # while the first servers think, or never

        parsed = outcome.parsed
        report.fetched += 1
        first = state.last_success is None
        known = self._seen(feed.id, None if first else possible_keys(feed.id, parsed))
        month = month_of(local(self._now))
        merged = merge(feed.id, parsed, known, self._now, month, first=first)
        if merged.new and not first and came_before(merged, known, state.last_success):
            known = self._store.seen(feed.id)  # by its title one may be known that shares no other key
            merged = merge(feed.id, parsed, known, self._now, month, first=first)
        report.new += merged.new
        before = {record.entry_id for record in known}
        self._arrived += [entry for entry in merged.entries if entry.id not in before]
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

    def _seen(self, feed_id: str, wanted: set[str] | None) -> list[Seen]:
        """The feed's seen records; rebuilt from the entries if damaged, so that nothing comes twice.

        All of it if nothing is `wanted`: a feed that was never read mostly has none, which is cheaper to see.
        """
        try:
            return self._store.seen(feed_id, wanted)
        except LibraryDamaged as error:
            known = self._store.seen(feed_id, wanted)
            self._report.begun_anew.append(msg("{damage} It was made anew from the entries.", damage=error.message))
            return known

    def _moved(self, feed: Feed, address: str) -> str:
        if address:
            self._report.moved.append((feed, address))
        return address

    async def _saved(self) -> None:
        """Wait for the batch that is being saved; until then the next one is gathered."""
        if (saving := self._saving) is None:
            return
        try:
            await asyncio.shield(saving)  # whoever ends the run waits for it, too
        finally:
            if saving.done():
                self._saving = None

    def _taken(self) -> tuple[list[FeedRefresh], list[Entry]]:
        """What has been gathered, to be saved; the next batch begins."""
        batch, self._batch, self._batch_characters = self._batch, [], 0
        arrived, self._arrived = self._arrived, []
        self._batch_began = time.monotonic()
        return batch, arrived

    def _save(self, batch: list[FeedRefresh], arrived: list[Entry]) -> None:
        if batch:
            self._store.apply_refresh(batch)
            if arrived:
                bodies = {entry_id: html for refresh in batch for entry_id, html in refresh.content.items()}
                self._report.full_text += self._rules(arrived, bodies)
