"""How far behind the fetching is, as doctor tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.domain.feed import FetchState
from digest.services.library.fetch_lag import FetchLag, fetch_lag, told_lag
from tests.builders import NOW, a_feed, at


def state(number: int, **fields: object) -> FetchState:
    return FetchState(url=a_feed(number).url, **fields)  # type: ignore[arg-type]


def test_the_feed_that_has_waited_longest_is_named() -> None:
    feeds = [a_feed(1, title="Eins"), a_feed(2), a_feed(3, added=at(-5)), a_feed(4), a_feed(5, paused=True)]
    states = {
        "f1": state(1, next_check=at(-30)),
        "f2": state(2, next_check=at(-200), title="Vom Feed"),
        "f4": state(4, next_check=at(1)),
    }
    assert fetch_lag(feeds, states, NOW) == FetchLag(3, "Vom Feed", timedelta(minutes=200))
    assert fetch_lag(feeds[2:], states, NOW) == FetchLag(
        1, fetch_lag(feeds[2:], states, NOW).title, timedelta(minutes=5)
    )
    assert fetch_lag(feeds[3:], states, NOW) == FetchLag()


def test_a_host_that_asked_for_time_makes_no_feed_of_it_late() -> None:
    feeds = [a_feed(1), a_feed(2, url="https://blog1.example/zwei.xml")]
    states = {"f1": state(1, next_check=at(-9), retry_after=at(60))}
    assert fetch_lag(feeds, states, NOW) == FetchLag()


@pytest.mark.parametrize(
    ("lag", "said"),
    [
        (FetchLag(), "No feed is waiting to be fetched."),
        (
            FetchLag(1, "A", timedelta(minutes=119)),
            "1 feed is due but not fetched yet; “A” has waited longest: 119 minutes.",
        ),
        (
            FetchLag(2, "A", timedelta(minutes=120)),
            "2 feeds are due but not fetched yet; “A” has waited longest: 2 hours.",
        ),
        (FetchLag(2, "A", timedelta(days=2)), "2 feeds are due but not fetched yet; “A” has waited longest: 2 days."),
    ],
)
def test_it_is_told_in_the_unit_that_people_would_use(lag: FetchLag, said: str) -> None:
    assert str(told_lag(lag)) == said
