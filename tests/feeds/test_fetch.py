"""Fetching one feed from a real server: conditional requests, statuses, moves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.config.settings import FeedSettings, NetworkSettings
from digest.domain.failure_sentences import remedy, sentence
from digest.domain.feed import Feed, FetchState
from digest.domain.health import Failure, FailureKind
from digest.feeds.client import Client
from digest.feeds.fetch import Failed, Fetched, FetchOutcome, NotModified, Unchanged, fetch
from digest.feeds.schedule import FULL_FETCH_EVERY, confirmed_move, failed, is_due, succeeded
from tests.feeds.asking import OPEN
from tests.feedserver import FeedServer, Reply

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BODY = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Feed</title></channel></rss>'
ETAG = 'W/"a,b \xfc"'
MODIFIED = "Sat, 21 Nov 2026 10:00:00 GMT"


def once(
    url: str,
    state: FetchState | None = None,
    own: FeedSettings | None = None,
    now: datetime = NOW,
    settings: NetworkSettings = OPEN,
    by_hand: bool = False,
) -> FetchOutcome:
    async def run() -> FetchOutcome:
        async with Client(settings, {}) as client:
            return await fetch(client, Feed("f", url, by_hand=by_hand), state or FetchState(), own, now)

    return asyncio.run(run())


def after(url: str, state: FetchState | None, outcome: FetchOutcome, now: datetime = NOW) -> FetchState:
    assert not isinstance(outcome, Failed), outcome
    return succeeded(Feed("f", url), state or FetchState(), outcome, None, now, new_entries=0)


def failure_of(outcome: FetchOutcome) -> Failure:
    assert isinstance(outcome, Failed), outcome
    assert "?" not in str(sentence(outcome.failure)).replace("{feed}", "")
    return outcome.failure


# Conditional requests


def test_validators_go_back_byte_for_byte_and_304_is_not_modified(feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed", BODY, etag=ETAG, last_modified=MODIFIED)
    state = after(url, None, once(url))
    outcome = once(url, state)
    assert isinstance(outcome, NotModified)
    first, second = feed_server.requests
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == ETAG
    assert second.headers["if-modified-since"] == MODIFIED


def test_a_last_modified_alone_is_enough(feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed", BODY, last_modified=MODIFIED)
    assert isinstance(once(url, after(url, None, once(url))), NotModified)


def test_validators_that_a_304_brings_replace_the_old_ones_and_others_stay(feed_server: FeedServer) -> None:
    first = Reply(body=BODY, headers={"ETag": '"1"', "Last-Modified": MODIFIED})
    url = feed_server.script("/feed", first, Reply(304, headers={"ETag": '"2"'}))
    state = after(url, None, once(url))
    state = after(url, state, once(url, state))
    assert (state.etag, state.last_modified) == ('"2"', MODIFIED)


def test_a_new_body_without_validators_drops_the_old_ones(feed_server: FeedServer) -> None:
    url = feed_server.script("/feed", Reply(body=BODY, headers={"ETag": '"1"'}), Reply(body=BODY + b"\n"))
    state = after(url, None, once(url))
    state = after(url, state, once(url, state))
    assert (state.etag, state.last_modified) == ("", "")


def test_validators_of_another_address_are_not_sent(feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed", BODY, etag=ETAG)
    state = replace(after(url, None, once(url)), url=feed_server.url("/elsewhere"))
    assert isinstance(once(url, state), Fetched)
    assert "if-none-match" not in feed_server.requests[1].headers


def test_every_eight_days_the_whole_feed_is_asked_for(feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed", BODY, etag=ETAG)
    state = after(url, None, once(url))
    for days in (3, 6):
        state = after(url, state, once(url, state, now=NOW + timedelta(days=days)), NOW + timedelta(days=days))
    assert isinstance(once(url, state, now=NOW + FULL_FETCH_EVERY - timedelta(seconds=1)), NotModified)
    later = NOW + FULL_FETCH_EVERY
    outcome = once(url, state, now=later)
    assert isinstance(outcome, Unchanged)  # the very same bytes: nothing to parse even so
    state = after(url, state, outcome, later)
    assert isinstance(once(url, state, now=later + timedelta(days=1)), NotModified)


def test_the_same_bytes_are_unchanged_and_new_ones_are_not(feed_server: FeedServer) -> None:
    url = feed_server.script("/feed", Reply(body=BODY), Reply(body=BODY, encoding="gzip"), Reply(body=BODY + b" "))
    state = after(url, None, once(url))
    assert isinstance(once(url, state), Unchanged)
    outcome = once(url, state)
    assert isinstance(outcome, Fetched)
    assert outcome.body_hash != state.body_hash


def test_a_304_that_nobody_asked_for_is_asked_again_past_any_cache(feed_server: FeedServer) -> None:
    url = feed_server.script("/feed", Reply(304), Reply(body=BODY))
    outcome = once(url)
    assert isinstance(outcome, Fetched)
    assert outcome.answer.body == BODY
    assert feed_server.requests[1].headers["cache-control"] == "no-cache"


def test_a_server_that_always_says_304_is_told(feed_server: FeedServer) -> None:
    url = feed_server.script("/feed", Reply(304))
    assert failure_of(once(url)).kind is FailureKind.UNEXPECTED_304
    assert len(feed_server.requests) == 2


def test_a_packed_body_that_breaks_off_leaves_nothing_to_be_conditional_with(feed_server: FeedServer) -> None:
    from tests.feedserver import packed

    half = packed(BODY * 100, "gzip")[:-9]
    url = feed_server.serve("/feed", half, headers={"Content-Encoding": "gzip", "ETag": ETAG})
    outcome = once(url)
    assert isinstance(outcome, Fetched)
    state = after(url, None, outcome)
    assert (state.etag, state.body_hash) == ("", "")
    assert isinstance(once(url, replace(state, body_hash=outcome.body_hash)), Fetched)


def test_validators_work_behind_a_temporary_redirect_to_another_host(feed_server: FeedServer) -> None:
    with FeedServer("127.0.0.2") as other:
        url = feed_server.redirect("/feed", other.serve("/real", BODY, etag=ETAG))
        assert isinstance(once(url, after(url, None, once(url))), NotModified)


# Statuses


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (300, FailureKind.HTTP_STATUS),
        (302, FailureKind.HTTP_STATUS),
        (400, FailureKind.HTTP_STATUS),
        (401, FailureKind.UNAUTHORISED),
        (403, FailureKind.FORBIDDEN),
        (404, FailureKind.NOT_FOUND),
        (410, FailureKind.GONE),
        (418, FailureKind.HTTP_STATUS),
        (429, FailureKind.TOO_MANY),
        (500, FailureKind.HTTP_STATUS),
        (503, FailureKind.HTTP_STATUS),
    ],
)
def test_each_status_has_its_sentence(feed_server: FeedServer, status: int, kind: FailureKind) -> None:
    failure = failure_of(once(feed_server.serve("/feed", "<h1>Sorry</h1>", status=status, content_type="text/html")))
    assert failure == Failure(kind, {"status": str(status), "host": "127.0.0.1"})


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("wish", "seconds"),
    [("120", "120"), (" 0 ", "0"), ("Sat, 21 Nov 2026 12:02:00 GMT", "120"), ("Sat, 21 Nov 2026 11:00:00 GMT", "0"),
     ("Saturday, 21-Nov-26 12:02:00 GMT", "120"), ("Sat Nov 21 12:02:00 2026", "120")],
)  # fmt: skip
def test_retry_after_is_understood_in_both_forms(feed_server: FeedServer, status: int, wish: str, seconds: str) -> None:
    failure = failure_of(once(feed_server.serve("/feed", b"", status=status, headers={"Retry-After": wish})))
    assert failure.kind is FailureKind.TOO_MANY
    assert failure.detail["retry_after"] == seconds


@pytest.mark.parametrize("wish", ["soon", "-5", "1.5", "²", ""])
def test_an_unreadable_retry_after_is_none(feed_server: FeedServer, wish: str) -> None:
    raw = f"HTTP/1.1 503 Busy\r\nRetry-After: {wish}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
    failure = failure_of(once(feed_server.script("/feed", Reply(raw=raw))))
    assert "retry_after" not in failure.detail


def test_a_host_that_asks_us_to_wait_is_not_asked_before(feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed", b"", status=429, headers={"Retry-After": "7200"})
    state = failed(FetchState(url=url), failure_of(once(url)), NOW)
    assert not is_due(Feed("f", url), state, NOW + timedelta(minutes=119), force=True)
    assert is_due(Feed("f", url), state, NOW + timedelta(minutes=120))


def test_unauthorised_says_where_to_set_the_password_and_forbidden_names_the_user_agent() -> None:
    assert "password" in str(remedy(Failure(FailureKind.UNAUTHORISED)))
    assert "user_agent" in str(remedy(Failure(FailureKind.FORBIDDEN)))


# The feed's own settings


def test_a_feeds_own_settings_are_used(feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed", BODY)
    own = FeedSettings(user="me", password="geheim", headers={"X-Key": "1"}, user_agent="Leser/1")
    assert isinstance(once(url, own=own), Fetched)
    [asked] = feed_server.requests
    assert asked.headers["authorization"].startswith("Basic ")
    assert (asked.headers["x-key"], asked.headers["user-agent"]) == ("1", "Leser/1")


def test_a_feed_added_by_hand_may_live_in_a_private_network_with_its_own_host_only(feed_server: FeedServer) -> None:
    url = feed_server.serve("/feed", BODY)
    strict = NetworkSettings()
    assert isinstance(once(url, settings=strict, by_hand=True), Fetched)
    assert failure_of(once(url, settings=strict)).kind is FailureKind.PRIVATE_ADDRESS
    with FeedServer("127.0.0.2") as other:
        away = feed_server.redirect("/away", other.serve("/feed", BODY))
        assert failure_of(once(away, settings=strict, by_hand=True)).kind is FailureKind.PRIVATE_ADDRESS


# Moves


@pytest.mark.parametrize(("statuses", "permanent"), [
    ((301,), True), ((308,), True), ((301, 308), True),
    ((302,), False), ((303,), False), ((307,), False), ((301, 302), False), ((302, 301), False),
])  # fmt: skip
def test_only_redirects_that_are_all_permanent_move_a_feed(
    feed_server: FeedServer, statuses: tuple[int, ...], permanent: bool
) -> None:
    target = feed_server.serve("/end", BODY)
    for number, status in reversed(list(enumerate(statuses))):
        target = feed_server.redirect(f"/{number}", target, status=status)
    outcome = once(target)
    assert isinstance(outcome, Fetched)
    assert outcome.permanent_url == (feed_server.url("/end") if permanent else "")


def test_a_move_counts_when_it_was_seen_twice_in_a_row(feed_server: FeedServer) -> None:
    new = feed_server.serve("/new", BODY, etag=ETAG)
    old = feed_server.redirect("/old", new, status=301)
    first = once(old)
    assert isinstance(first, Fetched)
    assert confirmed_move(FetchState(), first) == ""
    state = after(old, None, first)
    assert (state.moved_to, state.url) == (new, old)

    second = once(old, state)
    assert isinstance(second, NotModified)
    assert confirmed_move(state, second) == new
    state = after(old, state, second)
    assert (state.url, state.previous_url, state.moved_to) == (new, old, "")
    # The validators are the new address's own and go on working there.
    assert isinstance(once(new, state), NotModified)


def test_an_error_in_between_begins_the_count_again(feed_server: FeedServer) -> None:
    old = feed_server.redirect("/old", feed_server.serve("/new", BODY), status=301)
    state = after(old, None, once(old))
    state = failed(state, Failure(FailureKind.NOT_A_FEED), NOW)
    outcome = once(old, state)
    assert isinstance(outcome, Unchanged)
    assert confirmed_move(state, outcome) == ""


def test_another_target_begins_the_count_again(feed_server: FeedServer) -> None:
    feed_server.serve("/new", BODY)
    feed_server.serve("/newer", BODY + b" ")
    old = feed_server.script("/old", *(Reply(301, headers={"Location": f"/new{end}"}) for end in ("", "er", "er")))
    state = after(old, None, once(old))
    second = once(old, state)
    assert isinstance(second, Fetched)
    assert confirmed_move(state, second) == ""
    state = after(old, state, second)
    third = once(old, state)
    assert isinstance(third, Unchanged)
    assert confirmed_move(state, third) == feed_server.url("/newer")


def test_a_damaged_body_confirms_no_move(feed_server: FeedServer) -> None:
    old = feed_server.redirect("/old", feed_server.serve("/new", BODY), status=301)
    state = FetchState(url=old, moved_to=feed_server.url("/new"))
    outcome = once(old, state)
    assert isinstance(outcome, Fetched)
    assert confirmed_move(state, outcome, whole=False) == ""
    left = succeeded(Feed("f", old), state, outcome, None, NOW, new_entries=0, whole=False)
    assert (left.url, left.etag, left.body_hash) == (old, "", "")


def test_a_feed_with_settings_of_its_own_keeps_the_address_they_are_filed_under(feed_server: FeedServer) -> None:
    old = feed_server.redirect("/old", feed_server.serve("/new", BODY), status=301)
    outcome = once(old, own=FeedSettings(user_agent="Leser/1"))
    assert isinstance(outcome, Fetched)
    assert outcome.permanent_url == ""


def test_a_password_in_the_address_moves_on_the_same_host_only(feed_server: FeedServer) -> None:
    feed_server.redirect("/old", feed_server.serve("/new", BODY), status=301)
    outcome = once(f"http://me:geheim@127.0.0.1:{feed_server.port}/old")
    assert isinstance(outcome, Fetched)
    assert outcome.permanent_url == f"http://me:geheim@127.0.0.1:{feed_server.port}/new"
    with FeedServer("127.0.0.2") as other:
        feed_server.redirect("/away", other.serve("/new", BODY), status=301)
        outcome = once(f"http://me:geheim@127.0.0.1:{feed_server.port}/away")
        assert isinstance(outcome, Fetched)
        assert outcome.permanent_url == other.url("/new")
