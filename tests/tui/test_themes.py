"""Themes are found by what they are, and the one in use is marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandList

from digest.config.language import activate
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow


async def offered(driver: Driver) -> list[str]:
    """The lines of the palette, once its search is done."""
    await driver.until(lambda: driver.app.screen.has_class("-ready"))
    lines = driver.app.screen.query_one(CommandList)
    return [str(lines.get_option_at_index(number).prompt) for number in range(lines.option_count)]


@pytest.mark.parametrize(
    ("language", "light", "now"), [("en", "light", "in use now"), ("de", "hell", "jetzt in Gebrauch")]
)
def test_light_and_dark_are_words_to_search_for(tmp_path: Path, language: str, light: str, now: str) -> None:
    fill(tmp_path)
    activate(language)

    async def steps(driver: Driver) -> None:
        driver.app.theme = "textual-light"
        driver.app.navigation.themes()
        await driver.until(lambda: bool(driver.app.screen.query(CommandList)))
        everything = await offered(driver)
        assert [line for line in everything if now in line] == [f"textual-light\n{light} · {now}"]
        await driver.press(*light)
        await driver.until(lambda: 0 < driver.app.screen.query_one(CommandList).option_count < len(everything))
        found = await offered(driver)
        assert all(light in line for line in found)
        await driver.press(*"xyxyx")
        nothing = "Nothing found." if language == "en" else "Nichts gefunden."

        def says_nothing() -> bool:
            lines = driver.app.screen.query_one(CommandList)
            return lines.option_count == 1 and str(lines.get_option_at_index(0).prompt) == nothing

        await driver.until(says_nothing)

    try:
        drive(tmp_path, steps)
    finally:
        activate("en")
