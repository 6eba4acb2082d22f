"""Feeds as OPML, and the whole library in one file, out of the palette."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static

from digest.config.language import activate
from digest.tui.dialogs.export import ExportDialog
from digest.tui.dialogs.palette import Palette
from digest.tui.dialogs.save_file import SaveDialog
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.builders import NOW, a_pick
from tests.marking import first_row_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

SIZES = [((80, 24), "de"), ((120, 36), "en")]


@pytest.fixture(autouse=True)
def english_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOME", str(tmp_path))
    yield
    activate("en")


async def chosen(driver: Driver, words: str) -> SaveDialog:
    await driver.press("colon")
    await driver.until(lambda: isinstance(driver.app.screen, Palette))
    await driver.types(words)
    await driver.until(lambda: driver.screen.count(words) > 1)
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, SaveDialog) and isinstance(driver.app.focused, Input))
    assert isinstance(driver.app.screen, SaveDialog)
    return driver.app.screen


@pytest.mark.parametrize(
    ("size", "language", "words"), [((80, 24), "de", "exportieren"), ((120, 36), "en", "Export all feeds")]
)
def test_all_feeds_are_exported_as_opml(tmp_path: Path, size: tuple[int, int], language: str, words: str) -> None:
    fill(tmp_path)
    activate(language)

    async def steps(driver: Driver) -> None:
        driver.app.navigation.save_feeds()
        await driver.until(lambda: isinstance(driver.app.focused, Input))
        await driver.sees(words)
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))

    drive(tmp_path, steps, size=size)
    assert "https://blog2.example/feed.xml" in (tmp_path / "feeds.opml").read_text(encoding="utf-8")


def test_the_library_is_backed_up_and_a_path_that_is_none_is_told(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        dialog = await chosen(driver, "Backup")
        field = dialog.query_one(Input)
        proposed = field.value
        field.value = "~/none/there.zip"
        await driver.press("enter")
        await driver.until(lambda: "none" in str(dialog.query_one("#save-said", Static).render()))
        field.value = proposed
        await driver.press("enter")
        await driver.is_told("entries: 12")

    drive(tmp_path, steps)
    (archive,) = tmp_path.glob("digest-*.zip")
    assert zipfile.ZipFile(archive).testzip() is None


@pytest.mark.parametrize(("size", "language"), first_row_quick(*SIZES))
def test_markdown_is_exported_for_a_generator_and_in_another_style(
    tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    fill(tmp_path)
    target = tmp_path / "november.md"
    activate(language)

    async def steps(driver: Driver) -> None:
        driver.store.add_pick(a_pick(1, comment="Überaus wahr."), NOW)
        await driver.press("X")
        await driver.until(lambda: isinstance(driver.app.screen, ExportDialog))
        formats = driver.app.screen.query_one(OptionList)
        formats.highlighted = formats.get_option_index("markdown")
        await driver.until(lambda: driver.app.screen.query_one(Input).value.endswith(".md"))
        await driver.press("f", "s")
        driver.app.screen.query_one(Input).value = str(target)
        await driver.until(lambda: "title:" in driver.screen)
        await driver.press("enter")
        await driver.until(target.exists)

    drive(tmp_path, steps, size=size)
    written = target.read_text(encoding="utf-8")
    assert written.startswith("---\ntitle:")
    assert "Strategie |" not in written
