"""Figures of editions, gaps of standing categories, and bars of a chart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.edition import Edition
from digest.domain.statistics import Gap, bars, figures, gap_sentence, gaps
from tests.builders import NOW, a_frozen, a_pick, at

CLOSED = Edition("2026-11", frozen=a_frozen(), closed=NOW)


def test_picks_are_counted_by_what_they_are() -> None:
    picks = [
        a_pick(1, category="Krise", source="PR-Blog", author="Ada", comment="zwei Wörter", published=at(-2 * 1440)),
        a_pick(2, category="krise", source="pr-blog", comment="hier vier kurze Wörter", published=at(-4 * 1440)),
        a_pick(3, category="IK", own_post=True, url="https://www.eigen.example/1", published=at(99)),
        a_pick(4, dropped=True, comment="zählt nicht"),
    ]
    found = figures((CLOSED, pick) for pick in picks)
    assert (found.picks, found.own_posts, found.words, found.days) == (3, 1, 3.0, 2.0)
    assert list(found.categories.items()) == [("Krise", 2), ("IK", 1)]
    assert found.sources == {"PR-Blog": 2, "eigen.example": 1}
    assert found.authors == {"Ada": 1}


def test_where_there_is_nothing_to_measure_nothing_is_said() -> None:
    found = figures([(Edition("2026-11"), a_pick(1, published=NOW))])
    assert (found.words, found.days) == (None, None)


@pytest.mark.parametrize(
    ("months", "found"),
    [
        ({"2026-11": ["Krise", "IK"]}, []),
        ({"2026-08": ["ik"], "2026-09": ["Krise"], "2026-11": ["Krise"]}, [Gap("IK", 3)]),
        ({"2026-10": ["IK"], "2026-11": ["Krise"]}, []),
        ({"2025-12": ["Krise", "IK"], "2026-02": ["Krise"]}, [Gap("IK", 2)]),
        ({"2026-11": ["Tumblr", "Krise"]}, [Gap("IK", None)]),
        ({}, []),
    ],
)
def test_a_standing_category_that_is_missing_is_told(months: dict[str, list[str]], found: list[Gap]) -> None:
    assert gaps(months, ("Krise", "IK")) == found


def test_a_gap_is_a_sentence() -> None:
    assert str(gap_sentence(Gap("Medienarbeit", 3))) == "Medienarbeit has been missing for 3 months."
    assert str(gap_sentence(Gap("IK", None))) == "IK was never used."


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 10_000), max_size=6))
def test_bars_are_as_long_as_their_counts(counts: dict[str, int]) -> None:
    rows = bars(counts, width=10)
    assert [(name, count) for name, _, count in rows] == list(counts.items())
    lengths = [len(bar) for _, bar, _ in sorted(rows, key=lambda row: row[2])]
    assert lengths == sorted(lengths)
    assert not counts or max(counts.values()) == 0 or max(lengths) == 10
