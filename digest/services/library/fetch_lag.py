"""Fetch workers, for `digest doctor`: leases held and expired, and how far behind they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from digest.domain.feed import Feed, FetchState, feed_title
from digest.domain.message import Message, msg, nmsg
from digest.feeds.schedule import host_waits, is_due, state_at_address

if TYPE_CHECKING:
    from digest.storage.store import Store

#: After this a feed waits for longer than cron or a worker's death explains (the shortest interval is 15 minutes).
LATE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class FetchLag:
    """How many feeds are due, and the one that has waited longest: its title, and for how long.

    A feed that was never asked waits since it was added.
    """

    due: int = 0
    title: str = ""
    waiting: timedelta = timedelta()


def fetch_lag(feeds: Sequence[Feed], states: Mapping[str, FetchState], now: datetime) -> FetchLag:
    """What the next `digest fetch` would ask.

    A feed that asks to be left alone for a time is not due.
    """
    waits = host_waits(feeds, states, now)
    due = [feed for feed in feeds if feed.host not in waits and is_due(feed, states.get(feed.id), now)]
    if not due:
        return FetchLag()
    since = {feed.id: state_at_address(feed, states.get(feed.id)).next_check or feed.added or now for feed in due}
    oldest = min(due, key=lambda feed: since[feed.id])
    waiting = max(now - since[oldest.id], timedelta())
    return FetchLag(len(due), feed_title(oldest, states.get(oldest.id)), waiting)


def told_workers(store: Store) -> Iterator[Message]:
    """One sentence for each worker that holds leases, or that has not given them back."""
    for worker in store.workers():
        if worker.is_expired:
            yield nmsg(
                "The worker {name} ended in the middle of {n} host; the next fetch takes it over.",
                "The worker {name} ended in the middle of {n} hosts; the next fetch takes them over.",
                worker.hosts,
                name=worker.name,
            )
        else:
            yield nmsg(
                "The worker {name} is refreshing {n} host, and is taken over after {until}.",
                "The worker {name} is refreshing {n} hosts, and is taken over after {until}.",
                worker.hosts,
                name=worker.name,
                until=worker.until.astimezone().strftime("%H:%M:%S"),
            )


def told_lag(lag: FetchLag) -> Message:
    """How far behind the workers are, in one sentence."""
    if not lag.due:
        return msg("No feed is waiting to be fetched.")
    return nmsg(
        "{n} feed is due but not fetched yet; “{title}” has waited longest: {time}.",
        "{n} feeds are due but not fetched yet; “{title}” has waited longest: {time}.",
        lag.due,
        title=lag.title,
        time=_told_time(lag.waiting),
    )


def _told_time(time: timedelta) -> Message:
    minutes = int(time.total_seconds()) // 60
    if minutes < 120:
        return nmsg("{n} minute", "{n} minutes", minutes)
    if minutes < 48 * 60:
        return nmsg("{n} hour", "{n} hours", minutes // 60)
    return nmsg("{n} day", "{n} days", minutes // (24 * 60))
