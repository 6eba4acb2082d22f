"""What a refresh tells: how far it is while it runs, and what it did when it has ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from digest.domain.health import Failure, FailureKind
from digest.domain.message import Message, msg

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.domain.feed import Feed

#: Said once, by every front end, instead of a sentence for each feed.
NOBODY_ANSWERED = msg("No feed answered. Is this computer online?")

_UNREACHED = frozenset(
    {FailureKind.DNS, FailureKind.REFUSED, FailureKind.CONNECT, FailureKind.PROXY, FailureKind.TIMEOUT}
)


@dataclass(frozen=True, slots=True)
class FeedError:
    """A feed that failed in this run."""

    feed: Feed
    title: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class HostWait:
    """A host to wait for until a time, and the titles of its feeds that were wanted."""

    host: str
    until: datetime
    titles: tuple[str, ...]


@dataclass(slots=True)
class RefreshProgress:
    """How far a run is; handed to the caller's `tell` at each change.

    `hosts` are being asked right now, by feed id. `last` is the title of the feed that has just been finished, with the
    number of its new entries and what failed; None while one begins.
    """

    total: int = 0
    done: int = 0
    new: int = 0
    failed: int = 0
    hosts: dict[str, str] = field(default_factory=dict)
    last: tuple[str, int, Failure | None] | None = None


@dataclass(slots=True)
class RefreshReport:
    """What a run did. total = fetched + not_modified + unchanged + failed + skipped.

    `out_of_time`: the run came to the end of `run_seconds`; the feeds not reached count as skipped and stay due.
    `begun_anew`: what was damaged of that which only refreshing writes, and was set aside: a sentence each.
    `unfit_settings`: addresses of the configuration's `[feeds."…"]` that fit no feed.
    `next_check`: if nothing was due, when the first feed is.
    `full_text`: new entries whose whole text a rule asks for; `texts` of them came, `texts_missed` did not.
    `worker`: who has done it, if several share the feeds; `leased`: how many feeds it got.
    `waiting`: the hosts whose Retry-After kept feeds from being asked that were named or forced.
    """

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
    out_of_time: bool = False
    waiting: list[HostWait] = field(default_factory=list)
    unfit_settings: list[str] = field(default_factory=list)
    next_check: datetime | None = None
    begun_anew: list[Message] = field(default_factory=list)
    full_text: list[Entry] = field(default_factory=list)
    texts: int = 0
    texts_missed: int = 0
    worker: str = ""
    leased: int = 0

    @property
    def asked(self) -> int:
        """How many feeds were asked."""
        return self.total - self.skipped

    @property
    def nobody_answered(self) -> bool:
        """True if several feeds were asked and none could be reached: probably offline."""
        return self.asked > 1 and len(self.errors) == self.asked and all(map(_is_unreached, self.errors))


def _is_unreached(error: FeedError) -> bool:
    return error.failure.kind in _UNREACHED
