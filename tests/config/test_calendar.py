"""Months and days in the languages of editions, compared with CLDR."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale

from digest.config.clock import long_date, month_and_year, month_name


@pytest.mark.parametrize("language", ["de", "de_DE", "de_AT", "de_CH", "en", "en_GB", "en_US", "fr", "nl_BE"])
def test_the_months_are_those_of_cldr(language: str) -> None:
    names = Locale.parse(language).months["format"]["wide"]
    assert [month_name(f"2026-{number:02}", language) for number in range(1, 13)] == [names[n] for n in range(1, 13)]


@pytest.mark.parametrize(("language", "shown"), [
    ("de", "1. März 2026"), ("de_AT", "1. März 2026"), ("en", "1 March 2026"),
])  # fmt: skip
def test_days_are_written_as_people_write_them(language: str, shown: str) -> None:
    assert long_date(date(2026, 3, 1), language).replace("1. ", "1. ") == shown


def test_month_and_year_stay_together() -> None:
    assert month_and_year("2026-01", "de-AT") == "Jänner 2026"
