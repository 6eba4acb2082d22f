"""The month at work: looking something up does not change it, closing goes on to the next."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from digest.storage.registry import open_store
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.search.search_screen import SearchScreen
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.field_form import FieldForm
from tests.builders import MONTH, NOW, a_frozen, a_pick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.test_inbox import ready
from tests.tui.typing import key_event

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow


def with_edition(folder: Path, *months: str, closed: bool = False) -> None:
    store = open_store(folder / "library", lambda: NOW)
    for number, month in enumerate(months):
        store.add_pick(a_pick(number, month, original_title=f"Tipp {month}", comment="Wahr."), NOW)
        if closed:
            store.close_edition(month, a_frozen(), NOW)
    store.close()


async def edition_is_shown(driver: Driver, name: str) -> None:
    await driver.until(lambda: isinstance(driver.app.screen, EditionScreen))
    await driver.sees(f"Edition {name}")


def test_a_looked_up_edition_is_left_with_the_old_month_at_work(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, "2026-09", closed=True)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("ctrl+f")
        await driver.types("Tipp")
        await driver.sees("1 pick")
        await driver.press("enter")
        await edition_is_shown(driver, "September 2026")
        await driver.press("left_square_bracket")
        await driver.sees("Edition August 2026")
        await driver.press("right_square_bracket", "q", "escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.press("1")
        await driver.until(lambda: [pick.edition_id for pick in driver.store.picks(MONTH)] == [MONTH])

    drive(tmp_path, steps)


def test_a_pick_of_a_looked_up_edition_is_carried_to_the_month_at_work(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, "2026-07")

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("ctrl+f")
        await driver.types("Tipp")
        await driver.sees("1 pick")
        await driver.press("enter")
        await edition_is_shown(driver, "July 2026")
        await driver.sees("Tipp 2026-07")
        await driver.press("w")
        await driver.until(lambda: len(driver.store.picks(MONTH)) == 1)
        assert driver.store.edition_ids() == [MONTH, "2026-07"]

    drive(tmp_path, steps)


def test_enter_opens_the_first_result_though_an_earlier_search_has_answered(tmp_path: Path) -> None:
    """Between the letters of a word an older answer comes, and then the new search begins."""
    fill(tmp_path)
    with_edition(tmp_path, "2026-07")

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("ctrl+f")
        await driver.types("Tip")
        await driver.sees("1 pick")
        screen = driver.app.screen
        assert isinstance(screen, SearchScreen)
        searching = screen.searching
        searching.typed("Tipp")
        searching._show(ended=True)
        searching._begin()
        searching.open()
        await edition_is_shown(driver, "July 2026")

    drive(tmp_path, steps)


def test_after_closing_the_edition_stays_on_the_screen_and_the_next_month_is_at_work(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, MONTH)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("v")
        await edition_is_shown(driver, "November 2026")
        await driver.sees("Tipp 2026-11")
        await driver.press("C")
        await driver.until(lambda: driver.store.edition(MONTH).is_closed)
        await driver.is_told("Now at work: December 2026")
        await driver.sees("Edition November 2026 · closed", "Tipp 2026-11")
        await driver.press("q")
        await driver.sees("Edition December 2026")
        await driver.press("1")
        await driver.until(lambda: len(driver.store.picks("2026-12")) == 1)

    drive(tmp_path, steps)


async def close_november(driver: Driver) -> None:
    await ready(driver)
    await driver.press("v")
    await edition_is_shown(driver, "November 2026")
    await driver.sees("Tipp 2026-11")
    await driver.press("C")
    await driver.sees("· closed")


def test_undoing_the_closing_in_the_inbox_brings_its_month_back_to_work(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, MONTH)

    async def steps(driver: Driver) -> None:
        await close_november(driver)
        await driver.press("q")
        await driver.sees("Edition December 2026")
        await driver.press("u")
        await driver.sees("Edition November 2026")
        assert driver.app.month == MONTH

    drive(tmp_path, steps)


def test_undoing_the_closing_brings_its_month_back_to_work(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, MONTH)

    async def steps(driver: Driver) -> None:
        await close_november(driver)
        await driver.press("u")
        await driver.until(lambda: driver.app.month == MONTH)
        await driver.press("q")
        await driver.sees("Edition November 2026")

    drive(tmp_path, steps)


def test_the_next_start_is_in_the_month_after_a_closed_one(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, MONTH, "2026-12", closed=True)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees("Edition January 2027")

    drive(tmp_path, steps)


def test_a_closed_month_refuses_with_the_way_on(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, MONTH, closed=True)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees("Edition December 2026")
        await driver.press("left_square_bracket", "1")
        await driver.is_told("] goes on to the next month")
        assert driver.store.picks("2026-12") == []

    drive(tmp_path, steps)


def test_no_edition_of_a_past_month_begins_by_paging_back(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("left_square_bracket", "left_square_bracket", "1")
        await driver.is_told("There is no edition September 2026.")
        await driver.until(lambda: driver.inbox.current is not None and driver.inbox.current.pick is None)
        await driver.press("v")
        await edition_is_shown(driver, "September 2026")
        await driver.sees("Intro")
        await driver.press("j", "enter")
        await driver.types("Vorweg")
        await driver.press("C")
        assert driver.store.edition_ids() == []

    drive(tmp_path, steps)


def test_paging_in_the_edition_screen_only_looks_and_picks_go_on_to_the_month_at_work(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, "2026-10")

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("v")
        await edition_is_shown(driver, "November 2026")
        await driver.press("less_than_sign")
        await edition_is_shown(driver, "October 2026")
        await driver.is_told("picks still go to November 2026")
        await driver.press("v")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.sees("Edition November 2026")
        await driver.press("3")
        await driver.until(lambda: [pick.edition_id for pick in driver.store.picks(MONTH)] == [MONTH])
        assert len(driver.store.picks("2026-10")) == 1

    drive(tmp_path, steps)


def test_paging_away_from_an_edition_just_closed_leaves_the_next_month_at_work(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, MONTH, "2026-10")

    async def steps(driver: Driver) -> None:
        await close_november(driver)
        await driver.sees("Edition November 2026 · closed")
        await driver.press("left_square_bracket")
        await edition_is_shown(driver, "October 2026")
        assert driver.app.month == "2026-12"

    drive(tmp_path, steps)


def test_a_pick_for_another_month_than_usual_names_it(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, "2026-10")

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("left_square_bracket")
        await driver.sees("Edition October 2026")
        await driver.press("1")
        await driver.is_told("picked for October 2026, under Strategie")

    drive(tmp_path, steps)


def test_a_draft_that_is_left_behind_is_told_at_the_start(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, MONTH)

    async def steps(driver: Driver) -> None:
        await driver.is_told("November 2026 is still a draft (1 pick)")
        await driver.sees("Edition December 2026")

    drive(tmp_path, steps, DIGEST_NOW="2026-12-11T09:00:00+00:00")


def test_a_key_behind_the_one_that_turns_the_month_is_about_the_edition_that_comes(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, "2026-10", MONTH)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("v")
        await edition_is_shown(driver, "November 2026")
        await driver.until(lambda: driver.app.screen.query_one(EditionList).select("p1"))
        slow = Event()
        driver.app.work_queue.ask(slow.wait, lambda _: None)
        for key in ("left_square_bracket", "0"):
            driver.app.post_message(key_event(key))
        await driver.pilot.pause(0.2)
        slow.set()
        await driver.until(lambda: driver.app.key_queue.is_idle)
        await driver.app.work_queue.settle()
        assert [pick.id for pick in driver.store.picks(MONTH)] == ["p1"]

    drive(tmp_path, steps)


def test_what_is_typed_behind_the_key_of_the_edition_is_in_its_first_field(tmp_path: Path) -> None:
    fill(tmp_path)
    with_edition(tmp_path, MONTH)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        slow = Event()
        driver.app.work_queue.ask(slow.wait, lambda _: None)
        for key in ("v", "enter", "ctrl+u", *"Neu"):
            driver.app.post_message(key_event(key))
        await driver.pilot.pause(0.2)
        slow.set()
        await driver.until(lambda: bool(driver.app.screen.query(FieldForm)))
        await driver.until(lambda: driver.app.screen.query_one(FieldForm).texts()["title"] == "Neu")
        await driver.press("escape")

    drive(tmp_path, steps)
