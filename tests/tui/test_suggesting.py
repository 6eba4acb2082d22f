"""The inbox hints at a category once the curator's own picks have taught one.

It applies nothing.
"""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from digest.domain.suggestion import Suggestion
from digest.tui.app import DigestApp
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.reading_pane import ReadingPane
from tests.builders import an_entry
from tests.tui.libraries import fill, interface
from tests.tui.piloting import run_pilot, screen_lines, until


class AlwaysKrise:
    """Stands for a library that has learned."""

    def of(self, _entry: object) -> Suggestion:
        return Suggestion("Krise", 0.9, ("Rückruf",), "PR-Doktor")


def test_the_hint_stands_with_the_entry_and_on_its_key_and_picks_nothing(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(1, title="Rückruf im Werk")])

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        app.library.__dict__["suggestions"] = AlwaysKrise()
        await pilot.press("j")
        app.screen.reading.show_current()  # type: ignore[attr-defined]
        said = "Suggestion, 90 % sure: Krise, for “Rückruf”; PR-Doktor mostly Krise"
        await until(pilot, lambda: any(said in line for line in screen_lines(app)))
        assert app.screen.query_one(KeyLine)._suggested == "Krise"
        assert app.screen.query_one(ReadingPane).is_mounted
        assert app.library.store.picks(app.month) == []
        await pilot.press("2")
        await until(pilot, lambda: not any(said in line for line in screen_lines(app)))
        assert app.screen.query_one(KeyLine)._suggested == ""
        await pilot.press("0")
        await until(pilot, lambda: any(said in line for line in screen_lines(app)))

    run_pilot(lambda: interface(tmp_path), steps)
