"""What stays in a list though it has left the view shows its marks as they are, whoever has changed them."""

from __future__ import annotations

from pathlib import Path

from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.test_inbox import ready


def test_the_name_of_the_list_and_the_sidebar_count_every_mark_at_once(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("r", "j", "r")
        assert driver.inbox.listing.rows is not None
        assert driver.inbox.listing.rows.unread == 10
        await driver.sees("Inbox · 10 unread")
        await driver.press("A")
        await driver.sees("Inbox · 0 unread")
        await driver.press("u")
        await driver.sees("Inbox · 10 unread")

    drive(tmp_path, steps)


def test_an_undo_elsewhere_in_the_list_takes_the_old_marks_off(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        # Picked, so read, so no more in the inbox; then under another category, and off to other lines.
        await driver.press("1")
        await driver.until(lambda: driver.entries.rows.row(0).category == "Strategie")
        await driver.press("2")
        await driver.until(lambda: driver.entries.rows.row(0).category == "Medienarbeit")
        await driver.press("j", "j", "j")
        await driver.press("u")
        await driver.until(lambda: driver.entries.rows.row(0).category == "Strategie", "the category before")
        await driver.press("u")
        await driver.until(lambda: driver.entries.rows.row(0).category == "", "no pick any more")
        assert driver.entries.rows.row(0).unread
        assert driver.title == "Beitrag 9"

    drive(tmp_path, steps)


def test_a_read_line_comes_off_the_shortlist_when_that_is_undone(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("r", "s", "j", "j")
        await driver.until(lambda: driver.entries.rows.row(0).shortlisted)
        await driver.press("u")
        await driver.until(lambda: not driver.entries.rows.row(0).shortlisted)
        assert not driver.entries.rows.row(0).unread

    drive(tmp_path, steps)


def test_what_has_left_the_shortlist_shows_whether_it_is_read(tmp_path: Path) -> None:
    entries = fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("s", "j", "s", "h", "j", "enter")
        await driver.until(lambda: driver.titles == ["Beitrag 12", "Beitrag 11"])
        await driver.press("g", "s", "j")
        await driver.until(lambda: not driver.entries.rows.row(0).shortlisted)
        driver.store.mark([entries[-1]], read=True)
        await driver.until(lambda: not driver.entries.rows.row(0).unread)
        assert driver.titles == ["Beitrag 12", "Beitrag 11"]

    drive(tmp_path, steps)
