"""On low screens every dialog shows its buttons, and the whole line that says what its keys do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Static

from digest.config.language import activate
from digest.domain.message import msg
from digest.domain.preflight.remark import Remark, RemarkPlace, Severity
from digest.domain.rules import Rule
from digest.domain.text_links import TextLink
from digest.services.session.drafts import Draft
from digest.services.session.first_answers import Answers
from digest.tui.dialogs.add import AddDialog
from digest.tui.dialogs.conflict import ConflictDialog
from digest.tui.dialogs.ignore import IgnoreDialog
from digest.tui.dialogs.import_list import ImportDialog
from digest.tui.dialogs.label_order import LabelOrderDialog
from digest.tui.dialogs.links import LinksDialog
from digest.tui.dialogs.question import QuestionDialog
from digest.tui.dialogs.quote import QuoteDialog
from digest.tui.dialogs.rule import RuleDialog
from digest.tui.dialogs.save_file import SaveDialog
from digest.tui.settings.questions_dialog import QuestionsDialog
from digest.tui.settings.settings_dialog import SettingsDialog
from tests.builders import NOW, a_pick
from tests.marking import first_row_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

WORDS = "ein langer Satz, der über zwei Zeilen geht, weil er gar nicht aufhört"
REMARK = Remark("short", Severity.WARNING, msg("Pick {n}: {words}", n=1, words=WORDS), RemarkPlace("p1", 1, "comment"))
DIALOGS: dict[str, Callable[[], ModalScreen[Any]]] = {
    "add": AddDialog,
    "conflict": lambda: ConflictDialog(Draft(Path("draft.md"), a_pick(1), "comment", WORDS, WORDS, by="Dora")),
    "ignore": lambda: IgnoreDialog(REMARK),
    "import": ImportDialog,
    "labels": lambda: LabelOrderDialog([f"Kategorie {n}" for n in range(20)]),
    "links": lambda: LinksDialog([TextLink(n, f"https://blog.example/{n}", WORDS) for n in range(1, 30)]),
    "questions": lambda: QuestionsDialog(Answers()),
    "question": lambda: QuestionDialog(msg("The edition {name} is closed. Make it a draft again?", name="2026-11")),
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
    """What is cut off of the dialog's buttons and lines about keys; empty if all is seen."""
    lines = list(screen.query(".hint, .aside, #links-said, #history-keys, #export-keys").results(Static))
    buttons = list(screen.query(Button))
    assert lines or buttons
    shown: dict[Widget, Region] = {one: screen.find_widget(one).visible_region for one in (*lines, *buttons)}
    cut = [str(button.label) for button in buttons if shown[button] != button.region]
    for line in filter(lambda line: line.display, lines):
        width = line.content_region.width
        if not width or shown[line].height < line.get_content_height(screen.size, screen.size, width):
            cut.append(str(line.render()))
        if any(shown[line].overlaps(shown[other]) for other in lines if other is not line):
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


@pytest.mark.parametrize(
    ("language", "size"), first_row_quick(("de", (60, 16)), ("de", (80, 24)), ("en", (60, 16)), ("en", (80, 24)))
)
def test_the_line_about_the_keys_is_whole(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
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

    drive(tmp_path, steps, size=size)
