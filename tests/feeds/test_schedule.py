"""When a feed is asked next, and what is remembered of asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.feed import Feed, FetchState
from digest.domain.health import Failure, FailureKind
from digest.feeds.client import Answer
from digest.feeds.fetch import Fetched, NotModified, Unchanged
from digest.feeds.parsed import UpdateHints
from digest.feeds.schedule import (
    LONGEST,
    LONGEST_AFTER_ERRORS,
    SHORTEST,
    failed,
    host_waits,
    is_due,
    state_at_address,
    succeeded,
    validators,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)  # a Saturday
HOUR = timedelta(hours=1)
FEED = Feed("f", "https://feeds.example/rss")
BROKEN = Failure(FailureKind.CONNECT, {"host": "feeds.example"})


def fetched(headers: dict[str, str] | None = None, *, whole: bool = True) -> Fetched:
    return Fetched(Answer(200, FEED.url, headers or {}, b"<rss/>", whole=whole), "hash")


def not_modified(headers: dict[str, str] | None = None) -> NotModified:
    return NotModified(Answer(304, FEED.url, headers or {}, b""))


def planned(
    headers: dict[str, str] | None = None, hints: UpdateHints | None = None, now: datetime = NOW
) -> tuple[timedelta, str]:
    state = succeeded(FEED, FetchState(), fetched(headers), hints or UpdateHints(), now, new_entries=0)
    assert state.next_check is not None
    return state.next_check - now, state.next_reason


# The next check


@pytest.mark.parametrize(
    ("headers", "wait", "reason"),
    [
        ({}, SHORTEST, "minimum"),
        ({"cache-control": "public, max-age=3600"}, HOUR, "max-age"),
        ({"cache-control": 'Max-Age="3600"'}, HOUR, "max-age"),
        ({"cache-control": "s-maxage=3600"}, SHORTEST, "minimum"),
        ({"cache-control": "max-age=0, no-cache"}, SHORTEST, "minimum"),
        ({"cache-control": "max-age=60"}, SHORTEST, "minimum"),
        ({"cache-control": "max-age=" + "9" * 400}, LONGEST, "max-age"),
        ({"cache-control": "max-age=-1"}, SHORTEST, "minimum"),
        ({"cache-control": "max-age=7200", "age": "3600"}, HOUR, "max-age"),
        ({"cache-control": "max-age=3600", "age": "99999"}, SHORTEST, "minimum"),
        ({"expires": "Sat, 21 Nov 2026 14:00:00 GMT"}, 2 * HOUR, "expires"),
        ({"expires": "Sat, 21 Nov 2026 14:00:00 GMT", "date": "Sat, 21 Nov 2026 13:00:00 GMT"}, HOUR, "expires"),
        ({"expires": "Thu, 19 Nov 1981 08:52:00 GMT"}, SHORTEST, "minimum"),
        ({"expires": "0"}, SHORTEST, "minimum"),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, LONGEST, "expires"),
        ({"cache-control": "max-age=3600", "expires": "Sat, 21 Nov 2026 14:00:00 GMT"}, 2 * HOUR, "expires"),
    ],
)
def test_the_servers_cache_fields_set_the_next_check(headers: dict[str, str], wait: timedelta, reason: str) -> None:
    assert planned(headers) == (wait, reason)


@pytest.mark.parametrize(
    ("hints", "wait", "reason"),
    [
        (UpdateHints(every=3 * HOUR), 3 * HOUR, "ttl"),
        (UpdateHints(every=timedelta(days=30)), LONGEST, "ttl"),
        (UpdateHints(every=timedelta(minutes=1)), SHORTEST, "minimum"),
        (UpdateHints(skip_hours=frozenset({12, 13})), 2 * HOUR, "skip"),
        (UpdateHints(every=2 * HOUR, skip_hours=frozenset({12, 13})), 2 * HOUR, "ttl"),
        (UpdateHints(skip_days=frozenset({5})), 12 * HOUR, "skip"),
        (UpdateHints(skip_days=frozenset({5, 6})), LONGEST, "skip"),
        (UpdateHints(skip_hours=frozenset(range(24))), LONGEST, "skip"),
    ],
)
def test_the_feeds_own_hints_set_the_next_check(hints: UpdateHints, wait: timedelta, reason: str) -> None:
    assert planned(hints=hints) == (wait, reason)


def test_the_latest_of_all_wishes_counts() -> None:
    headers = {"cache-control": "max-age=7200"}
    assert planned(headers, UpdateHints(every=HOUR)) == (2 * HOUR, "max-age")
    assert planned(headers, UpdateHints(every=3 * HOUR)) == (3 * HOUR, "ttl")


def test_an_unchanged_feed_keeps_its_own_rhythm() -> None:
    state = succeeded(FEED, FetchState(), fetched(), UpdateHints(every=3 * HOUR), NOW, new_entries=1)
    for outcome in (not_modified(), Unchanged(Answer(200, FEED.url, {}, b""))):
        state = succeeded(FEED, state, outcome, None, NOW + 3 * HOUR, new_entries=0)
        assert (state.next_check, state.next_reason) == (NOW + 6 * HOUR, "ttl")


def test_a_feeds_own_rhythm_outlasts_errors_and_answers_without_a_body() -> None:
    hints = UpdateHints(every=3 * HOUR, skip_hours=frozenset({20, 21}))
    state = succeeded(FEED, FetchState(), fetched(), hints, NOW, new_entries=1)
    state = failed(state, Failure(FailureKind.HTTP_STATUS, {"status": "500"}), NOW + 3 * HOUR)
    state = succeeded(FEED, state, not_modified(), None, NOW + 4 * HOUR, new_entries=0)
    assert (state.next_check, state.next_reason) == (NOW + 7 * HOUR, "ttl")
    state = succeeded(FEED, state, not_modified(), None, NOW + 5 * HOUR, new_entries=0)
    assert (state.next_check, state.next_reason) == (NOW + 10 * HOUR, "skip")
    state = succeeded(FEED, state, not_modified(), None, NOW + 10 * HOUR, new_entries=0)
    assert (state.next_check, state.next_reason) == (NOW + 13 * HOUR, "ttl")


def test_how_long_the_last_answer_took_is_kept_until_the_next() -> None:
    slow = NotModified(Answer(304, FEED.url, {}, b"", seconds=0.2996))
    state = succeeded(FEED, FetchState(), slow, None, NOW, new_entries=0)
    assert state.answer_ms == 300
    assert failed(state, BROKEN, NOW).answer_ms == 300
    assert succeeded(FEED, state, not_modified(), None, NOW, new_entries=0).answer_ms == 0


def test_a_feed_that_asks_for_nothing_any_more_is_asked_as_others_are() -> None:
    state = succeeded(FEED, FetchState(), fetched(), UpdateHints(every=3 * HOUR), NOW, new_entries=1)
    state = succeeded(FEED, state, fetched(), UpdateHints(), NOW + 3 * HOUR, new_entries=0)
    state = succeeded(FEED, state, not_modified(), None, NOW + 4 * HOUR, new_entries=0)
    assert (state.next_check, state.next_reason) == (NOW + 4 * HOUR + SHORTEST, "minimum")


wishes = st.dictionaries(
    st.sampled_from(["cache-control", "expires", "date", "age"]),
    st.one_of(
        st.text(max_size=30),
        st.integers(-5, 10**12).map(lambda seconds: f"max-age={seconds}"),
        st.datetimes().map(lambda moment: moment.strftime("%a, %d %b %Y %H:%M:%S GMT")),
    ),
)
hints = st.builds(
    UpdateHints,
    every=st.none() | st.timedeltas(),
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)
moments = st.integers(946_684_800, 4_102_444_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(wishes, hints, moments)
def test_a_feed_that_answers_is_asked_again_after_15_minutes_to_24_hours(
    headers: dict[str, str], hints: UpdateHints, now: datetime
) -> None:
    wait, reason = planned(headers, hints, now)
    assert SHORTEST <= wait <= LONGEST
    assert reason in ("minimum", "max-age", "expires", "ttl", "skip")


# Errors


def waits(count: int, failure: Failure = BROKEN) -> list[timedelta]:
    state, now, found = FetchState(url=FEED.url), NOW, []
    for _ in range(count):
        state = failed(state, failure, now)
        assert state.next_check is not None
        found.append(state.next_check - now)
        now = state.next_check
    return found


def test_errors_double_the_wait_up_to_48_hours() -> None:
    found = waits(12)
    assert found[:4] == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST, 8 * SHORTEST]
    assert found == sorted(found)
    assert found[-1] == LONGEST_AFTER_ERRORS


@given(st.integers(0, 10**9), st.text("0123456789²x-", max_size=30), st.sampled_from(FailureKind), moments)
def test_a_feed_that_fails_is_asked_again_after_15_minutes_to_48_hours(
    errors: int, wish: str, kind: FailureKind, now: datetime
) -> None:
    state = failed(FetchState(url=FEED.url, errors=errors), Failure(kind, {"retry_after": wish}), now)
    assert state.next_check is not None
    assert SHORTEST <= state.next_check - now <= LONGEST_AFTER_ERRORS
    assert state.retry_after is None or now <= state.retry_after <= now + LONGEST_AFTER_ERRORS
    assert state.errors == errors + 1


@given(st.integers(0, 100), st.integers(0, 100))
def test_more_errors_never_mean_a_shorter_wait(few: int, more: int) -> None:
    def wait(errors: int) -> datetime:
        check = failed(FetchState(errors=errors), BROKEN, NOW).next_check
        assert check is not None
        return check

    if few <= more:
        assert wait(few) <= wait(more)


def test_an_error_keeps_what_the_last_success_learned() -> None:
    good = succeeded(FEED, FetchState(title="Feed"), fetched({"etag": '"1"'}), None, NOW, new_entries=2)
    bad = failed(failed(good, BROKEN, NOW + HOUR), BROKEN, NOW + 2 * HOUR)
    assert (bad.etag, bad.body_hash, bad.title) == ('"1"', "hash", "Feed")
    assert (bad.last_success, bad.last_new, bad.last_checked) == (NOW, NOW, NOW + 2 * HOUR)
    assert (bad.last_error, bad.error_since, bad.errors, bad.next_reason) == (BROKEN, NOW + HOUR, 2, "error")


def test_a_success_ends_the_errors() -> None:
    bad = failed(FetchState(url=FEED.url), Failure(FailureKind.TOO_MANY, {"retry_after": "60"}), NOW)
    good = succeeded(FEED, bad, fetched(), None, NOW + HOUR, new_entries=0)
    assert (good.last_error, good.error_since, good.errors, good.retry_after, good.gone) == (None, None, 0, None, False)


def test_retry_after_counts_where_it_is_longer_than_backing_off() -> None:
    state = failed(FetchState(), Failure(FailureKind.TOO_MANY, {"retry_after": "7200"}), NOW)
    assert (state.next_check, state.retry_after, state.next_reason) == (NOW + 2 * HOUR, NOW + 2 * HOUR, "retry-after")
    state = failed(FetchState(), Failure(FailureKind.TOO_MANY, {"retry_after": "60"}), NOW)
    assert (state.next_check, state.retry_after) == (NOW + SHORTEST, NOW + timedelta(minutes=1))


# What is remembered


def test_nothing_is_kept_of_a_damaged_body_to_ask_conditionally_with() -> None:
    headers = {"etag": '"1"', "last-modified": "Sat, 21 Nov 2026 10:00:00 GMT"}
    good = succeeded(FEED, FetchState(), fetched(headers), None, NOW, new_entries=0)
    assert validators(FEED, good, NOW) == {"If-None-Match": '"1"', "If-Modified-Since": headers["last-modified"]}
    for outcome, whole in ((fetched(headers), False), (fetched(headers, whole=False), True)):
        state = succeeded(FEED, good, outcome, None, NOW, new_entries=0, whole=whole)
        assert (state.etag, state.last_modified, state.body_hash) == ("", "", "")
        assert validators(FEED, state, NOW) == {}


def test_new_entries_are_dated() -> None:
    first = succeeded(FEED, FetchState(), fetched(), None, NOW, new_entries=3)
    second = succeeded(FEED, first, fetched(), None, NOW + HOUR, new_entries=0)
    assert (second.last_new, second.last_success) == (NOW, NOW + HOUR)


def test_an_edited_address_starts_with_a_clean_slate_but_keeps_its_history() -> None:
    state = succeeded(FEED, FetchState(title="Feed"), fetched({"etag": '"1"'}), None, NOW, new_entries=1)
    state = failed(state, Failure(FailureKind.GONE), NOW + HOUR)
    moved = replace(FEED, url="https://new.example/rss")
    fresh = state_at_address(moved, state)
    assert (fresh.url, fresh.etag, fresh.gone, fresh.errors, fresh.next_check) == (moved.url, "", False, 0, None)
    assert (fresh.title, fresh.last_success, fresh.last_new) == ("Feed", NOW, NOW)
    assert is_due(moved, state, NOW + HOUR)
    assert state_at_address(FEED, state) is state
    assert state_at_address(FEED, None) == FetchState(url=FEED.url)


# Being due


def test_a_feed_is_due_when_it_is_new_or_its_time_has_come() -> None:
    assert is_due(FEED, None, NOW)
    assert is_due(FEED, FetchState(), NOW)
    state = succeeded(FEED, FetchState(), fetched(), None, NOW, new_entries=0)
    assert not is_due(FEED, state, NOW + SHORTEST - timedelta(seconds=1))
    assert is_due(FEED, state, NOW + SHORTEST)
    assert is_due(FEED, state, NOW, force=True)


def test_paused_and_removed_feeds_are_never_due() -> None:
    for feed in (replace(FEED, paused=True), replace(FEED, removed=NOW)):
        assert not is_due(feed, FetchState(), NOW, force=True, named=True)


def test_a_gone_feed_is_asked_only_by_name() -> None:
    gone = failed(FetchState(url=FEED.url), Failure(FailureKind.GONE, {"status": "410"}), NOW)
    assert (gone.gone, gone.next_reason) == (True, "gone")
    later = NOW + timedelta(days=365)
    assert not is_due(FEED, gone, later)
    assert not is_due(FEED, gone, later, force=True)
    assert is_due(FEED, gone, later, named=True)
    assert failed(gone, BROKEN, later).gone
    assert not succeeded(FEED, gone, fetched(), None, later, new_entries=0).gone


def test_retry_after_is_kept_even_when_forced_and_named() -> None:
    state = failed(FetchState(url=FEED.url), Failure(FailureKind.TOO_MANY, {"retry_after": "3600"}), NOW)
    assert not is_due(FEED, state, NOW + HOUR - timedelta(seconds=1), force=True, named=True)
    assert is_due(FEED, state, NOW + HOUR, force=True)


def test_a_plan_made_under_a_wrong_clock_does_not_silence_a_feed() -> None:
    future = NOW + timedelta(days=3000)
    state = failed(FetchState(url=FEED.url), Failure(FailureKind.TOO_MANY, {"retry_after": "3600"}), future)
    assert is_due(FEED, state, NOW)
    assert host_waits([FEED], {"f": state}, NOW) == {}


def test_one_feeds_retry_after_binds_its_whole_host() -> None:
    feeds = [
        Feed("a", "https://one.example/a"), Feed("b", "https://one.example:8443/b"), Feed("c", "https://two.example/c"),
        Feed("d", "https://two.example/d"), Feed("e", "https://three.example/e"),
    ]  # fmt: skip
    ends = {"a": NOW + HOUR, "b": NOW + 2 * HOUR, "c": NOW - HOUR, "d": NOW}
    states = {feed.id: FetchState(url=feed.url, retry_after=ends.get(feed.id)) for feed in feeds}
    assert host_waits(feeds, states, NOW) == {"one.example": NOW + 2 * HOUR}
