"""The interface on a library of the test's own, driven key by key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from digest.storage.store import Store
from digest.tui.app import DigestApp
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.entry_list import EntryList
from tests.tui.libraries import interface, others
from tests.tui.piloting import run_pilot, screen_lines, until


class Driver:
    """Presses keys and looks; what it waits for must come."""

    def __init__(self, app: DigestApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Keys by Textual's names."""
        await self.pilot.press(*keys)

    async def types(self, text: str) -> None:
        """Characters, one after the other."""
        await self.pilot.press(*text)

    async def sees(self, *texts: str) -> None:
        """Wait until all texts are on the screen."""
        await self.until(lambda: all(text in self.screen for text in texts), texts)

    async def sees_no(self, text: str) -> None:
        """Wait until a text is gone from the screen."""
        await self.until(lambda: text not in self.screen, text)

    async def is_told(self, text: str) -> None:
        """Wait until a toast says so."""
        await self.until(lambda: any(text in toast.message for toast in self.app._notifications), text)

    async def until(self, condition: Callable[[], bool], what: object = "") -> None:
        """Let the interface work until something is so."""
        try:
            await until(self.pilot, condition)
        except TimeoutError:
            pytest.fail(f"it never came to be: {what}\n{self.screen}")

    @property
    def screen(self) -> str:
        return "\n".join(screen_lines(self.app))

    @property
    def store(self) -> Store:
        return self.app.library.store

    @property
    def others(self) -> Store:
        """See `libraries.others`."""
        return others(self.app.library)

    @property
    def inbox(self) -> InboxScreen:
        inbox = self.app.screen
        assert isinstance(inbox, InboxScreen)
        return inbox

    @property
    def entries(self) -> EntryList:
        return self.inbox.query_one(EntryList)

    @property
    def title(self) -> str:
        """The title of the entry under the cursor."""
        row = self.entries.current
        return row.title if row else ""

    @property
    def titles(self) -> list[str]:
        """All titles of the list."""
        return [self.entries.rows.row(number).title for number in range(len(self.entries.rows))]


def drive(
    folder: Path, steps: Callable[[Driver], Awaitable[None]], size: tuple[int, int] = (120, 36), **environ: str
) -> DigestApp:
    """Start the interface on the library under `folder` and do the steps."""

    async def all_steps(app: DigestApp, pilot: Pilot[None]) -> None:
        await steps(Driver(app, pilot))

    return run_pilot(lambda: interface(folder, **environ), all_steps, size)
