"""Filter and change of view.

The cursor is on what one did something with, and coming back it is where it was.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.tui.widgets.sidebar import View
from tests.builders import an_entry
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.test_inbox import ready

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow


async def is_at(driver: Driver, title: str, count: int) -> None:
    await driver.until(lambda: driver.title == title and len(driver.titles) == count, title)


def entries() -> list:
    return [an_entry(number, title=f"{'Krise' if number % 10 == 0 else 'Beitrag'} {number}") for number in range(1, 61)]


def test_after_a_filter_the_cursor_stays_on_what_was_picked(tmp_path: Path) -> None:
    fill(tmp_path, entries())

    async def steps(driver: Driver) -> None:
        await is_at(driver, "Krise 60", 60)
        await driver.press("slash")
        await driver.types("krise")
        await is_at(driver, "Krise 60", 6)
        await driver.press("enter", "j", "j", "4")
        assert driver.title == "Krise 40"
        await driver.press("escape")
        await is_at(driver, "Krise 40", 60)
        assert driver.entries.is_in_view(driver.entries.cursor)

    drive(tmp_path, steps)


def test_a_filter_that_is_given_up_while_typing_leaves_the_cursor_where_it_was(tmp_path: Path) -> None:
    fill(tmp_path, entries())

    async def steps(driver: Driver) -> None:
        await is_at(driver, "Krise 60", 60)
        await driver.press(*"jjjjj")
        await driver.press("slash")
        await driver.types("krise")
        await driver.until(lambda: len(driver.titles) == 6)
        await driver.press("escape")
        await is_at(driver, "Beitrag 55", 60)

    drive(tmp_path, steps)


def test_a_filter_keeps_the_cursor_on_an_entry_that_fits(tmp_path: Path) -> None:
    fill(tmp_path, entries())

    async def steps(driver: Driver) -> None:
        await is_at(driver, "Krise 60", 60)
        await driver.press(*["j"] * 20)
        assert driver.title == "Krise 40"
        await driver.press("slash")
        await driver.types("krise")
        await is_at(driver, "Krise 40", 6)

    drive(tmp_path, steps)


def test_each_view_is_found_as_it_was_left(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(number) for number in range(1, 201)])

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 200)
        await driver.press(*["j"] * 15)
        line = driver.entries.cursor - driver.entries.scroll_offset.y
        assert driver.title == "Beitrag 185"
        driver.inbox.listing.open(View("all"))
        await driver.sees("All · ")
        await is_at(driver, "Beitrag 200", 200)
        await driver.press("G")
        driver.inbox.listing.open(View("inbox"))
        await driver.sees("Inbox · ")
        await is_at(driver, "Beitrag 185", 200)
        assert driver.entries.cursor - driver.entries.scroll_offset.y == line
        # Beyond the rows that are asked for first.
        driver.inbox.listing.open(View("all"))
        await is_at(driver, "Beitrag 1", 200)

    drive(tmp_path, steps)


def test_coming_back_to_what_was_read_meanwhile_the_cursor_is_on_its_neighbour(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("j", "j", "r")
        driver.inbox.listing.open(View("all"))
        await driver.sees("All · ")
        await driver.press("q")
        await driver.sees("Inbox · ")
        await is_at(driver, "Beitrag 9", 11)

    drive(tmp_path, steps)


def test_back_leads_from_every_view_to_the_inbox_and_only_from_there_out(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("j")
        for view in (View("all"), View("shortlist"), View("section", "Krise"), View("feed", "f1"), View("search", "x")):
            for key in ("escape", "q"):
                driver.inbox.listing.open(view)
                await driver.until(lambda view=view: driver.inbox.listing.view == view)
                await driver.press(key)
                await driver.sees("Inbox · ")
                await is_at(driver, "Beitrag 11", 12)
                assert not driver.app.is_leaving
        await driver.press("q")
        await driver.until(lambda: driver.app.is_leaving)

    drive(tmp_path, steps)


def test_what_is_narrowed_to_picks_leads_back_to_the_inbox(tmp_path: Path) -> None:
    from digest.services.reading.narrowing import Narrowing

    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("j", "j", "4", "j", "j", "4")
        await driver.until(lambda: len(driver.store.picks("2026-11")) == 2)
        driver.inbox.listing.narrow(Narrowing(picked=True))
        await driver.until(lambda: len(driver.titles) == 2)
        assert driver.title == "Beitrag 8"
        await driver.press("escape")
        await driver.sees("Inbox · ")

    drive(tmp_path, steps)
