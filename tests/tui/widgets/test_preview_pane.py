"""The preview follows the cursor of the list, whenever a text is laid out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.events import MouseScrollDown
from textual.pilot import Pilot
from textual.widgets import Static

from digest.tui.widgets.preview_pane import PreviewPane
from tests.tui.piloting import at_rest, run_pilot

#: Forty paragraphs of two or three lines each, by whether there is a scrollbar.
TEXT = Content("\n".join(f"Absatz {number}: {'Wort ' * 8}" for number in range(40)))


class PaneApp(App[None]):
    CSS = "#preview { height: 8; width: 24; } #preview-text { height: auto; }"

    def compose(self) -> ComposeResult:
        yield PreviewPane()

    @property
    def pane(self) -> PreviewPane:
        return self.query_one(PreviewPane)

    @property
    def first_line(self) -> str:
        """What is on top of the pane."""
        return self.screen._compositor.render_strips()[0].text.strip()


def place(number: int) -> int:
    return TEXT.plain.index(f"Absatz {number}:")


def before_it_is_laid_out(pane: PreviewPane) -> None:
    pane.show(TEXT, 0)
    pane.go(place(20))


def before_there_is_a_text(pane: PreviewPane) -> None:
    pane.go(place(20))
    pane.show(TEXT, place(20))


def twice(pane: PreviewPane) -> None:
    pane.show(TEXT, place(20))
    pane.show(TEXT, place(20))


@pytest.mark.parametrize("ask", [before_it_is_laid_out, before_there_is_a_text, twice])
def test_a_place_is_seen_however_early_it_is_asked_for(ask: Callable[[PreviewPane], None]) -> None:
    async def steps(app: PaneApp, _pilot: Pilot[None]) -> None:
        ask(app.pane)
        await at_rest(app)
        assert app.first_line.startswith("Absatz 20:")

    run_pilot(PaneApp, steps, (40, 12))


def test_the_wheel_stays_where_it_is_while_the_same_place_is_typed_at() -> None:
    async def steps(app: PaneApp, _pilot: Pilot[None]) -> None:
        app.pane.show(TEXT, place(20))
        await at_rest(app)
        app.query_one(Static).post_message(MouseScrollDown(app.pane, 1, 1, 0, 1, 0, False, False, False))
        await at_rest(app)
        elsewhere = app.first_line
        assert not elsewhere.startswith("Absatz 20:")
        app.pane.show(TEXT + Content("\nund noch eine Zeile"), place(20))
        await at_rest(app)
        assert app.first_line == elsewhere
        app.pane.go(place(10))
        await at_rest(app)
        assert app.first_line.startswith("Absatz 10:")

    run_pilot(PaneApp, steps, (40, 12))


def test_a_layout_that_comes_when_its_text_has_gone_does_no_harm() -> None:
    async def steps(app: PaneApp, _pilot: Pilot[None]) -> None:
        app.pane.show(TEXT, place(20))
        await app.pane.remove_children()
        await at_rest(app)
        app.pane.go(place(5))

    run_pilot(PaneApp, steps)
