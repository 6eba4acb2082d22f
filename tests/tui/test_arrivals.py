"""New entries: at the top they come in visibly, further down they are announced.

`.` goes to the newest.
"""

from __future__ import annotations

from pathlib import Path

from tests.builders import a_refresh, an_entry
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.test_inbox import ready


def bring(driver: Driver, *numbers: int) -> None:
    """Let another process have refreshed: entries that are newer than all others."""
    driver.others.apply_refresh([a_refresh("f1", *(an_entry(number, title=f"Neu {number}") for number in numbers))])


def test_at_the_top_new_entries_are_seen_above_the_cursor_and_counted(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(number) for number in range(1, 101)])

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Beitrag 100" and len(driver.titles) == 100)
        bring(driver, 20_001, 20_002)
        await driver.sees("Neu 20002", "Neu 20001", "▲ 2 new entries")
        assert driver.entries.scroll_offset.y == 0
        assert driver.title == "Beitrag 100"
        # Nobody has touched a key: what comes next is seen as well.
        bring(driver, 20_003)
        await driver.sees("Neu 20003", "▲ 3 new entries")
        await driver.press("full_stop")
        assert driver.title == "Neu 20003"
        await driver.sees_no("▲")

    drive(tmp_path, steps)


def test_moving_the_cursor_ends_the_telling(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        bring(driver, 20_001)
        await driver.sees("▲ 1 new entry")
        await driver.press("j")
        await driver.sees_no("▲")
        bring(driver, 20_002)
        await driver.sees("▲ 1 new · . shows it")
        assert "Neu 20002" not in driver.titles

    drive(tmp_path, steps)


def test_more_than_a_screenful_leaves_the_cursor_in_view(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(number) for number in range(1, 101)])

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 100)
        bring(driver, *range(20_001, 20_061))
        await driver.sees("▲ 60 new entries", "Beitrag 100")
        assert driver.title == "Beitrag 100"
        assert driver.entries.is_in_view(driver.entries.cursor)
        await driver.press("full_stop")
        assert driver.entries.cursor == driver.entries.scroll_offset.y == 0

    drive(tmp_path, steps)


def test_into_an_empty_inbox_they_come_with_their_number(tmp_path: Path) -> None:
    fill(tmp_path, [])

    async def steps(driver: Driver) -> None:
        await driver.sees("0 unread")
        bring(driver, 20_001, 20_002)
        await driver.sees("Neu 20002", "▲ 2 new entries")
        assert driver.title == "Neu 20002"

    drive(tmp_path, steps)


def test_the_full_stop_goes_to_the_newest_wherever_the_cursor_is(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(number) for number in range(1, 101)])

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 100)
        await driver.press("G")
        bring(driver, 20_001, 20_002)
        await driver.sees("▲ 2 new · . shows them")
        assert driver.title == "Beitrag 1"
        await driver.press("full_stop")
        assert driver.title == "Neu 20002"
        assert driver.entries.scroll_offset.y == 0
        await driver.sees("Neu 20002", "Neu 20001")

    drive(tmp_path, steps)


def test_the_full_stop_answers_if_nothing_has_come(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("G", "full_stop")
        await driver.is_told("Nothing new has come in since.")
        assert driver.entries.cursor == 0

    drive(tmp_path, steps)
