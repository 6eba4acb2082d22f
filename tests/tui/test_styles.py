"""Styles: the inbox's own at once, all others with the first screen above it."""

from __future__ import annotations

from pathlib import Path

from digest.tui.shell import program
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

FOLDER = Path(program.__file__).parents[1] / "styles"


def test_other_styles_are_read_with_the_first_screen_above_the_inbox(tmp_path: Path) -> None:
    fill(tmp_path)
    files = {str(path) for path in FOLDER.glob("*.tcss")}

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Beitrag 12")
        sources = driver.app.stylesheet.source
        assert files & {place for place, _ in sources} == {str(FOLDER / "digest.tcss")}
        await driver.press("?")
        await driver.until(lambda: bool(driver.app.screen.query(".dialog")))
        assert files <= {place for place, _ in sources}
        assert driver.app.screen.query_one(".dialog").styles.border_top[0] == "round"
        await driver.press("escape")
        await driver.until(lambda: driver.title == "Beitrag 12")

    drive(tmp_path, steps)
