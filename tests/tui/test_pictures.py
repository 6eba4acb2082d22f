"""What the main screens look like.

At three sizes, in two languages, dark, light and without colours.
A picture that is meant to be another is taken anew by `DIGEST_PICTURES=new pytest tests/tui/test_pictures.py`; any
browser shows it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem, ColorType
from textual.events import Paste
from textual.pilot import Pilot

from digest.bootstrap import Library
from digest.config.language import activate
from digest.tui.app import DigestApp
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.feeds.feeds_screen import FeedsScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.search.search_screen import SearchScreen
from digest.tui.settings.questions_dialog import QuestionsDialog
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.feed_table import FeedTable
from tests.tui.demo_library import NOW, demo_library
from tests.tui.pictures import Run, picture, runs
from tests.tui.piloting import at_rest, run_pilot, until

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "pictures"

Steps = Callable[[DigestApp, Pilot[None]], Awaitable[None]]

#: Every size in both languages; the looks go round, so that each is there at two sizes and in both languages.
LOOKS = [
    ("80x24", "de", "dark"), ("80x24", "en", "none"), ("120x36", "de", "light"),
    ("120x36", "en", "dark"), ("200x50", "de", "none"), ("200x50", "en", "light"),
]  # fmt: skip


async def inbox(app: DigestApp, pilot: Pilot[None]) -> None:
    """Marks of all kinds, and an entry with its comment."""
    await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
    await pilot.press("j", "r", "j", "j", "s", "j")


async def edition(app: DigestApp, pilot: Pilot[None]) -> None:
    """Sections, preview, what the check says."""
    await inbox(app, pilot)
    await pilot.press("v")
    await until(pilot, lambda: isinstance(app.screen, EditionScreen) and bool(app.screen.proofing.remarks))
    await pilot.press("n")


async def feeds(app: DigestApp, pilot: Pilot[None]) -> None:
    """A feed that fails, with its reason."""
    await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
    await pilot.press("F")
    await until(pilot, lambda: isinstance(app.screen, FeedsScreen) and app.screen.current is not None)
    table = app.screen.query_one(FeedTable)
    while table.current is not None and table.current.status != "error":
        await pilot.press("j")


async def search(app: DigestApp, pilot: Pilot[None]) -> None:
    """Picks and entries."""
    await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
    await pilot.press("ctrl+f")
    await until(pilot, lambda: isinstance(app.screen, SearchScreen))
    app.post_message(Paste("presse"))  # not letter by letter, of which each could be searched for
    await until(pilot, lambda: len(app.screen.query_one(EntryList).rows) > 1)
    await until(pilot, lambda: not str(app.screen.query_one("#search-found").render()).endswith("…"))


async def first(app: DigestApp, pilot: Pilot[None]) -> None:
    """The three ways in, behind the three questions."""
    await until(pilot, lambda: isinstance(app.screen, QuestionsDialog) and app.focused is not None)
    await pilot.press("escape")
    await until(pilot, lambda: app.screen.name == "first")


SCREENS: dict[str, Steps] = {"inbox": inbox, "edition": edition, "feeds": feeds, "search": search, "first": first}


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The demo's library, fetched once in each language."""
    folders = {}
    for language in ("de", "en"):
        folders[language] = tmp_path_factory.mktemp(language)
        demo_library(folders[language], picks=6, language=language).close()
    return folders


@pytest.fixture(autouse=True)
def _language_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    yield
    activate("en")


def shown(
    name: str, size: str, language: str, look: str, libraries: dict[str, Path], home: Path
) -> tuple[str, list[list[Run]]]:
    """The screen as a picture, and its runs."""
    activate(language)
    if name != "first":
        shutil.copytree(libraries[language] / "library", home / "library")
    environ = {
        "HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "DIGEST_NOW": NOW, "LC_ALL": f"{language}.UTF-8",
        **({"NO_COLOR": "1"} if look == "none" else {}),
    }  # fmt: skip
    columns, lines = map(int, size.split("x"))
    found: list[tuple[str, list[list[Run]]]] = []

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.theme = "textual-light" if look == "light" else "textual-dark"
        app.animation_level = "none"
        await SCREENS[name](app, pilot)
        before = ""
        while before != (before := await picture_at_rest(app, pilot)):
            continue
        found.append((before, list(runs(app))))

    def app() -> DigestApp:
        return DigestApp(Library(environ, address=str(home / "library"), config=str(home / "config.toml")))

    run_pilot(app, steps, (columns, lines))
    drawn, cells = found[0]
    # The demo's server has another port each time.
    return re.sub(r"127\.0\.0\.\d+:\d+", "127.0.0.1:12345", drawn), cells


async def picture_at_rest(app: DigestApp, pilot: Pilot[None]) -> str:
    """The picture when nothing is on its way any more.

    What follows a resting cursor has come, too.
    """
    screen = app.screen
    if isinstance(screen, InboxScreen) and screen.current is not None:
        await until(pilot, lambda: screen.reading._follow is None)
        await app.work_queue.settle()
        screen.reading._look_for_alike(screen.current)
    for _ in range(2):
        await app.work_queue.settle()
        await at_rest(app)
    return picture(app)


@pytest.mark.parametrize(("size", "language", "look"), LOOKS)
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_it_did_and_can_be_read(
    name: str, size: str, language: str, look: str, libraries: dict[str, Path], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv("NO_COLOR", raising=False)
    if look == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    drawn, cells = shown(name, size, language, look, libraries, tmp_path)
    kept = FOLDER / f"{name}-{size}-{language}-{look}.svg"
    if os.environ.get("DIGEST_PICTURES") == "new":
        FOLDER.mkdir(exist_ok=True)
        kept.write_text(drawn, encoding="utf-8")
    assert not list(illegible(cells))
    assert drawn.splitlines() == kept.read_text("utf-8").splitlines()


def illegible(lines: list[list[Run]]) -> Iterator[tuple[str, str, float]]:
    """Words whose contrast is too low, by WCAG 2.2 (1.4.3: 4.5 : 1), or 3 .

    1 where a terminal has few colours.
    """
    for run in {(run.text.strip(), run.color, run.background) for line in lines for run in line}:
        text, color, background = run
        if re.search(r"\w", text):
            for system, least in _LEAST.items():
                contrast = _contrast(_luminance(color, system), _luminance(background, system))
                if contrast < least:
                    yield text, system.name, round(contrast, 1)


_LEAST = {ColorSystem.TRUECOLOR: 4.5, ColorSystem.EIGHT_BIT: 3.0, ColorSystem.STANDARD: 3.0}

# The sixteen colours of the VGA, which the Linux console and most terminals began with.
_SIXTEEN = [
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
]  # fmt: skip


def _luminance(color: str, system: ColorSystem) -> float:
    shown = Color.parse(color).downgrade(system)
    number = shown.number or 0
    parts = _SIXTEEN[number] if shown.type is ColorType.STANDARD else tuple(shown.get_truecolor())
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
