"""Months: reading them, and which edition is current."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.month import (
    current_month,
    is_month,
    month_of,
    months_between,
    next_month,
    previous_month,
    read_month,
)

NOW = datetime(2026, 11, 28, 9, 0)  # noqa: DTZ001 - months are read off local times


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("2026-11", "2026-11"), ("2026-3", "2026-03"), ("november", "2026-11"), ("Nov", "2026-11"),
        ("Dezember", "2026-12"), ("januar", "2027-01"), ("März", "2027-03"), ("maerz", "2027-03"),
        ("march", "2027-03"), ("April", "2027-04"), ("Mai", "2026-05"), ("juni", "2026-06"), ("oktober", "2026-10"),
        ("Jänner", "2027-01"), ("april 2017", "2017-04"), ("Dez.", "2026-12"), ("Dezember 2025", "2025-12"),
    ],
)  # fmt: skip
def test_a_month_is_an_id_or_the_nearest_month_of_a_name(words: str, month: str) -> None:
    found = read_month(words, NOW)
    assert found is not None
    assert found.id == month


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)),  # noqa: DTZ001
    st.sampled_from(["januar", "mai", "juli", "dez"]),
)
def test_no_month_of_a_name_is_nearer_than_the_one_it_means(now: datetime, name: str) -> None:
    found = read_month(name, now)
    assert found is not None
    assert not found.is_exact
    distance = months_between(month_of(now), found.id)
    assert -6 <= distance <= 5
    assert found.id[5:] == found.other[5:]
    assert abs(distance) <= abs(months_between(month_of(now), found.other))


@pytest.mark.parametrize(("words", "exact"), [("2026-3", True), ("März 2026", True), ("märz", False)])
def test_words_with_a_year_leave_no_choice(words: str, exact: bool) -> None:
    found = read_month(words, NOW)
    assert found is not None
    assert found.is_exact == exact


@pytest.mark.parametrize(
    "words", ["", "2026-13", "2026-00", "ju", "ma", "Heumond", "april 17", "april 0000", "2026", "11", "2026-11-21"]
)
def test_what_is_no_month_is_refused(words: str) -> None:
    assert read_month(words, NOW) is None


def test_months_follow_each_other() -> None:
    assert previous_month("2026-01") == "2025-12"
    assert next_month("2025-12") == "2026-01"
    assert months_between("2025-12", "2026-02") == 2
    assert is_month("2026-11")
    assert not is_month("2026-1")
    assert not is_month("../../11")


def at(day: int, month: int = 5) -> datetime:
    return datetime(2017, month, day, 9, 0)  # noqa: DTZ001 - local


@pytest.mark.parametrize(
    ("day", "was_at_work", "closed", "month"),
    [
        (2, True, "", "2017-04"),
        (10, True, "", "2017-04"),
        (11, True, "", "2017-05"),
        (2, True, "2017-04", "2017-05"),
        (1, False, "", "2017-05"),
        (4, False, "", "2017-05"),
        (5, False, "", "2017-05"),
        (28, True, "2017-05", "2017-06"),
        (28, True, "2017-05 2017-06", "2017-07"),
        (3, True, "2017-04 2017-05", "2017-06"),
    ],
    ids=[
        "early", "tenth", "eleventh", "closed", "first session on the first", "first session on the fourth",
        "first session on the fifth", "closed before its end", "two closed", "both closed",
    ],
)  # fmt: skip
def test_the_edition_at_work_is_the_earliest_that_is_still_to_be_published(
    day: int, was_at_work: bool, closed: str, month: str
) -> None:
    assert current_month(at(day), lambda _: was_at_work, lambda asked: asked in closed) == month
