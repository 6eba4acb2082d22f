"""Narrowing the inbox's list, muting, and taking both back."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from digest.domain.query import EntryQuery
from tests.builders import an_entry
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.typing import in_one_piece, key_event

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow

TITLES = {1: "Gewinnspiel der Woche", 2: "Krise im Kraftwerk", 3: "Gewinnspiele im Advent", 4: "Der Newsroom"}


def filled(folder: Path) -> None:
    fill(folder, [an_entry(number, "f2" if number == 4 else "f1", title=title) for number, title in TITLES.items()])


async def choose(driver: Driver, key: str, words: str) -> None:
    """Open a choice, type words and take what is marked."""
    await driver.press(key)
    await driver.until(lambda: bool(driver.app.screen.query("#choice-input")))
    await driver.types(words)
    await driver.press("enter")


def test_the_list_is_narrowed_to_a_feed_and_escape_shows_everything_again(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 4)
        await choose(driver, "f", "Blog 2")
        await driver.until(lambda: driver.titles == ["Der Newsroom"])
        await driver.sees("Inbox · Blog 2 · 1 unread")
        await driver.press("escape")
        await driver.until(lambda: len(driver.titles) == 4)

    drive(tmp_path, steps)


def test_picks_without_a_comment_are_found_among_all_entries(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Der Newsroom")
        await driver.press("1", "j", "4", "c")
        await driver.types("Wahr")
        await driver.press("escape")
        await driver.until(lambda: len(driver.store.picks("2026-11")) == 2)
        await choose(driver, "f", "without")
        await driver.until(lambda: driver.titles == ["Der Newsroom"])
        await driver.sees("All · picks without a comment")
        await choose(driver, "f", "without")
        await choose(driver, "f", "category Krise")
        await driver.until(lambda: driver.titles == ["Gewinnspiele im Advent"])
        await choose(driver, "f", "everything")
        await driver.until(lambda: len(driver.titles) == 4)

    drive(tmp_path, steps)


def test_a_muted_feed_leaves_the_inbox_is_read_under_muted_and_comes_back(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Der Newsroom")
        await choose(driver, "M", "")
        await driver.until(lambda: len(driver.titles) == 3 and "Der Newsroom" not in driver.titles)
        await driver.sees("Muted")
        await driver.press("h", "j", "j", "j", "enter")
        await driver.until(lambda: driver.titles == ["Der Newsroom"])
        await driver.press("u")
        await driver.until(lambda: not driver.store.feed("f2").muted)
        await driver.press("h", "g", "enter")
        await driver.until(lambda: len(driver.titles) == 4)

    drive(tmp_path, steps)


def test_a_word_typed_or_taken_from_the_title_mutes(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Der Newsroom")
        await choose(driver, "M", "gewinnspiel*")
        await driver.until(lambda: driver.titles == ["Der Newsroom", "Krise im Kraftwerk"])
        assert driver.store.muted_words() == ("gewinnspiel*",)
        await driver.press("j")
        await choose(driver, "M", "Kraftwerk")
        await driver.until(lambda: driver.titles == ["Der Newsroom"])
        await driver.press("u")
        await driver.until(lambda: "Krise im Kraftwerk" in driver.titles)
        await driver.press("u")
        await driver.until(lambda: len(driver.titles) == 4)
        assert driver.store.muted_words() == ()

    drive(tmp_path, steps)


def test_a_muted_word_is_let_in_again_in_the_same_dialog(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Der Newsroom")
        await choose(driver, "M", "Krise")
        await driver.until(lambda: len(driver.titles) == 3)
        await choose(driver, "M", "no longer")
        await driver.until(lambda: len(driver.titles) == 4)

    drive(tmp_path, steps)


def test_a_command_typed_in_one_piece_behind_words_is_about_what_they_find(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Der Newsroom")
        await in_one_piece(driver.app, driver.pilot, ["slash", *"Kraftwerk", "enter", "4"])
        await driver.until(lambda: len(driver.store.picks("2026-11")) == 1)
        [pick] = driver.store.picks("2026-11")
        assert (pick.original_title, pick.category) == ("Krise im Kraftwerk", "Krise")

    drive(tmp_path, steps)


def test_a_command_typed_in_one_piece_behind_another_view_is_about_that_view(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Der Newsroom")
        await driver.press("h", "G", "k")
        slow = Event()
        driver.app.work_queue.ask(slow.wait, lambda _: None)
        for key in ("enter", "s"):
            driver.app.post_message(key_event(key))
        await driver.pilot.pause(0.2)
        slow.set()
        await driver.until(lambda: any(row.shortlisted for row in driver.store.entries(EntryQuery()).rows))
        assert [row.entry.title for row in driver.store.entries(EntryQuery(shortlisted=True)).rows] == [TITLES[3]]

    drive(tmp_path, steps)
