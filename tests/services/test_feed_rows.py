"""Rows of feeds that are kept from one look to the next are those that would be made anew."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.domain.feed import Feed, FetchState
from digest.domain.query import FeedCounts
from digest.services.feeds.feed_overview import FeedRows
from tests.builders import NOW

_TITLES = st.sampled_from(["", "Ärzte", "Bild", "Zeit"])
_FEED = st.builds(
    lambda number, title, folder, paused: Feed(
        f"f{number}", f"https://{number}.example/feed", title=title, folder=folder, paused=paused, added=NOW
    ),
    st.integers(0, 4), _TITLES, st.sampled_from(["", "Presse", "Presse/Lokal"]), st.booleans(),
)  # fmt: skip
_STATE = st.builds(
    lambda title, days: FetchState(title=title, last_checked=NOW, last_new=NOW - timedelta(days=days)),
    _TITLES, st.sampled_from([1, 180, 400]),
)  # fmt: skip
_COUNTS = st.builds(FeedCounts, st.integers(0, 2), st.integers(0, 2))
_ID = st.sampled_from([f"f{number}" for number in range(5)])
#: Feeds of one look: a list without a feed twice, states and counts by id, and how many days have gone by.
_LOOK = st.tuples(
    st.lists(_FEED, max_size=5, unique_by=lambda feed: feed.id),
    st.dictionaries(_ID, _STATE, max_size=5),
    st.dictionaries(_ID, _COUNTS, max_size=5),
    st.sampled_from([0, 10, 300]),
)


@settings(max_examples=60, deadline=None)
@given(looks=st.lists(_LOOK, min_size=2, max_size=4), again=st.lists(st.sampled_from("fsc"), max_size=3))
def test_kept_rows_are_those_made_anew(
    looks: list[tuple[list[Feed], dict[str, FetchState], dict[str, FeedCounts], int]], again: list[str]
) -> None:
    kept = FeedRows()
    former = looks[0]
    for look in looks:
        # What nobody has changed is the same object as at the former look.
        feeds = former[0] if "f" in again else look[0]
        states = former[1] if "s" in again else look[1]
        counts = former[2] if "c" in again else look[2]
        former = feeds, states, counts, look[3]
        before = NOW - timedelta(days=182) + timedelta(days=look[3])
        assert kept.rows(feeds, states, counts, before) == FeedRows().rows(feeds, states, counts, before)
