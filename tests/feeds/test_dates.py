"""Dates as publishers write them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.feeds.dates import read_date


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("07.02.2025", "de", datetime(2025, 2, 7, tzinfo=UTC)),
        ("7. 2. 2025 um 10:15 Uhr", "de-AT", datetime(2025, 2, 7, 10, 15, tzinfo=UTC)),
        ("01.06.2026 10:00", "", datetime(2026, 6, 1, 10, tzinfo=UTC)),
        ("mer, 16 nov 2022", "fr", datetime(2022, 11, 16, tzinfo=UTC)),
        ("Mo, 02 Mär 2026 10:00:00 +0100", "de", datetime(2026, 3, 2, 9, tzinfo=UTC)),
        ("Freitag, 3. März 2023", "", datetime(2023, 3, 3, tzinfo=UTC)),
        ("1780300800", "", datetime(2026, 6, 1, 8, tzinfo=UTC)),
        ("1780300800000", "", datetime(2026, 6, 1, 8, tzinfo=UTC)),
    ],
)
def test_what_feedparser_cannot_read(text: str, language: str, expected: datetime) -> None:
    assert read_date(text, None, language) == expected


@pytest.mark.parametrize(
    "text",
    ["", " ", "gestern um 10", "10:00", "März 2026", "31.02.2026", "6/1/2026 10:00:00 AM", "Fri, 05/03/2019", "x1" * 50,
     "irgendwann 2026", "00.00.0000"],
)  # fmt: skip
def test_a_date_is_never_invented(text: str) -> None:
    assert read_date(text, None, "de") is None
    assert read_date(text, None, "en-US") is None


def test_a_language_that_nobody_knows_is_no_error() -> None:
    assert read_date("2019 nov 3", None, "xx-YY") is None


def parsed(*parts: int) -> time.struct_time:
    return time.struct_time((*parts, 0, 1, 0))


def test_european_zone_names_count() -> None:
    ten = parsed(2026, 6, 1, 10, 0, 0)
    for zone, hour in (("CEST", 8), ("MESZ", 8), ("CET", 9), ("BST", 9), ("GMT", 10)):
        assert read_date(f"Mon, 01 Jun 2026 10:00:00 {zone}", ten, "de") == datetime(2026, 6, 1, hour, tzinfo=UTC)


def test_years_that_no_feed_means_are_none() -> None:
    assert read_date("x", parsed(1, 1, 1, 0, 0, 0), "") is None
    assert read_date("x", parsed(9999, 12, 31, 23, 59, 59), "") is None
    assert read_date("x", parsed(2026, 13, 1, 0, 0, 0), "") is None


@given(st.text(max_size=70))
def test_no_text_breaks_it(text: str) -> None:
    found = read_date(text, None, "de")
    assert found is None or found.tzinfo is UTC
