"""The help: grouped, the screen's own keys first, to be scrolled and searched like any list."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from digest.tui.commands.catalogue import ALL, Catalogue
from digest.tui.dialogs.help import HelpDialog
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.marking import first_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.piloting import at_rest


async def open_help(driver: Driver) -> VerticalScroll:
    await driver.sees("Beitrag 12")
    await driver.press("question_mark")
    await driver.sees("Keys of this screen", "Pick under")
    return driver.app.screen.query_one(VerticalScroll)


@pytest.mark.parametrize(
    ("screen", "first"), [("inbox", "Picking"), ("edition", "The edition"), ("feeds", "The feeds")]
)
def test_the_screens_own_keys_come_first_and_every_command_once(screen: str, first: str) -> None:
    groups = Catalogue({}).groups(screen)
    assert str(groups[0][0]) == first
    assert str(groups[-1][0]) == "Moving"
    told = [command.id for _, commands in groups for command in commands]
    assert sorted(told) == sorted(command.id for command in ALL if screen in command.screens)


def test_it_scrolls_with_the_keys_of_lists(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        lines = await open_help(driver)
        await driver.press("j", "j", "down")
        await driver.until(lambda: lines.scroll_y == 3)
        await driver.press("k")
        await driver.until(lambda: lines.scroll_y == 2)
        await driver.press("G")
        await driver.until(lambda: lines.scroll_y == lines.max_scroll_y > 0)
        await driver.press("g")
        await driver.until(lambda: lines.scroll_y == 0)
        await driver.press("space")
        await driver.until(lambda: lines.scroll_y > 0)
        await driver.press("q")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))

    drive(tmp_path, steps, size=(100, 24))


def test_it_is_searched_by_words_and_by_keys(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_help(driver)
        await driver.press("slash")
        # Letters that scroll and close are letters here.
        await driver.types("quit")
        await driver.sees_no("On the shortlist")
        await driver.sees("Back; on the inbox quit")
        assert isinstance(driver.app.screen, HelpDialog)
        await driver.press("ctrl+u", "X")
        await driver.sees("Export: formats with a preview")
        await driver.press("ctrl+u")
        await driver.types("zzz")
        await driver.sees("No key does that here.")
        await driver.press("escape")
        await driver.sees("On the shortlist")
        assert not driver.app.screen.query_one(Input).display
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))

    drive(tmp_path, steps)


def test_it_is_one_text_however_many_keys_there_are(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_help(driver)
        # A widget a line made it the slowest thing to open.
        assert len(driver.app.screen.query(Static)) < 6

    drive(tmp_path, steps)


@pytest.mark.parametrize("size", first_quick((20, 6), (60, 10), (200, 50)))
def test_it_can_be_drawn_at_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.press("f1")
        await driver.until(lambda: isinstance(driver.app.screen, HelpDialog))
        await driver.pilot.resize_terminal(80, 24)
        await driver.sees("Pick under")
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))

    drive(tmp_path, steps, size)


@pytest.mark.parametrize("size", first_quick((80, 24), (120, 36), (200, 50)))
def test_its_text_is_made_once_for_the_width_that_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    fill(tmp_path)
    made: list[int] = []
    show = HelpDialog._show

    def counted(dialog: HelpDialog, cells: int) -> None:
        made.append(cells)
        show(dialog, cells)

    monkeypatch.setattr(HelpDialog, "_show", counted)

    async def steps(driver: Driver) -> None:
        lines = await open_help(driver)
        await at_rest(driver.app)
        assert made == [lines.content_size.width]

    drive(tmp_path, steps, size=size)
