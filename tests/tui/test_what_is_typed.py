"""What comes of single characters and words that are typed into a field."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from digest.bootstrap import Library
from digest.tui.app import DigestApp
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.tui.editions import ids, library
from tests.tui.piloting import until
from tests.tui.sitting import Sitting, sitting
from tests.tui.typing import in_one_piece

__all__ = ["library", "sitting"]


def test_a_comment_that_was_typed_where_its_category_is_asked_for_is_told_when_it_is_left(
    sitting: Sitting, library: Library
) -> None:
    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        await in_one_piece(app, pilot, ["c", *"Lehrreich für alle", "escape"])
        assert isinstance(app.screen, InboxScreen)
        assert any("“Lehrreich für alle”" in toast.message for toast in app._notifications)
        await in_one_piece(app, pilot, ["t", *"Krisen", "escape"])
        assert not any("Krisen" in toast.message for toast in app._notifications)
        assert ids(library) == ["p1", "p2", "p3", "p4"]

    sitting.do(steps)


@pytest.mark.parametrize("screen", ["title", "filter", "category", "comment"])
def test_a_typed_no_break_space_or_joiner_is_kept_as_a_pasted_one(
    sitting: Sitting, library: Library, screen: str
) -> None:
    opening = {"title": ["v", "enter"], "filter": ["slash"], "category": ["t"], "comment": ["c", "1", "enter"]}
    words = "z.\u00a0B. 10\u202f% \U0001f469\u200d\U0001f4bb"

    async def steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await until(pilot, lambda: isinstance(app.screen, InboxScreen) and app.screen.current is not None)
        for key in opening[screen]:
            await pilot.press(key)
            await until(pilot, lambda: app.key_queue.is_idle)
        await until(pilot, lambda: app.key_queue.in_field)
        field = app.focused
        assert isinstance(field, Input | TextArea)
        await in_one_piece(app, pilot, ["ctrl+a", "ctrl+k", *words])
        assert (field.value if isinstance(field, Input) else field.text) == words

    sitting.do(steps)
