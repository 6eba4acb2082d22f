"""Dates as publishers write them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.feeds.dates import read_date
from digest.feeds.written_dates import NoSuchDate, written_date


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
    assert read_date("3. smurf 2019", None, "xx-YY") is None


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


MORNING = datetime(2026, 3, 12, 8, 15, tzinfo=UTC)
IN_BERLIN = datetime(2026, 3, 12, 7, 15, tzinfo=UTC)
DAY = datetime(2026, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        *((text, DAY) for text in (
            "2026-03-12", "2026/03/12", "2026.03.12", "2026-3-12", "20260312", "2026 März 12", "2026, March 12",
            "2026-Mar-12", "2026年3月12日", "2026-W11-4", "12.03.2026", "12.3.26", "12. März 2026", "Do., 12.03.2026",
            "Donnerstag, 12. März 2026", "12-Mar-2026", "12-Mar-26", "March 12, 2026", "Thu, March 12th, 2026",
            "12 mars 2026",
            "den 12 mars 2026", "mar, 12 mar 2026", "Mar 12 2026", "Thu,12 Mar 2026",
        )),
        *((text, MORNING) for text in (
            "2026/03/12 08:15", "2026.03.12 08:15", "202603120815", "20260312T081500Z", "20260312081500",
            "2026-03-12, 08:15",
            "2026-03-12T08:15", "2026-03-12 08:15:00 UTC", "2026-03-12T08:15:00.123456789Z", "2026-03-12 08:15 Uhr",
            "12.03.2026 08.15 Uhr", "12. März 2026, 08:15 Uhr", "12.03.2026 - 08:15", "12 March 2026 8:15 am",
            "Mar 12, 2026 8:15 AM", "Thu, 12 Mar 2026 08:15:00 GMT", "Thu, 12-Mar-2026 08:15:00 GMT",
            "Thu Mar 12 08:15:00 2026",
            "Thu, 12 Mar 2026 08:15:00 +0000 (UTC)", "Thu, 12 Mar 2026 08:15:00",
        )),
        *((text, IN_BERLIN) for text in (
            "2026-03-12T08:15:00+01:00", "2026-03-12 08:15:00 +0100", "2026-03-12 08:15:00 CET",
            "Thu, 12 Mar 2026 08:15:00 MEZ",
            "Do, 12 Mrz 2026 08:15:00 +0100", "Thu, 12 Mar 2026 08:15:00 GMT+1", "Thu, 12 Mar 2026 08:15:00 +1:00",
            "Thu, 12 Mar 2026 08:15:00 Europe/Berlin", "2026-03-12T08:15:00[Europe/Berlin]",
            "Thu Mar 12 08:15:00 CET 2026",
        )),
        ("2026-03-12 8:15 PM", MORNING.replace(hour=20)),
        ("12:15 AM", None),
        ("12 March 2026 12:15 am", MORNING.replace(hour=0)),
        ("2026-03-12T24:00:00Z", datetime(2026, 3, 13, tzinfo=UTC)),
        ("25/03/2026", datetime(2026, 3, 25, tzinfo=UTC)),
        ("03-25-2026", datetime(2026, 3, 25, tzinfo=UTC)),
        ("1773299700.5", IN_BERLIN),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "en-US", ""])
def test_a_date_is_read_whatever_the_language_and_whatever_feedparser_made_of_it(
    text: str, moment: datetime | None, language: str
) -> None:
    assert read_date(text, None, language) == moment
    assert read_date(text, parsed(2026, 11, 1, 0, 0, 0), language) == moment


@pytest.mark.parametrize("text", ["12-03-2026", "12/03/2026", "12-03-2026 08:15"])
def test_which_number_is_the_month_is_decided_by_the_language_or_not_at_all(text: str) -> None:
    found = read_date(text, parsed(2012, 3, 20, 0, 0, 0), "de-AT")
    assert found is not None
    assert found.date() == DAY.date()
    assert read_date(text, parsed(2012, 3, 20, 0, 0, 0), "en") is None
    assert read_date(text, parsed(2012, 3, 20, 0, 0, 0), "") is None


@pytest.mark.parametrize(
    "text",
    ["2026", "2026-03", "2026-02-30", "2026-13-01", "2026-00-00", "08:15", "26-03-12", "2026031", "12032026",
     "123456789012",
     "2026-03-12T25:00", "2026-03-12T08:15:00+25:00", "2026-03-12-08-15", "2026 irgendwann", "31.02.2026 08:15",
     "2026/03",
     "12:15 PM", "13:15 PM", "2026-03-12 13:15 PM"],
)  # fmt: skip
def test_what_is_no_whole_date_is_none_though_feedparser_fills_it_in(text: str) -> None:
    assert read_date(text, parsed(2026, 11, 1, 0, 0, 0), "de") is None


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2068, 12, 31)),  # noqa: DTZ001 - the zone comes with the text
    st.sampled_from(
        ["%Y-%m-%dT%H:%M:%S{}", "%a, %d %b %Y %H:%M:%S {}", "%Y/%m/%d %H:%M:%S {}", "%d.%m.%Y %H:%M:%S {}",
         "%d %B %Y %H:%M:%S {}",
         "%a, %d %b %y %H:%M:%S {}", "%a %b %d %H:%M:%S {} %Y", "%Y%m%dT%H%M%S{}"]
    ),
    st.sampled_from([("+0000", 0), ("+0100", 1), ("-08:00", -8), ("Z", 0), ("MESZ", 2)]),
)  # fmt: skip
def test_what_a_program_writes_is_read_as_it_was_meant(moment: datetime, form: str, zone: tuple[str, int]) -> None:
    text = moment.strftime(form).format(zone[0])
    meant = moment.replace(microsecond=0, tzinfo=UTC) - timedelta(hours=zone[1])
    assert read_date(text, None, "") == meant


@given(
    st.from_regex(
        r"((Mon|Sun), )?[0-3]?\d (Jan|Feb|May|Dec) \d{4} [0-2]\d:[0-6]\d:[0-6]\d ([+-][01]\d:?[0-6]\d|GMT|UTC|Z)"
        r"|\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d{1,9})?([+-][01]\d:?[0-6]\d|Z)",
        fullmatch=True,
    )
)
@example("30 Feb 2026 10:00:00 GMT")
@example("0001-01-01T00:00:00+14:00")
@example("2026-01-01T24:00:00Z")
def test_a_date_as_the_standards_have_it_is_read_as_any_other(text: str) -> None:
    # In small letters it is not as they have it.
    assert moment_or_error(text) == moment_or_error(text.lower())


def moment_or_error(text: str) -> datetime | str | None:
    try:
        return written_date(text)
    except NoSuchDate:
        return "no such date"
