"""When a feed is asked, and what is kept of the answer: pure functions of its state.

The next check is the latest of what the server's cache fields and the feed itself ask for, at least 15 minutes and
at most 24 hours away; after errors it is twice as far each time, up to 48 hours. `FetchState.next_reason` says why:

    minimum      nobody asked for more                    ttl          RSS ttl, sy:updatePeriod
    max-age      Cache-Control                            skip         RSS skipHours, skipDays
    expires      Expires                                  error        backing off
    retry-after  the server named a time                  gone         410: not asked again by itself
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from digest.domain.feed import Feed, FetchState
from digest.domain.health import Failure, FailureKind
from digest.feeds.freshness import expires, max_age

if TYPE_CHECKING:
    from digest.feeds.client import Answer
    from digest.feeds.fetch import Fetched, NotModified, Unchanged
    from digest.feeds.parsed import UpdateHints

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
LONGEST_AFTER_ERRORS = timedelta(hours=48)

#: So often a feed is fetched in full: some servers say 304 for ever.
FULL_FETCH_EVERY = timedelta(days=8)


def state_at_address(feed: Feed, state: FetchState | None) -> FetchState:
    """What is known of a feed at its present address.

    Validators, schedule, health and moves belong to the address they were learned at; the feed's own title and the
    dates of its last success and last new entry stay with the feed. If somebody undid a move, `refused_url` is
    the address that was not wanted, so that the server's next word does not undo that (`confirmed_move`).
    """
    state = state or FetchState()
    if state.url == feed.url:
        return state
    if not state.url:  # never answered yet
        return replace(state, url=feed.url)
    return FetchState(
        url=feed.url,
        last_success=state.last_success,
        last_new=state.last_new,
        title=state.title,
        site_url=state.site_url,
        language=state.language,
        refused_url=state.url if feed.url == state.previous_url else state.refused_url,
    )


def is_due(feed: Feed, state: FetchState | None, now: datetime, force: bool = False, *, named: bool = False) -> bool:
    """True if a feed is to be asked now; `force` ignores the schedule.

    `named` (asked for by name) also wakes a gone feed.

    Paused feeds are never due, and a server's Retry-After is kept even with `force`.
    """
    state = state_at_address(feed, state)
    if feed.paused or feed.removed is not None or _lies_ahead(state.retry_after, now):
        return False
    if state.gone:
        return named
    return force or not _lies_ahead(state.next_check, now)


def host_waits(feeds: Iterable[Feed], states: Mapping[str, FetchState], now: datetime) -> dict[str, datetime]:
    """Hosts to wait for, and until when: one feed's Retry-After holds for its whole host."""
    waits: dict[str, datetime] = {}
    for feed in feeds:
        until = state_at_address(feed, states.get(feed.id)).retry_after
        if until is not None and _lies_ahead(until, now):
            waits[feed.host] = max(until, waits.get(feed.host, until))
    return waits


def validators(feed: Feed, state: FetchState, now: datetime) -> dict[str, str]:
    """The fields for a conditional request (RFC 9110 13.1); none if a full fetch is due."""
    if state.url != feed.url or state.full_fetch is None or now - state.full_fetch >= FULL_FETCH_EVERY:
        return {}
    fields = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in fields.items() if value}


def succeeded(
    feed: Feed,
    state: FetchState,
    outcome: Fetched | NotModified | Unchanged,
    hints: UpdateHints | None,
    now: datetime,
    *,
    new_entries: int,
    whole: bool = True,
) -> FetchState:
    """The state after a feed answered.

    `hints` are the parsed feed's; None if it was not parsed: then those of its last parsing hold.

    Of a body that is damaged (`whole` False, or packed data that broke off) neither hash nor validators are kept, so
    that it is fetched and parsed again. The feed's own title, site and language are left to the caller.
    """
    state = state_at_address(feed, state)
    answer = outcome.answer
    not_modified = answer.status == 304
    whole = whole and answer.whole
    etag, last_modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    if not_modified:
        etag, last_modified = etag or state.etag, last_modified or state.last_modified
    moved = confirmed_move(state, outcome, whole=whole)
    hints = hints or _last_hints(state)
    next_check, reason = _next_check(answer, hints, now)
    return replace(
        state,
        url=moved or feed.url,
        previous_url=feed.url if moved else state.previous_url,
        moved_to="" if moved else outcome.permanent_url,
        etag=etag if whole else "",
        last_modified=last_modified if whole else "",
        # A whole body proves as much as a request without validators: this server does not always say 304.
        full_fetch=state.full_fetch if not_modified else now,
        body_hash=getattr(outcome, "body_hash", state.body_hash) if whole else "",
        next_check=next_check,
        next_reason=reason,
        retry_after=None,
        last_checked=now,
        last_success=now,
        last_new=now if new_entries else state.last_new,
        last_error=None,
        error_since=None,
        errors=0,
        gone=False,
        rhythm=int((hints.every or timedelta()).total_seconds()),
        skip_hours=tuple(sorted(hints.skip_hours)),
        skip_days=tuple(sorted(hints.skip_days)),
        answer_ms=round(answer.seconds * 1000),
    )


def failed(state: FetchState, failure: Failure, now: datetime) -> FetchState:
    """The state after fetching or parsing failed; hash and validators stay as they were.

    `state` should come from `state_at_address`, so that a new address starts with a clean slate.
    """
    errors = state.errors + 1
    wait, reason = min(SHORTEST * 2 ** min(errors - 1, 10), LONGEST_AFTER_ERRORS), "error"
    retry_after = None
    wish = failure.detail.get("retry_after", "")
    if wish.isascii() and wish.isdigit():
        # Bounded, or one absurd number would silence a feed for good.
        asked = timedelta(seconds=min(int(wish), int(LONGEST_AFTER_ERRORS.total_seconds())))
        retry_after = now + asked
        if asked > wait:
            wait, reason = asked, "retry-after"
    gone = state.gone or failure.kind is FailureKind.GONE
    return replace(
        state,
        next_check=now + (LONGEST_AFTER_ERRORS if gone else wait),
        next_reason="gone" if gone else reason,
        retry_after=retry_after,
        last_checked=now,
        last_error=failure,
        error_since=state.error_since or now,
        errors=errors,
        moved_to="",  # "twice in a row" begins again
        gone=gone,
    )


def confirmed_move(state: FetchState, outcome: Fetched | NotModified | Unchanged, *, whole: bool = True) -> str:
    """The new address, if the server named it for good twice in a row; else empty.

    Only what parses is a feed: call it for outcomes that did, or that need no parsing. Never back to where the feed
    came from, nor to an address that somebody undid: two servers that send us to each other would go on for ever.
    """
    target = outcome.permanent_url
    if not target or target != state.moved_to or target in (state.previous_url, state.refused_url):
        return ""
    return target if whole and outcome.answer.whole else ""


def _next_check(answer: Answer, hints: UpdateHints, now: datetime) -> tuple[datetime, str]:
    wishes = {
        "minimum": SHORTEST,
        "max-age": max_age(answer.headers),
        "expires": expires(answer.headers, now),
        "ttl": hints.every,
    }
    wait, reason = SHORTEST, "minimum"
    for name, wish in wishes.items():
        if wish is not None and wish > wait:
            wait, reason = wish, name
    planned = now + min(wait, LONGEST)
    moment = _after_skips(planned, hints, now + LONGEST)
    return moment, reason if moment == planned else "skip"


def _last_hints(state: FetchState) -> UpdateHints:
    """What the feed asked for when it was last parsed: an unchanged feed still means it."""
    from digest.feeds.parsed import UpdateHints

    every = timedelta(seconds=min(state.rhythm, int(LONGEST.total_seconds()))) if state.rhythm > 0 else None
    if every is None and state.next_reason == "ttl" and state.next_check and state.last_checked:
        every = state.next_check - state.last_checked  # kept before there was a field for it
    return UpdateHints(every, frozenset(state.skip_hours), frozenset(state.skip_days))


def _after_skips(moment: datetime, hints: UpdateHints, latest: datetime) -> datetime:
    """The first full hour that the feed does not ask to skip, but not after `latest`."""
    while moment < latest and (moment.hour in hints.skip_hours or moment.weekday() in hints.skip_days):
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return min(moment, latest)


def _lies_ahead(moment: datetime | None, now: datetime) -> bool:
    """True for a future time; one beyond all plans was set under a wrong clock, and is ignored."""
    return moment is not None and now < moment <= now + LONGEST_AFTER_ERRORS
