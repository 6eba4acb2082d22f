"""Search over all months, editions and comments."""

from __future__ import annotations

from pathlib import Path

from digest.storage.local import LocalStore
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.search.search_screen import SearchScreen
from digest.tui.widgets.edition_list import EditionList
from tests.builders import MONTH, NOW, a_frozen, a_pick, an_entry
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.typing import in_one_piece


def filled(folder: Path) -> None:
    """Entries of three months, and an old, closed edition with a comment on chatbots."""
    fill(folder, [
        an_entry(1, title="Künstliche Intelligenz im Newsroom"),
        an_entry(2, title="Große Krise, kleine Worte", month="2026-10"),
        an_entry(3, title="Ein Chatbot antwortet", month="2017-04", old=True),
    ])  # fmt: skip
    store = LocalStore(folder / "library", lambda: NOW)
    old = a_pick(
        1, "2017-04", category="Chatbots", original_title="Gespräche mit Maschinen", comment="Überaus hölzern."
    )
    store.add_pick(old, NOW)
    store.add_pick(a_pick(2, "2017-04", category="Chatbots", original_title="Etwas anderes"), NOW)
    store.close_edition("2017-04", a_frozen(order=("Chatbots",)), NOW)
    store.close()


async def search(driver: Driver, words: str) -> None:
    await driver.sees("Künstliche Intelligenz")
    await driver.press("ctrl+f")
    await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))
    await driver.types(words)


def test_what_i_said_about_chatbots_years_ago_is_found_and_gone_to(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await search(driver, "hoelzern")
        await driver.sees("1 pick · 0 entries", "Gespräche mit Maschinen", "Überaus hölzern.")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, EditionScreen))
        await driver.sees("Edition April 2017", "Etwas anderes")
        await driver.until(lambda: driver.app.screen.query_one(EditionList).key == "p1")
        assert driver.app.month == MONTH
        await driver.press("q")
        await driver.until(lambda: isinstance(driver.app.screen, SearchScreen))
        await driver.sees("1 pick · 0 entries", "Gespräche mit Maschinen")
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.sees("Edition November 2026")

    drive(tmp_path, steps)


def test_an_entry_of_any_month_is_found_and_shown_in_the_inbox(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await search(driver, "GROSSE krise")
        await driver.sees("0 picks · 1 entry", "Große Krise, kleine Worte")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.until(lambda: driver.title == "Große Krise, kleine Worte")
        await driver.sees("Search: GROSSE krise")

    drive(tmp_path, steps)


def test_arrows_choose_among_the_results_while_the_words_keep_the_focus(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await search(driver, "chatbot")
        await driver.sees("2 picks · 1 entry")
        await driver.press("down", "down")
        await driver.types("s")
        await driver.sees("2 picks · 0 entries")
        await driver.press("backspace")
        await driver.sees("2 picks · 1 entry")
        await driver.press("down", "down", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.until(lambda: driver.title == "Ein Chatbot antwortet")

    drive(tmp_path, steps)


def test_nothing_found_says_so_and_escape_goes_back(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await search(driver, "Quastenflosser")
        await driver.sees("Nothing found.")
        await driver.press("enter", "escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        assert driver.app.month == MONTH

    drive(tmp_path, steps)


def test_enter_in_one_piece_with_the_words_opens_what_they_find(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await search(driver, "Krise")
        await driver.sees("Große Krise, kleine Worte")
        await in_one_piece(driver.app, driver.pilot, ["ctrl+a", "ctrl+k", *"hoelzern", "enter"])
        await driver.until(lambda: isinstance(driver.app.screen, EditionScreen))
        await driver.until(lambda: driver.app.screen.query_one(EditionList).key == "p1")

    drive(tmp_path, steps)


def test_enter_behind_words_that_find_nothing_opens_nothing(tmp_path: Path) -> None:
    filled(tmp_path)

    async def steps(driver: Driver) -> None:
        await search(driver, "Krise")
        await driver.sees("Große Krise, kleine Worte")
        await in_one_piece(driver.app, driver.pilot, ["x", "x", "enter"])
        await driver.sees("Nothing found.")
        await in_one_piece(driver.app, driver.pilot, ["backspace", "backspace"])
        await driver.sees("Große Krise, kleine Worte")
        assert isinstance(driver.app.screen, SearchScreen)

    drive(tmp_path, steps)
