"""On 60 columns and 16 lines every dialog shows the whole line that says what its keys do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.screen import ModalScreen
from textual.widgets import Static

from digest.config.language import activate
from digest.domain.message import msg
from digest.domain.preflight.remark import Remark, RemarkPlace, Severity
from digest.domain.rules import Rule
from digest.domain.text_links import TextLink
from digest.services.session.first_answers import Answers
from digest.tui.dialogs.add import AddDialog
from digest.tui.dialogs.ignore import IgnoreDialog
from digest.tui.dialogs.import_list import ImportDialog
from digest.tui.dialogs.label_order import LabelOrderDialog
from digest.tui.dialogs.links import LinksDialog
from digest.tui.dialogs.quote import QuoteDialog
from digest.tui.dialogs.rule import RuleDialog
from digest.tui.dialogs.save_file import SaveDialog
from digest.tui.settings.questions_dialog import QuestionsDialog
from digest.tui.settings.settings_dialog import SettingsDialog
from tests.builders import NOW, a_pick
from tests.marking import first_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

WORDS = "ein langer Satz, der über zwei Zeilen geht, weil er gar nicht aufhört"
REMARK = Remark("short", Severity.WARNING, msg("Pick {n}: {words}", n=1, words=WORDS), RemarkPlace("p1", 1, "comment"))
DIALOGS: dict[str, Callable[[], ModalScreen[Any]]] = {
    "add": AddDialog,
    "ignore": lambda: IgnoreDialog(REMARK),
    "import": ImportDialog,
    "labels": lambda: LabelOrderDialog([f"Kategorie {n}" for n in range(20)]),
    "links": lambda: LinksDialog([TextLink(n, f"https://blog.example/{n}", WORDS) for n in range(1, 30)]),
    "questions": lambda: QuestionsDialog(Answers()),
    "quote": lambda: QuoteDialog([WORDS] * 20),
    "rule": lambda: RuleDialog(Rule("r1", "anzeige"), ("f1", "Blog 1"), ["Krise"]),
    "save": lambda: SaveDialog(msg("Back up the whole library"), "digest.zip", lambda path: msg("Kept.")),
    "settings": SettingsDialog,
}
#: Those that need the library, by the keys that open them from the inbox.
KEYS = {"month": ["V"], "export": ["X"], "publish": ["P"], "feed": ["F", "e"], "history": ["v", "H"]}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    activate("en")


def keys_cut_off(screen: ModalScreen[Any]) -> list[str]:
    """What is cut off of the dialog's lines about keys; empty if all is seen."""
    lines = list(screen.query(".hint, #links-said, #history-keys, #export-keys").results(Static))
    assert lines
    cut = []
    for line in filter(lambda line: line.display, lines):
        shown, width = screen.find_widget(line).visible_region, line.content_region.width
        if not width or shown.height < line.get_content_height(screen.size, screen.size, width):
            cut.append(str(line.render()))
    return cut


async def shows_its_keys(driver: Driver, name: str) -> None:
    """Wait for the dialog, and for its keys."""

    def is_whole() -> bool:
        dialog = driver.app.screen
        return isinstance(dialog, ModalScreen) and bool(dialog.query(".dialog")) and not keys_cut_off(dialog)

    await driver.until(is_whole, name)


async def is_closed(driver: Driver, name: str) -> None:
    """Wait until no dialog is open."""
    await driver.until(lambda: not isinstance(driver.app.screen, ModalScreen), name)


@pytest.mark.parametrize("language", first_quick("de", "en"))
def test_the_line_about_the_keys_is_whole(tmp_path: Path, language: str) -> None:
    fill(tmp_path)
    (tmp_path / "config.toml").write_text('[publish.blog]\nkind = "wordpress"\nurl = "https://blog.example/"\n')
    activate(language)

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        for name, dialog in DIALOGS.items():
            await driver.app.push_screen(dialog())
            await shows_its_keys(driver, name)
            driver.app.screen.dismiss()
            await is_closed(driver, name)
        driver.store.add_pick(a_pick(1, comment="Ein Satz."), NOW)
        for name, keys in KEYS.items():
            await driver.press(*keys)
            await shows_its_keys(driver, name)
            await driver.press("escape", "i")
            await is_closed(driver, name)

    drive(tmp_path, steps, size=(60, 16))
