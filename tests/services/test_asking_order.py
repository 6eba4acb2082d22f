"""Which feeds a refresh asks first."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.domain.feed import FetchState
from digest.domain.health import Failure, FailureKind
from digest.feeds.pipeline import Due, FeedOutcome
from digest.services.refresh import refresh_run
from digest.storage.store import FeedRefresh
from tests.builders import NOW, a_feed

LAST_RUN, BEFORE_THAT = NOW - timedelta(hours=1), NOW - timedelta(hours=2)
NEVER_ASKED, LEFT_OUT, QUICK, SLOW, FAILING = map(a_feed, range(5))


def test_who_waits_longest_is_asked_first_and_of_those_the_slowest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def ask(due: Sequence[Due], *_: object) -> AsyncGenerator[FeedOutcome, None]:
        asked.extend(item.feed.id for item in due)
        nothing: Sequence[FeedOutcome] = ()
        for outcome in nothing:
            yield outcome

    monkeypatch.setattr(refresh_run, "outcomes", ask)
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "config.toml"))
    library.store.add_feeds([QUICK, SLOW, FAILING, LEFT_OUT, NEVER_ASKED])
    refused = Failure(FailureKind.TIMEOUT)
    for feed, state in (
        (LEFT_OUT, FetchState(LEFT_OUT.url, last_checked=BEFORE_THAT, answer_ms=10)),
        (QUICK, FetchState(QUICK.url, last_checked=LAST_RUN, answer_ms=20)),
        (SLOW, FetchState(SLOW.url, last_checked=LAST_RUN, answer_ms=300)),
        (FAILING, FetchState(FAILING.url, last_checked=LAST_RUN, last_error=refused, errors=1)),
    ):
        library.store.apply_refresh([FeedRefresh(feed.id, state)])
    library.refresh.run(force=True)
    assert asked == [feed.id for feed in (NEVER_ASKED, LEFT_OUT, FAILING, SLOW, QUICK)]
