"""The three questions of the first start, and the settings.

From keys to the file, and back with u.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import Input, OptionList

from digest.config.language import activate
from digest.tui.first_start.first_start_screen import FirstStartScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.settings.questions_dialog import QuestionsDialog
from digest.tui.settings.settings_dialog import SettingDialog, SettingsDialog
from tests.builders import MONTH, NOW, a_pick
from tests.marking import first_row_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow

SIZES = [((80, 24), "de"), ((120, 36), "en")]
MINE = "# mine\n[edition]\nseries = 'Alt' # so\n\n[publish.blog]\nkind = 'wordpress'\npassword = 'geheim'\n"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    activate("en")


def configured(folder: Path, text: str = MINE) -> Path:
    """Make a library and a configuration; returns the configuration's file."""
    fill(folder)
    file = folder / "config.toml"
    file.write_bytes(text.encode())
    return file


async def asked(driver: Driver) -> QuestionsDialog:
    await driver.until(lambda: isinstance(driver.app.screen, QuestionsDialog))
    await driver.until(lambda: driver.app.focused is not None)
    assert isinstance(driver.app.screen, QuestionsDialog)
    return driver.app.screen


@pytest.mark.parametrize(("size", "language"), first_row_quick(*SIZES))
def test_three_answers_make_a_configuration_and_the_title_of_the_digest(
    tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    activate(language)
    file = tmp_path / "config.toml"

    async def steps(driver: Driver) -> None:
        dialog = await asked(driver)
        await driver.sees("Medienarbeit, IK" if language == "de" else "Media relations, Internal comms")
        await driver.types("Lesezeichen")
        await driver.press("enter")
        await driver.types("Dora Fuchs")
        await driver.press("enter", "enter", "space", "enter")
        await driver.types("blog.example")
        for widget in dialog.query("#ask-place, .hint"):
            assert dialog.region.contains_region(widget.region)
            assert widget.region.height
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, FirstStartScreen))
        library = driver.app.library
        assert library.settings.curator.name == "Dora Fuchs"
        first, last = ("Strategie", "Krise") if language == "de" else ("Strategy", "Crisis")
        assert (library.settings.categories.standing[0], library.settings.categories.order[-1]) == (first, last)
        assert library.settings.publish["wordpress"].url == "https://blog.example"
        library.store.add_pick(a_pick(1), NOW)
        title = "1 Lesetipp aus dem November" if language == "de" else "1 reading tip from November"
        assert library.exports.render(MONTH, "text").body.decode().startswith(f"Lesezeichen: {title}")

    drive(tmp_path, steps, size=size)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("typed", ["", "Lese", "Lese\n", "Lese\nDora\n\n"])
def test_escape_skips_the_questions_at_any_moment(tmp_path: Path, typed: str) -> None:
    activate("de")

    async def steps(driver: Driver) -> None:
        await asked(driver)
        await driver.press(*("enter" if letter == "\n" else letter for letter in typed), "escape")
        await driver.until(lambda: isinstance(driver.app.screen, FirstStartScreen))
        assert not driver.app._notifications

    drive(tmp_path, steps)
    assert not (tmp_path / "config.toml").exists()


def test_who_skips_the_questions_in_english_has_editions_and_feeds_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def steps(driver: Driver) -> None:
        monkeypatch.setattr(driver.app.refreshing, "start", lambda *_: None)  # sixty servers are not to be asked
        await asked(driver)
        await driver.types("Lese")
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, FirstStartScreen))
        await driver.is_told("Your editions are in English")
        await driver.press("1")
        await driver.sees("feeds subscribed")
        names = {"Strategy", "Media relations", "Internal comms", "Crisis"}
        assert {feed.folder for feed in driver.store.feeds()} == names
        assert {feed.category for feed in driver.store.feeds()} == names
        settings = driver.app.library.settings
        assert (settings.edition_language, settings.edition.series) == ("en", "")
        assert set(settings.categories.standing) == names
        await driver.press("escape")
        await driver.press("u")
        await driver.press("u")
        await driver.until(lambda: driver.app.library.settings.edition_language == "de")

    drive(tmp_path, steps)


def test_a_target_without_address_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await asked(driver)
        await driver.press("tab", "tab", "tab", "right", "tab", "enter")
        await driver.sees("The target needs a web address")
        assert not (tmp_path / "config.toml").exists()
        driver.app.screen.query_one("#ask-place", Input).value = "https://blog.example/"
        await driver.press("ctrl+s")
        await driver.until(lambda: (tmp_path / "config.toml").exists())

    drive(tmp_path, steps)


@pytest.mark.parametrize(("size", "language"), first_row_quick(*SIZES))
def test_the_questions_are_asked_again_from_the_settings(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    file = configured(tmp_path)
    activate(language)

    async def steps(driver: Driver) -> None:
        await driver.press("comma")
        await settings_shown(driver)
        assert "geheim" not in driver.screen
        await driver.press("enter")
        dialog = await asked(driver)
        assert dialog.query_one("#ask-series", Input).value == "Alt"
        await driver.press("ctrl+u")
        driver.app.post_message(Paste('Viele "Wörter" 😀\nund mehr'))
        await driver.until(lambda: "mehr" in dialog.query_one("#ask-series", Input).value)
        await driver.press("ctrl+s")
        await driver.until(lambda: "und mehr" in file.read_text(encoding="utf-8"))
        written = file.read_text(encoding="utf-8")
        assert "# so" in written
        assert "geheim" in written
        assert driver.app.library.settings.edition.series == 'Viele "Wörter" 😀 und mehr'
        await driver.until(lambda: isinstance(driver.app.screen, SettingsDialog))
        await driver.app.work_queue.settle()
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.press("u")
        await driver.until(lambda: file.read_text(encoding="utf-8") == MINE)
        assert driver.app.library.settings.edition.series == "Alt"

    drive(tmp_path, steps, size=size)


async def settings_shown(driver: Driver, key: str = "") -> None:
    await driver.until(lambda: isinstance(driver.app.screen, SettingsDialog))
    listed = driver.app.screen.query_one(OptionList)
    await driver.until(lambda: listed.option_count > 1)
    if key:
        listed.highlighted = listed.get_option_index(key)
        await driver.pilot.pause()


async def setting_asked(driver: Driver, key: str) -> None:
    """The settings have been opened: open one of them."""
    await settings_shown(driver, key)
    await driver.press("enter")
    await driver.until(lambda: isinstance(driver.app.screen, SettingDialog))


def test_a_setting_is_changed_where_it_stands_and_holds_at_once(tmp_path: Path) -> None:
    file = configured(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.press("comma")
        await setting_asked(driver, "edition.target")
        await driver.press("ctrl+u", "0", "enter")
        await driver.sees("must be more")
        assert file.read_text(encoding="utf-8") == MINE
        await driver.press("ctrl+u", "7", "enter")
        await driver.until(lambda: isinstance(driver.app.screen, SettingsDialog))
        assert file.read_text(encoding="utf-8") == MINE.replace("# so\n", "# so\ntarget = 7\n")
        await driver.app.work_queue.settle()
        await settings_shown(driver, "export.style")
        await driver.press("enter", "B", "enter")
        await driver.until(lambda: driver.app.library.settings.export.style == "B")
        await driver.until(lambda: isinstance(driver.app.screen, SettingsDialog))
        await driver.app.work_queue.settle()
        await settings_shown(driver, "edition.target")
        await driver.press("d")
        await driver.until(lambda: driver.app.library.settings.edition.target == 10)
        await driver.app.work_queue.settle()
        await driver.press("escape")
        await driver.sees("0 of 10")

    drive(tmp_path, steps)


def test_what_an_editor_wrote_meanwhile_stays(tmp_path: Path) -> None:
    file = configured(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.press("comma")
        await setting_asked(driver, "edition.target")
        file.write_text(MINE + "# neu\n", encoding="utf-8")
        await driver.press("ctrl+u", "7", "enter")
        await driver.sees("by another program")
        assert file.read_text(encoding="utf-8") == MINE + "# neu\n"

    drive(tmp_path, steps)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff# Kopf\r\nedition.series = 'Alt' # so\r\npublish = { blog = { kind = 'folder', folder = '~' } }\r\n",
        "edition = { series = 'Alt' }\n# Ende",
        "[publish.a]\nkind = 'folder'\n[edition]\nseries = 'Alt'\n[publish.b]\nkind = 'folder'\n",
    ],
)
def test_a_file_in_whatever_form_is_shown_changed_and_brought_back(tmp_path: Path, text: str) -> None:
    file = configured(tmp_path, text)

    async def steps(driver: Driver) -> None:
        await driver.press("comma")
        await setting_asked(driver, "edition.series")
        await driver.press("ctrl+u", *"Neu", "enter")
        await driver.until(lambda: driver.app.library.settings.edition.series == "Neu")
        assert file.read_bytes().decode().rstrip() == text.replace("'Alt'", '"Neu"').rstrip()
        await driver.until(lambda: isinstance(driver.app.screen, SettingsDialog))
        await driver.app.work_queue.settle()
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.press("u")
        await driver.until(lambda: file.read_bytes() == text.encode())

    drive(tmp_path, steps)


def test_a_broken_file_is_told_in_the_settings(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        (tmp_path / "config.toml").write_text("[edition\n", encoding="utf-8")
        await driver.press("comma")
        # However long the path is, which decides where the sentence is broken.
        await driver.until(lambda: "line 1: the" in " ".join(driver.screen.replace("│", " ").split()))
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))

    drive(tmp_path, steps)
