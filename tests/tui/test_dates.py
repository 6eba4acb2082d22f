"""Dates in the list: the year if it is not this one, and none that cannot be true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.config.language import DAY_CELLS, activate, day_listed, month_listed, tell
from digest.domain.message import msg
from digest.domain.month import NamedMonth
from tests.builders import NOW, an_entry
from tests.marking import first_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

DAY = datetime(2026, 1, 5, tzinfo=UTC).date()


@pytest.fixture
def german() -> object:
    activate("de")
    yield
    activate("en")


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (DAY, "heute"), (DAY - timedelta(1), "gestern"), (DAY - timedelta(4), "01.01."),
        (DAY - timedelta(5), "31.12.2025"), (datetime(2006, 12, 1, tzinfo=UTC).date(), "01.12.2006"),
        (None, "ohne Datum"),
    ],
)  # fmt: skip
def test_a_day_in_a_column_has_its_year_unless_it_is_this_one(day: object, shown: str) -> None:
    listed = day_listed(day, DAY)  # type: ignore[arg-type]
    assert listed == shown
    assert len(listed) <= DAY_CELLS


@pytest.mark.usefixtures("german")
def test_the_last_day_of_last_year_is_told_with_it() -> None:
    new_year = datetime(2026, 1, 1, tzinfo=UTC).date()
    assert day_listed(new_year - timedelta(1), new_year) == "31.12.2025"


@pytest.mark.usefixtures("german")
def test_months_and_days_in_sentences_are_told_by_name() -> None:
    said = msg("{month} {day} {moment}", month=NamedMonth("2026-03"), day=DAY, moment=NOW)
    assert tell(said) == "März 2026 5. Januar 2026 21. November 2026"
    assert [month_listed(f"2026-{number:02d}") for number in (1, 3, 5, 6, 12)] == [
        "Jan 2026", "März 2026", "Mai 2026", "Juni 2026", "Dez 2026",
    ]  # fmt: skip


@pytest.mark.parametrize("size", first_quick((80, 24), (120, 36), (200, 50)))
def test_the_list_shows_the_whole_year_and_no_date_that_cannot_be_true(tmp_path: Path, size: tuple[int, int]) -> None:
    fill(
        tmp_path,
        [
            an_entry(1, published=datetime(2006, 12, 1, 12, tzinfo=UTC)),
            an_entry(2, published=None, title="Ohne", place=1),
            an_entry(3, published=None, title="Auch ohne", place=0),
            an_entry(4, published=datetime(2035, 1, 1, 12, tzinfo=UTC), title="Aus der Zukunft", place=2),
        ],
    )

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 4)
        await driver.sees("2006-12-01")
        dates = {row.title: row.date for row in map(driver.entries.rows.row, range(4))}
        assert dates["Ohne"] == dates["Auch ohne"] == dates["Aus der Zukunft"] == "no date"
        # In the feed's own order.
        assert driver.titles.index("Auch ohne") < driver.titles.index("Ohne")
        driver.entries.select_key(an_entry(4).id)
        await driver.sees("dated ahead, 1 January 2035 · found on 21 November 2026")
        driver.entries.select_key(an_entry(2).id)
        await driver.sees("no date · found on 21 November 2026")

    drive(tmp_path, steps, size)
