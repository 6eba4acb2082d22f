"""Moving in from another program, by the palette and at the first start; back with u."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.domain.query import EntryQuery
from tests.bookmarks.files import NETSCAPE, TEXTS
from tests.marking import first_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


def shortlisted(driver: Driver) -> list[str]:
    return sorted(row.entry.title for row in driver.store.entries(EntryQuery(shortlisted=True)).rows)


@pytest.mark.parametrize("size", first_quick((80, 24), (120, 36)))
def test_bookmarks_come_in_by_the_palette_and_go_with_u(tmp_path: Path, size: tuple[int, int]) -> None:
    fill(tmp_path)
    (tmp_path / "lesezeichen.html").write_text(NETSCAPE.replace("<DT><A FEEDURL", "<DT><A X"), encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        before = shortlisted(driver)
        await driver.press("colon")
        await driver.types("import")
        await driver.sees("Import")
        await driver.press("enter")
        await driver.sees("Import feeds, bookmarks or a reading list")
        await driver.types("lesezeichen.html")
        await driver.press("enter")
        await driver.sees("3 pages on the shortlist", "line 17: javascript:void(0): this is no web address")
        await driver.press("enter")
        await driver.until(lambda: "Der Rückruf" in driver.titles)
        await driver.press("u")
        await driver.until(lambda: shortlisted(driver) == before)
        await driver.press("U")
        await driver.until(lambda: len(shortlisted(driver)) == len(before) + 3)

    drive(tmp_path, steps, size)


def test_what_is_no_list_is_told_in_the_dialog_and_the_path_corrected(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "a.txt").write_text("Nur ein Text.\nUnd noch einer.\n", encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        driver.app.navigation.import_list()
        await driver.sees("Import feeds, bookmarks")
        await driver.types("a.txt")
        await driver.press("enter")
        await driver.sees("This is no list that digest knows.")
        await driver.press("escape")
        await driver.sees("Beitrag 12")

    drive(tmp_path, steps)


def test_an_empty_library_begins_with_a_reading_list(tmp_path: Path) -> None:
    (tmp_path / "pocket.csv").write_text(TEXTS["pocket.csv"], encoding="utf-8")
    (tmp_path / "config.toml").touch()  # who has a configuration is not asked the three questions

    async def steps(driver: Driver) -> None:
        await driver.sees("Where do the feeds come from?")
        await driver.press("2")
        await driver.types("pocket.csv")
        await driver.press("enter")
        await driver.sees("Zwei")
        await driver.press("j")
        await driver.until(lambda: "Der Rückruf" in driver.screen and "#pr" in driver.screen)
        assert shortlisted(driver) == ["Der Rückruf", "Zwei"]

    drive(tmp_path, steps)
