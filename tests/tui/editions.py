"""An edition of four picks, and the interface on its screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from digest.bootstrap import Library
from digest.domain.edition import Pick
from digest.tui.app import DigestApp
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.shell.timings import Timings
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.field_form import FieldForm
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry
from tests.tui.libraries import PATIENT
from tests.tui.piloting import run_pilot, until

Steps = Callable[[DigestApp, Pilot[None]], Awaitable[None]]
LONG = "Zehn Wörter sind das Mindeste, was ein Kommentar hier haben soll, {}."


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Three picks under Strategie, one without a comment, and one under Krise."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat(), "DIGEST_CURATOR": "Dora Fuchs"}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))
    library.store.add_feeds([a_feed(1)])
    library.store.apply_refresh([a_refresh("f1", an_entry(1))])
    for number in (1, 2, 3):
        comment = "" if number == 2 else LONG.format(number)
        library.store.add_pick(a_pick(number, comment=comment), NOW)
    library.store.add_pick(a_pick(4, category="Krise", comment=LONG.format(4)), NOW)
    return library


def in_edition(
    library: Library,
    steps: Steps,
    size: tuple[int, int] = (120, 36),
    timings: Timings = PATIENT,
) -> None:
    """Do the steps on the edition screen, once it shows the edition."""

    async def story(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("v")
        await until(pilot, lambda: isinstance(app.screen, EditionScreen) and bool(app.screen.proofing.remarks))
        await steps(app, pilot)
        await app.work_queue.settle()

    run_pilot(lambda: DigestApp(library, timings=timings), story, size)


def screen_of(app: DigestApp) -> EditionScreen:
    assert isinstance(app.screen, EditionScreen)
    return app.screen


def ids(library: Library, month: str = MONTH) -> list[str]:
    return [pick.id for pick in library.editions.picks(month)]


def pick(library: Library, number: int) -> Pick:
    return library.store.pick(f"p{number}")


async def go_to(app: DigestApp, pilot: Pilot[None], key: str) -> None:
    screen_of(app).query_one(EditionList).select(key)
    await pilot.pause()


async def opened(app: DigestApp, pilot: Pilot[None], *keys: str) -> FieldForm:
    await pilot.press(*keys)
    await until(pilot, lambda: bool(app.screen.query(FieldForm)) and isinstance(app.focused, Input | TextArea))
    return app.screen.query_one(FieldForm)
