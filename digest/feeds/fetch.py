"""Request one feed, conditionally if its server allows, and judge the answer's status."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from digest.config.settings import FeedSettings
from digest.domain.feed import Feed, FetchState
from digest.domain.health import Failure, FailureKind
from digest.domain.url import host_of, origin_of, same_feed_key
from digest.feeds.chain import PERMANENT, carries_secrets, with_userinfo_of
from digest.feeds.client import Answer, Client, Request
from digest.feeds.freshness import seconds_to_wait
from digest.feeds.schedule import validators
from digest.feeds.walls import is_challenge_answer


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body to parse; `permanent_url` is the feed's new address, empty if it did not move.

    It counts once the server has named it twice (`schedule.confirmed_move`).
    """

    answer: Answer
    body_hash: str
    permanent_url: str = ""


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: what was parsed last is still what the feed says."""

    answer: Answer
    permanent_url: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The very bytes that were parsed last, though the server sent them again."""

    answer: Answer
    permanent_url: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    failure: Failure


FetchOutcome = Fetched | NotModified | Unchanged | Failed

_STATUS_KINDS = {
    401: FailureKind.UNAUTHORISED,
    403: FailureKind.FORBIDDEN,
    404: FailureKind.NOT_FOUND,
    410: FailureKind.GONE,
    429: FailureKind.TOO_MANY,
}


async def fetch(client: Client, feed: Feed, state: FetchState, own: FeedSettings | None, now: datetime) -> FetchOutcome:
    """Ask for a feed, with the validators of last time if there are any; `own` are its settings.

    A server that says 304 without having been asked conditionally is asked once more, past any cache.
    """
    request = _request(feed, own, validators(feed, state, now))
    answer = await client.get(request)
    if isinstance(answer, Answer) and answer.status == 304 and not _is_conditional(request):
        answer = await client.get(replace(request, headers={**request.headers, "Cache-Control": "no-cache"}))
        if isinstance(answer, Answer) and answer.status == 304:
            return Failed(Failure(FailureKind.UNEXPECTED_304, {"status": "304", "host": host_of(answer.url)}))
    if isinstance(answer, Failure):
        return Failed(answer)
    moved = "" if own else permanent_url(feed.url, answer)
    if answer.status == 304:
        return NotModified(answer, moved)
    failure = status_failure(answer, now)
    if failure is not None:
        return Failed(failure)
    body_hash = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
    if answer.whole and body_hash == state.body_hash and state.url == feed.url:
        return Unchanged(answer, moved)
    return Fetched(answer, body_hash, moved)


def status_failure(answer: Answer, now: datetime) -> Failure | None:
    """The Failure that a status means, with `status`, `host` and perhaps `retry_after`.

    `retry_after` is in whole seconds from `now` (RFC 9110 10.2.3: seconds or a date). 503 with it means, like 429,
    that we should come later; without it, it is an error like any other 5xx.
    """
    if answer.is_success:
        return None
    detail = {"status": str(answer.status), "host": host_of(answer.url)}
    kind = _STATUS_KINDS.get(answer.status, FailureKind.HTTP_STATUS)
    if is_challenge_answer(answer.status, answer.headers):
        kind = FailureKind.CHALLENGE
    wait = seconds_to_wait(answer.headers.get("retry-after", ""), now)
    if wait is not None and answer.status in (429, 503):
        kind = FailureKind.TOO_MANY
        detail |= {"retry_after": str(wait), "seconds": str(wait)}
    return Failure(kind, detail)


def permanent_url(url: str, answer: Answer) -> str:
    """The address that a feed's server says is the feed's new one for good, or empty.

    Every hop from the stored address must have been permanent (RFC 9110 15.4.2, 15.4.9), and no address that was
    asked over https is ever rewritten by way of http. A password stays with its host.
    """
    if not answer.redirects or any(hop.status not in PERMANENT for hop in answer.redirects):
        return ""
    if urlsplit(url).scheme == "https" and any(urlsplit(hop.url).scheme != "https" for hop in answer.redirects):
        return ""
    target = answer.redirects[-1].url
    if carries_secrets(url, target):
        target = with_userinfo_of(target, url)
    return "" if same_feed_key(target) == same_feed_key(url) else target


def _request(feed: Feed, own: FeedSettings | None, conditions: Mapping[str, str]) -> Request:
    own = own or FeedSettings()
    return Request(
        url=feed.url,
        headers={**own.headers, **conditions},
        exempt=frozenset({origin_of(feed.url)}) if feed.by_hand else frozenset(),
        user=own.user,
        password=own.password,
        user_agent=own.user_agent,
        verify=own.verify,
    )


def _is_conditional(request: Request) -> bool:
    return any(name.lower() in ("if-none-match", "if-modified-since") for name in request.headers)
