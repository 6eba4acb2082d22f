"""Months: reading them, and which edition is current."""

from __future__ import annotations

from datetime import datetime

import pytest

from digest.domain.month import current_month, is_month, next_month, previous_month, read_month

NOW = datetime(2026, 11, 21, 9, 0)  # noqa: DTZ001 - months are read off local times


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("2026-11", "2026-11"), ("2026-3", "2026-03"), ("november", "2026-11"), ("Nov", "2026-11"),
        ("Dezember", "2025-12"), ("März", "2026-03"), ("maerz", "2026-03"), ("march", "2026-03"), ("Mai", "2026-05"),
        ("Jänner", "2026-01"), ("april 2017", "2017-04"), ("Dez.", "2025-12"),
    ],
)  # fmt: skip
def test_a_month_is_an_id_or_a_name_the_latest_not_in_the_future(words: str, month: str) -> None:
    assert read_month(words, NOW) == month


@pytest.mark.parametrize(
    "words", ["", "2026-13", "2026-00", "ju", "ma", "Heumond", "april 17", "2026", "11", "2026-11-21"]
)
def test_what_is_no_month_is_refused(words: str) -> None:
    assert read_month(words, NOW) is None


def test_months_follow_each_other() -> None:
    assert previous_month("2026-01") == "2025-12"
    assert next_month("2025-12") == "2026-01"
    assert is_month("2026-11")
    assert not is_month("2026-1")
    assert not is_month("../../11")


def at(day: int, month: int = 5) -> datetime:
    return datetime(2017, month, day, 9, 0)  # noqa: DTZ001 - local


@pytest.mark.parametrize(
    ("now", "founded", "closed", "month"),
    [
        (at(2), at(1, 4), False, "2017-04"),
        (at(10), at(30, 4), False, "2017-04"),
        (at(11), at(1, 4), False, "2017-05"),
        (at(2), at(1, 4), True, "2017-05"),
        (at(2), at(1, 5), False, "2017-05"),
        (at(2), None, False, "2017-05"),
    ],
    ids=["early", "tenth", "eleventh", "closed", "no library then", "empty library"],
)
def test_the_previous_edition_is_current_on_the_first_ten_days(
    now: datetime, founded: datetime | None, closed: bool, month: str
) -> None:
    assert current_month(now, founded, closed) == month
