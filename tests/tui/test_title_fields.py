"""The fields of titles hold the title that is shown, also where it is not one's own."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from digest.bootstrap import Library
from digest.tui.app import DigestApp
from tests.builders import MONTH, NOW, a_pick
from tests.tui.editions import go_to, in_edition, library, opened, pick, screen_of
from tests.tui.piloting import until
from tests.tui.typing import in_one_piece

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow

__all__ = ["library"]


def test_the_title_field_holds_the_title_and_leaving_it_alone_keeps_the_pattern(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "title")
        await opened(app, pilot, "enter")
        await until(pilot, lambda: app.focused is not None and getattr(app.focused, "value", "").startswith("4 Lese"))
        await pilot.press("escape")
        await app.work_queue.settle()
        assert library.store.edition(MONTH).title == ""
        await opened(app, pilot, "enter")
        await pilot.press("end", *" (Probe)", "escape")
        await until(pilot, lambda: library.store.edition(MONTH).title == "4 Lesetipps aus dem November (Probe)")

    in_edition(library, steps)


def test_a_picks_title_begins_with_the_pages_and_is_its_own_only_when_changed(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        original, history = pick(library, 1).original_title, len(library.actions.undo_steps)
        await go_to(app, pilot, "p1")

        async def typed(*keys: str) -> None:
            form = await opened(app, pilot, "enter")
            await in_one_piece(app, pilot, [*keys, "escape"])
            await until(pilot, lambda: not form.is_attached)
            await app.work_queue.settle()
            await until(pilot, lambda: screen_of(app).current == pick(library, 1))

        await typed()
        assert (pick(library, 1).title, len(library.actions.undo_steps)) == ("", history)
        await typed("end", *" (Anhang)")
        assert pick(library, 1).title == f"{original} (Anhang)"
        await typed("ctrl+u")
        assert pick(library, 1).title == ""
        await typed("ctrl+u", *"Neu")
        assert pick(library, 1).title == "Neu"
        await typed("ctrl+u", *original)
        assert pick(library, 1).title == ""

    in_edition(library, steps)


def test_a_picks_own_title_that_is_the_pages_stays_its_own(library: Library) -> None:
    library.store.add_pick(a_pick(5, title="Seite 5"), NOW)

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p5")
        form = await opened(app, pilot, "enter")
        assert form.texts()["title"] == "Seite 5"

    in_edition(library, steps)


@pytest.mark.parametrize("key", ["tab", "shift+tab"])
@pytest.mark.parametrize("line", ["outro", "intro"])
def test_in_a_form_of_one_field_tab_says_that_it_does_nothing(library: Library, line: str, key: str) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, line)
        form = await opened(app, pilot, "enter")
        await in_one_piece(app, pilot, [key])
        assert app.focused is form.field
        assert "Tab does nothing here" in "\n".join(toast.message for toast in app._notifications)

    in_edition(library, steps)
