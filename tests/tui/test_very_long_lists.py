"""Of a very long list a part is loaded at a time, and one gets everywhere in it as in any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.entry import Entry
from digest.domain.query import EntryQuery
from digest.services.reading.narrowing import Narrowing
from digest.tui.inbox.listed_rows import ListedRows
from digest.tui.inbox.listing import FIRST_ROWS
from tests.builders import a_refresh, an_entry
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.typing import in_one_piece

#: Rows in a list, and of them kept at a time.
MANY, KEPT = 900, 200


def entries(folder: Path, *, unread: int = MANY) -> list[Entry]:
    """The newest `unread` ones are unread."""
    made = [an_entry(number, title=f"Beitrag {number}", old=number <= MANY - unread) for number in range(1, MANY + 1)]
    return fill(folder, made)


async def opened(driver: Driver, key: str = "E") -> ListedRows:
    """The view under this key, of which a part is here."""
    driver.inbox.listing.parts.most = KEPT
    await driver.press(key)
    await driver.until(lambda: driver.inbox.listing.is_whole and len(rows(driver).listed) == KEPT)
    return rows(driver)


def rows(driver: Driver) -> ListedRows:
    shown = driver.inbox.listing.rows
    assert shown is not None
    return shown


async def comes_to(driver: Driver, title: str) -> None:
    await driver.until(lambda: driver.title == title, title)
    assert len(rows(driver).listed) <= KEPT
    assert len(driver.entries.rows) == MANY


def test_one_reads_to_the_end_and_back_and_never_more_than_a_part_is_here(tmp_path: Path) -> None:
    entries(tmp_path)

    async def steps(driver: Driver) -> None:
        await opened(driver)
        await driver.sees(f"{MANY} unread")
        await driver.press("G")
        await comes_to(driver, "Beitrag 1")
        await driver.sees("Beitrag 5")
        for _ in range(5):
            await driver.press("pageup")
            here = MANY - driver.entries.cursor
            await comes_to(driver, f"Beitrag {here}")
        driver.entries.move_to(MANY // 2)
        await comes_to(driver, f"Beitrag {MANY // 2}")
        await driver.press("g")
        await comes_to(driver, f"Beitrag {MANY}")
        driver.entries.scroll_to_line(700)  # as the wheel does: the cursor stays behind
        await driver.sees(f"Beitrag {MANY - 705}")
        await driver.press("j")
        await comes_to(driver, f"Beitrag {MANY - 1}")

    drive(tmp_path, steps)


@pytest.mark.slow
def test_each_line_is_that_of_the_whole_list(tmp_path: Path) -> None:
    entries(tmp_path)

    async def steps(driver: Driver) -> None:
        await opened(driver)
        for line in (0, 99, 100, 101, 450, 797, 798, 799, 898, 899, 300):
            driver.entries.move_to(line)
            await comes_to(driver, f"Beitrag {MANY - line}")
            assert driver.entries.cursor == line

    drive(tmp_path, steps)


def test_the_next_unread_entry_may_stand_far_below_or_above(tmp_path: Path) -> None:
    made = entries(tmp_path, unread=FIRST_ROWS + 20)

    async def steps(driver: Driver) -> None:
        driver.store.mark([made[49], made[9]], read=False)
        await opened(driver)
        driver.entries.move_to(FIRST_ROWS + 19)
        await driver.press("n", "n")
        await comes_to(driver, "Beitrag 10")
        await driver.press("n")
        await driver.is_told("No unread entry further on.")
        await driver.press("p")
        await comes_to(driver, f"Beitrag {MANY - FIRST_ROWS - 18}")
        await driver.sees(f"All · {FIRST_ROWS + 19} unread")

    drive(tmp_path, steps)


def test_all_read_means_all_of_the_list_and_can_be_undone(tmp_path: Path) -> None:
    entries(tmp_path)

    async def steps(driver: Driver) -> None:
        await opened(driver)
        await driver.press("A")
        await driver.is_told(f"{MANY} marked read")
        await driver.sees("All · 0 unread")
        assert driver.store.entries(EntryQuery(unread=True)).total == 0
        await driver.press("u")
        await driver.sees(f"{MANY} unread")

    drive(tmp_path, steps)


@pytest.mark.slow
def test_what_is_read_in_a_long_inbox_stays_in_sight_and_the_rest_follows(tmp_path: Path) -> None:
    entries(tmp_path)

    async def steps(driver: Driver) -> None:
        await opened(driver, "i")
        for number in range(3):
            await driver.press("n")
            await driver.sees(f"{MANY - 1 - number} unread")
        assert driver.title == f"Beitrag {MANY - 3}"
        assert driver.titles[:3] == [f"Beitrag {MANY - number}" for number in range(3)]
        await driver.press("G")
        await driver.until(lambda: driver.title == "Beitrag 1")
        await driver.press("g")
        await driver.until(lambda: driver.title == f"Beitrag {MANY - 3}")

    drive(tmp_path, steps)


@pytest.mark.slow
def test_new_entries_come_in_at_the_top_and_are_told_further_down(tmp_path: Path) -> None:
    entries(tmp_path)

    async def steps(driver: Driver) -> None:
        await opened(driver)
        driver.others.apply_refresh([a_refresh("f1", an_entry(MANY + 1, title="Neu 1"))])
        await driver.sees("Neu 1", "1 new entry")
        await driver.press("j", "j")
        before = driver.title
        driver.others.apply_refresh([a_refresh("f1", an_entry(MANY + 2, title="Neu 2"))])
        await driver.sees("1 new · . shows it")
        assert driver.title == before
        await driver.press("full_stop")
        await driver.until(lambda: driver.title == "Neu 2")
        assert len(driver.entries.rows) == MANY + 2

    drive(tmp_path, steps)


@pytest.mark.slow
def test_coming_back_leads_to_the_same_entry(tmp_path: Path) -> None:
    entries(tmp_path)

    async def steps(driver: Driver) -> None:
        await opened(driver)
        driver.entries.move_to(700)
        await comes_to(driver, f"Beitrag {MANY - 700}")
        await driver.press("S", "E")
        await comes_to(driver, f"Beitrag {MANY - 700}")
        await driver.press("3", "g")
        await comes_to(driver, f"Beitrag {MANY}")
        await driver.press("u")
        await comes_to(driver, f"Beitrag {MANY - 700}")

    drive(tmp_path, steps)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["Beitrag", "89"])
def test_a_filter_over_a_long_list_finds_all_and_is_left_to_where_one_was(tmp_path: Path, words: str) -> None:
    entries(tmp_path)

    async def steps(driver: Driver) -> None:
        await opened(driver)
        await driver.press("slash")
        await driver.types(words)
        found = [number for number in range(MANY, 0, -1) if words in f"Beitrag {number}"]
        await driver.until(lambda: len(driver.entries.rows) == len(found) and driver.inbox.listing.is_whole)
        assert len(rows(driver).listed) == min(len(found), KEPT)
        await driver.press("escape", "escape")
        await driver.until(lambda: len(driver.entries.rows) == MANY)
        await driver.press("G")
        await comes_to(driver, "Beitrag 1")

    drive(tmp_path, steps)


def test_what_a_list_is_narrowed_to_is_looked_for_in_all_of_it(tmp_path: Path) -> None:
    made = entries(tmp_path, unread=3)

    async def steps(driver: Driver) -> None:
        driver.store.mark([made[4]], read=False)
        await opened(driver)
        driver.inbox.listing.narrow(Narrowing(unread=True))
        wanted = [f"Beitrag {MANY}", f"Beitrag {MANY - 1}", f"Beitrag {MANY - 2}", "Beitrag 5"]
        await driver.until(lambda: driver.titles == wanted)
        await driver.press("G", "4")
        driver.inbox.listing.narrow(Narrowing(picked=True))
        await driver.until(lambda: driver.titles == ["Beitrag 5"])
        driver.inbox.listing.narrow(Narrowing(feed_id="f1"))
        await driver.until(lambda: len(driver.entries.rows) == MANY)
        assert len(rows(driver).listed) == KEPT
        await driver.press("G")
        await comes_to(driver, "Beitrag 1")

    drive(tmp_path, steps)


@pytest.mark.slow
def test_keys_typed_behind_a_jump_to_rows_that_are_not_here_are_about_those(tmp_path: Path) -> None:
    made = entries(tmp_path, unread=1)

    async def steps(driver: Driver) -> None:
        driver.store.mark([made[3]], read=False)
        await opened(driver)
        await in_one_piece(driver.app, driver.pilot, ["G", "p"])
        await comes_to(driver, "Beitrag 4")
        await driver.press("g")
        await driver.until(lambda: not driver.app.key_queue.is_idle or driver.title == f"Beitrag {MANY}")
        await driver.press("n")
        await comes_to(driver, "Beitrag 4")

    drive(tmp_path, steps)
