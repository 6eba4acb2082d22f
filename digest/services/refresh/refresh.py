"""Refresh: which feeds are due, request them, store the result. Light if nothing is due."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from digest.domain.errors import LeaseLost, LibraryDamaged
from digest.domain.feed import Feed, FetchState, feed_title
from digest.domain.message import msg
from digest.feeds.schedule import host_waits, is_due, state_at_address
from digest.services.refresh.refresh_report import HostWait, RefreshProgress, RefreshReport

if TYPE_CHECKING:
    from digest.config.clock import Clock
    from digest.config.settings import Settings
    from digest.domain.entry import Entry
    from digest.feeds.pipeline import Due
    from digest.storage.store import Store
    from digest.storage.workers import Worker

_NEVER = datetime.min.replace(tzinfo=UTC)


class Refresh:
    """Refreshes one library, alone or as one of several workers (`Store.refreshing`)."""

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
        tell: Callable[[RefreshProgress], None] = lambda _: None,
    ) -> RefreshReport:
        """Refresh what is due, or the named feeds, or with `force` all that are not paused.

        A server's Retry-After is respected even then. Raises FetchRunning during another run. Ctrl-C
        and SIGTERM end the run; what had come in is kept and the report says `interrupted`.
        """
        began = time.monotonic()
        report = RefreshReport()
        if not self._store.feeds():
            return report
        with self._store.refreshing() as worker:
            report.worker = worker.name
            if due := self._due(feeds, force, report):
                self._share(worker, due, report, tell)
        report.seconds = time.monotonic() - began
        return report

    def _due(self, feeds: Sequence[Feed] | None, force: bool, report: RefreshReport) -> list[Due]:
        now = self._clock()
        present = self._store.feeds()
        states = self._states(report)
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
        if force or named:
            report.waiting = _waiting(chosen, states, waits)
        if not due:
            report.next_check = _first_check(chosen, states, waits)
            return []
        from digest.feeds.pipeline import Due
        from digest.services.feeds.feed_settings import own_settings

        due.sort(key=lambda feed: _turn(states.get(feed.id)))
        own = own_settings(self._settings.feeds, present)
        report.unfit_settings = list(own.unfit)
        return [Due(feed, state_at_address(feed, states.get(feed.id)), own.by_feed.get(feed.id)) for feed in due]

    def _states(self, report: RefreshReport) -> Mapping[str, FetchState]:
        """The feeds' states; damaged ones are begun anew, so that cron goes on."""
        try:
            return self._store.fetch_states()
        except LibraryDamaged as error:
            states = self._store.fetch_states()
            report.begun_anew.append(msg("{damage} All feeds are asked anew.", damage=error.message))
            return states

    def _share(
        self, worker: Worker, due: list[Due], report: RefreshReport, tell: Callable[[RefreshProgress], None]
    ) -> None:
        """Ask this worker's feeds; those that others lease or have just asked count as skipped."""
        until = time.monotonic() + self._settings.network.run_seconds
        waiting = {one.feed.id: one for one in due}
        while waiting and not (report.interrupted or report.out_of_time):
            leased = worker.lease({feed_id: one.feed.host for feed_id, one in waiting.items()})
            if leased is None:
                report.leased = len(waiting)
                return self._ask([*waiting.values()], report, tell, until)
            if not leased:
                break
            mine = [waiting.pop(feed_id) for feed_id in leased]
            some = [one for one in mine if not _asked_meanwhile(one, leased[one.feed.id])]
            report.skipped += len(mine) - len(some)
            report.leased += len(some)
            try:
                if some:
                    self._ask(some, report, tell, until)
            except LeaseLost as error:
                report.begun_anew.append(error.in_full)
                report.out_of_time = True
        report.skipped += len(waiting)
        return None

    def _ask(
        self, due: list[Due], report: RefreshReport, tell: Callable[[RefreshProgress], None], until: float
    ) -> None:
        from digest.services.refresh.refresh_run import refresh_now

        now, rules = self._clock(), self._by_rules
        refresh_now(due, self._store, self._settings, now, self._environ, report, tell, rules, self._texts, until)

    async def _texts(self, report: RefreshReport, until: float) -> None:
        """Fetch the whole texts that rules ask for, and count them."""
        from digest.services.reading.full_text import FullText

        wanted, report.full_text = report.full_text, []
        came: list[Entry] = []
        try:
            full_text = FullText(self._store, self._settings.network, self._clock, self._environ)
            await full_text.fetch_many(wanted, until, came)
            report.texts_missed += len(wanted) - len(came)
        finally:
            report.texts += len(came)

    def _by_rules(self, arrived: Sequence[Entry], bodies: Mapping[str, str]) -> Sequence[Entry]:
        """Apply the curator's rules to new entries; returns those whose whole text to fetch."""
        from digest.services.reading.entry_rules import EntryRules  # most refreshes bring nothing new

        return EntryRules(self._store, self._clock).carry_out(arrived, bodies).full_text


def _turn(state: FetchState | None) -> tuple[datetime, bool, int]:
    """What sorts feeds in the order in which to ask them.

    Who waits longest comes first, so that a run that is cut short does not leave the same feeds out for ever. Of those
    that were asked in the same run, which is most of them, the slowest do: else the others wait for them at the end.
    """
    if state is None or state.last_checked is None:
        return _NEVER, False, 0
    return state.last_checked, not state.last_error, -state.answer_ms


def _asked_meanwhile(due: Due, state: FetchState | None) -> bool:
    """Whether another worker has asked it at its present address since the list was made."""
    checked = state_at_address(due.feed, state).last_checked
    return checked is not None and (due.state.last_checked is None or checked > due.state.last_checked)


def _first_check(
    feeds: Sequence[Feed], states: Mapping[str, FetchState], waits: Mapping[str, datetime]
) -> datetime | None:
    """When the first of these feeds is due; None if none of them is asked at all."""
    moments = []
    for feed in feeds:
        state = state_at_address(feed, states.get(feed.id))
        if not feed.paused and not state.gone and (planned := state.next_check or waits.get(feed.host)) is not None:
            moments.append(max(planned, waits.get(feed.host, planned)))
    return min(moments, default=None)


def _waiting(feeds: Sequence[Feed], states: Mapping[str, FetchState], waits: Mapping[str, datetime]) -> list[HostWait]:
    """The hosts that keep any of these feeds waiting, the one to be asked soonest first."""
    titles: dict[str, list[str]] = {}
    for feed in feeds:
        if feed.host in waits and not feed.paused:
            titles.setdefault(feed.host, []).append(feed_title(feed, states.get(feed.id)))
    found = [HostWait(host, waits[host], tuple(names)) for host, names in titles.items()]
    return sorted(found, key=lambda wait: wait.until)
