"""The story of the demo: finish the November digest, with keys only."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from digest.domain.edition import Pick
from digest.tui.app import DigestApp
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.field_form import FieldForm
from tests.tui.demo_library import demo_library
from tests.tui.libraries import PATIENT
from tests.tui.piloting import run_pilot, screen_lines, until

#: Entries of the demo's inbox that are no picks yet, from the top, with the key that picks them.
WANTED = {
    "Zehn Prompts, die ich gelöscht habe": "1",
    "Die erste Stunde gehört nicht der Rechtsabteilung": "4",
    "Haltung ist kein Messestand": "1",
    "Townhall ohne Applauspflicht": "3",
}
COMMENT = "So ist es, und so mag es auch weiter sein."


class Curator:
    """What a person does at the keyboard, and sees."""

    def __init__(self, app: DigestApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def sees(self, words: str) -> None:
        await until(self.pilot, lambda: words in "\n".join(screen_lines(self.app)))

    async def types(self, text: str) -> None:
        await self.pilot.press(*text)

    async def goes_to(self, title: str) -> None:
        inbox = self.app.screen
        assert isinstance(inbox, InboxScreen)
        for _ in range(70):
            if inbox.current is not None and inbox.current.entry.title == title:
                return
            await self.pilot.press("j")
        pytest.fail(f"{title} is not in the list")

    async def picks_and_comments(self, title: str, key: str) -> None:
        await self.goes_to(title)
        before = len(self.picks)
        await self.pilot.press(key)
        await until(self.pilot, lambda: len(self.picks) == before + 1)
        await self.pilot.press("c")
        await until(self.pilot, lambda: self.app.screen.query_one(CommentPane).is_writing)
        comment = f"{COMMENT} {title}"
        await self.types(comment)
        await self.pilot.press("escape")
        await until(self.pilot, lambda: self.commented(title) == comment)

    @property
    def picks(self) -> list[Pick]:
        return self.app.library.editions.picks(self.app.month)

    def commented(self, title: str) -> str:
        return next(pick.comment for pick in self.picks if pick.shown_title == title)

    @property
    def edition(self) -> EditionScreen:
        assert isinstance(self.app.screen, EditionScreen)
        return self.app.screen


@pytest.mark.slow
def test_the_november_digest_is_finished_with_keys_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.chdir(out)

    async def story(app: DigestApp, pilot: Pilot[None]) -> None:
        curator = Curator(app, pilot)
        await curator.sees("4 picks to go")
        for title, key in WANTED.items():
            await curator.picks_and_comments(title, key)

        await pilot.press("v")
        await curator.sees("The check finds an error")
        await pilot.press("n")
        await until(pilot, lambda: curator.edition.current is not None)
        await pilot.press("enter")
        await until(pilot, lambda: bool(curator.edition.query(FieldForm)))
        assert app.focused is not None
        assert app.focused.id == "field-comment", "the form begins where the problem is"
        await pilot.press(*["backspace"] * len(" TODO: Beispiel nennen"), "escape")
        await until(pilot, lambda: all("TODO" not in pick.comment for pick in curator.picks))
        await curator.sees("nothing to mend")

        await pilot.press("g", "j", "j")
        first, second = curator.picks[:2]
        await pilot.press("J")
        await until(pilot, lambda: [pick.id for pick in curator.picks[:2]] == [second.id, first.id])
        await until(pilot, lambda: curator.edition.current is not None and curator.edition.current.id == first.id)

        await pilot.press("X")
        await until(pilot, lambda: bool(app.screen.query("#export-file")))
        line = app.screen.query_one("#export-file", Input)
        await until(pilot, lambda: line.value.endswith(".html"))
        await pilot.press("enter")
        await until(pilot, lambda: bool(list(out.iterdir())))
        await curator.sees("Done")

    library = demo_library(tmp_path, picks=6)
    run_pilot(lambda: DigestApp(library, guided=True, timings=PATIENT), story)
    page = next(out.iterdir()).read_text("utf-8")
    assert page.count("<article") == 10
    assert page.count(COMMENT) == 4
    assert "TODO" not in page
