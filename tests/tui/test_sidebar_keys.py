"""With the cursor in the sidebar, no key acts on the entry under the list's cursor."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from digest.bootstrap import Library
from digest.tui.app import DigestApp
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.sidebar import Sidebar
from tests.builders import MONTH
from tests.tui.editions import ids, library
from tests.tui.libraries import PATIENT
from tests.tui.piloting import run_pilot, until
from tests.tui.typing import in_one_piece

__all__ = ["library"]


@pytest.mark.parametrize("key", ["1", "2", "0", "t", "c", "s", "r", "M", "x"])
def test_in_the_sidebar_no_key_is_about_an_entry(library: Library, key: str) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        screen, history = app.screen, len(library.actions.undo_steps)
        await in_one_piece(app, pilot, ["h"])
        assert isinstance(app.focused, Sidebar)
        await in_one_piece(app, pilot, [key])
        await app.work_queue.settle()
        assert app.screen is screen
        assert isinstance(app.focused, Sidebar)
        assert (ids(library), len(library.actions.undo_steps)) == (["p1", "p2", "p3", "p4"], history)
        assert "Esc leads back to the list" in "\n".join(toast.message for toast in app._notifications)

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)


def test_the_key_line_follows_the_cursor_and_back_in_the_list_the_digit_picks(library: Library) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        keys = app.screen.query_one(KeyLine)
        assert "1 Strategie" in str(keys.content)
        await in_one_piece(app, pilot, ["h"])
        await until(pilot, lambda: "⏎ show view" in str(keys.content))
        assert "Strategie" not in str(keys.content)
        await in_one_piece(app, pilot, ["escape", "1"])
        await app.work_queue.settle()
        assert "1 Strategie" in str(keys.content)
        assert len(library.store.picks(MONTH)) == 5

    run_pilot(lambda: DigestApp(library, timings=PATIENT), steps)
