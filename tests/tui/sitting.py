"""One interface for all examples of a property of typing; each example leaves it as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest
from textual.pilot import Pilot

from digest.bootstrap import Library
from digest.domain.edition import Changes
from digest.tui.app import DigestApp
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.shell.work_screen import WorkScreen
from tests.builders import NOW, a_pick
from tests.tui.libraries import PATIENT
from tests.tui.piloting import PatientPilot, until
from tests.tui.typing import in_one_piece


class Sitting:
    """One interface for all examples of a property; each example leaves it as it was."""

    def __init__(self, library: Library) -> None:
        self._runner = asyncio.Runner()
        self.app = DigestApp(library, timings=PATIENT)
        self._running: AbstractAsyncContextManager[Pilot[None]] = self.app.run_test(size=(120, 36))
        self._runner.run(self._running.__aenter__())
        self.pilot = PatientPilot(self.app)

    def do(self, steps: Callable[[DigestApp, Pilot[None]], Awaitable[None]]) -> None:
        async def all_steps() -> None:
            await steps(self.app, self.pilot)

        self._runner.run(all_steps())

    def end(self) -> None:
        self._runner.run(self._running.__aexit__(None, None, None))
        self._runner.close()


@pytest.fixture
def sitting(library: Library):  # type: ignore[no-untyped-def]
    sitting = Sitting(library)
    yield sitting
    sitting.end()


async def to_edition(app: DigestApp, pilot: Pilot[None]) -> None:
    if not isinstance(app.screen, EditionScreen):
        await until(pilot, lambda: isinstance(app.screen, InboxScreen))
        await pilot.press("v")
    await until(pilot, lambda: isinstance(app.screen, EditionScreen) and bool(app.screen.proofing.remarks))


_TEXTS = ("title", "author", "source", "via", "language", "medium", "quotation", "quotation_source")
_BLANK: dict[str, object] = {**dict.fromkeys(_TEXTS, ""), "own_post": False, "sponsored": False}
#: A pick with nothing that an example before has typed, and a comment that is not wrapped after twelve keys either.
FIRST = {**_BLANK, "comment": "Kurz.", "url": a_pick(1).url}


async def set_texts(app: DigestApp, library: Library, pick_id: str, texts: Changes) -> None:
    library.store.change_pick(pick_id, texts, NOW)
    assert isinstance(app.screen, WorkScreen)
    app.screen.show_library()
    await app.work_queue.settle()


async def left(app: DigestApp, pilot: Pilot[None], is_open: Callable[[], bool]) -> None:
    """Leave a form or comment, also after a failure.

    What the next example types would go into it.
    """
    for _ in range(2):  # an address that is none is told once
        if is_open():
            await in_one_piece(app, pilot, ["escape"])
    await until(pilot, lambda: not is_open())
    await app.work_queue.settle()
