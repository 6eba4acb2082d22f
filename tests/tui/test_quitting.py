"""Ctrl-C says what quits, in the user's language.

Ctrl-Q quits, but not out of a field that is open.
"""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from digest.bootstrap import Library
from digest.tui.app import DigestApp
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.tui.editions import go_to, in_edition, library, opened, pick
from tests.tui.libraries import PATIENT
from tests.tui.piloting import run_pilot, until
from tests.tui.typing import in_one_piece, key_event

__all__ = ["library"]


def told(app: DigestApp) -> str:
    return "\n".join(f"{toast.title}{toast.message}" for toast in app._notifications)


def test_ctrl_c_names_the_keys_that_quit(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        await in_one_piece(app, pilot, ["ctrl+c"])
        assert told(app) == "q leads back, and quits on the inbox. Ctrl-Q quits at once."
        assert not app.is_leaving

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)


def test_ctrl_q_ends_no_text_in_the_middle(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await go_to(app, pilot, "p1")
        form = await opened(app, pilot, "c")
        before = form.texts()["comment"]
        await in_one_piece(app, pilot, [*" halb", "ctrl+q"])
        assert not app.is_leaving
        assert "Esc closes it" in told(app)
        await in_one_piece(app, pilot, [*" ganz", "escape"])
        await until(pilot, lambda: not form.is_attached)
        assert pick(library, 1).comment == f"{before} halb ganz"
        app.post_message(key_event("ctrl+q"))
        await until(pilot, lambda: app.is_leaving)

    in_edition(library, steps)


@pytest.mark.parametrize("opening", ["slash", "t", "a"])
def test_ctrl_q_and_ctrl_c_in_a_field_say_what_closes_it(library: Library, opening: str) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        for key in ("ctrl+q", "ctrl+c"):
            await in_one_piece(app, pilot, [opening, "x", key])
            await until(pilot, lambda: told(app) == "A field is open: Esc closes it, then Ctrl-Q quits.")
            assert isinstance(app.focused, Input)
            await in_one_piece(app, pilot, ["escape"])

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)
