"""A feed's health in plain words: state, when it is asked next and why."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from digest.config.clock import local
from digest.config.language import tell
from digest.domain.failure_details import why_then
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.health import Failure
from digest.domain.message import Message, msg, nmsg

if TYPE_CHECKING:
    from digest.services.feeds.feed_overview import FeedOverview

_STATES = {
    "ok": msg("well"),
    "new": msg("not asked yet"),
    "error": msg("failed"),
    "gone": msg("given up"),
    "paused": msg("paused"),
}


def is_broken(row: FeedOverview) -> bool:
    """True if the curator should look."""
    return row.status in ("error", "gone")


def state_words(row: FeedOverview) -> str:
    """One or two words; muting is told if nothing else is."""
    return tell(msg("muted") if row.feed.muted and row.status == "ok" else _STATES[row.status])


def moment_words(moment: datetime | None, now: datetime) -> str:
    """A time as short as it may be: only the hour on the same day; "–" for none."""
    if moment is None:
        return "–"
    then, today = local(moment), local(now).date()
    if then.date() == today:
        return then.strftime("%H:%M")
    return then.strftime(tell(msg("%m-%d %H:%M") if then.year == today.year else msg("%Y-%m-%d %H:%M")))


def next_words(row: FeedOverview, now: datetime) -> str:
    """When it is asked next; "–" if it is not."""
    if row.status in ("paused", "gone"):
        return "–"
    planned = row.state.next_check
    return tell(msg("now")) if planned is None or planned <= now else moment_words(planned, now)


def reason_words(row: FeedOverview, now: datetime) -> Message | None:
    """Why it is asked at that time, as a sentence; None if there is nothing to explain."""
    if row.status == "paused":
        return msg("It is paused and not asked; p asks it again.")
    reason = why_then(row.state.next_reason)
    if row.status == "gone" or reason is None or row.state.next_check is None or row.state.next_check <= now:
        return None
    return msg("Next check {time}: {reason}.", time=moment_words(row.state.next_check, now), reason=reason)


def trouble_words(row: FeedOverview) -> tuple[Message, Message] | None:
    """What went wrong last and what to do about it."""
    error = row.state.last_error
    if error is None:
        return None
    known = Failure(error.kind, {**error.detail, "feed": row.feed.id})
    return sentence(known), remedy(known)


def since_words(row: FeedOverview, now: datetime) -> Message | None:
    """Since when it has failed, and how often."""
    if row.state.error_since is None or row.state.last_error is None:
        return None
    return nmsg(
        "Since {time}, {n} failure.",
        "Since {time}, {n} failures in a row.",
        max(1, row.state.errors),
        time=moment_words(row.state.error_since, now),
    )
