"""Keys as a slow line brings them: all in one piece.

And what plain fields make of the same keys, one by one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Self

from textual.app import App, ComposeResult
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from digest.tui.app import DigestApp
from tests.tui.piloting import at_rest, until

_CHARACTERS = {"enter": "\r", "tab": "\t", "backspace": "\x7f", "escape": "\x1b"}

#: Letters that are commands somewhere, signs, and letters that are none.
LETTERS = "abcdefjknopqrstuvwxzACFGJKMORUXY0123459?:/.<>[]-_ äß€é"

#: Keys that change a field or move in it; most of them move in lists elsewhere.
EDITING = ("home", "end", "left", "right", "backspace", "delete", "ctrl+u", "ctrl+k", "ctrl+a", "ctrl+e", "ctrl+w")

#: Keys that do nothing while one writes: commands of lists, the next pane, another order.
REFUSED = ("pageup", "pagedown", "alt+up", "alt+down", "f5")


def key_event(name: str) -> Key:
    """A key by Textual's name, or a character."""
    if len(name) == 1:
        return Key(_character_to_key(name), name)
    return Key(name, _CHARACTERS.get(name))


async def in_one_piece(app: DigestApp, pilot: Pilot[None], keys: Iterable[str]) -> None:
    """Send keys as they come in one write, and wait until all of them are done."""
    for key in keys:
        app.post_message(key_event(key))
    await pilot.pause()
    await until(pilot, lambda: app.key_queue.is_idle)
    await at_rest(app)


class _Plain(App[None]):
    """One plain field of Textual's, with no keys of ours."""

    def __init__(self, field: Input | TextArea) -> None:
        super().__init__()
        self.field = field

    def compose(self) -> ComposeResult:
        yield self.field


class PlainField:
    """What a field of Textual's own makes of keys that come one after the other, in their order."""

    def __init__(self, text: str, *, prose: bool) -> None:
        self._app = _Plain(TextArea(text, soft_wrap=True) if prose else Input(text, select_on_focus=False))
        self._running: AbstractAsyncContextManager[Pilot[None]] = self._app.run_test()

    async def __aenter__(self) -> Self:
        self._pilot = await self._running.__aenter__()
        self._app.field.focus()
        field = self._app.field
        if isinstance(field, TextArea):
            field.move_cursor(field.document.end)
        else:
            field.cursor_position = len(field.value)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._running.__aexit__(kind, error, trace)

    async def press(self, key: str) -> None:
        """One key, and nothing else until it is done."""
        self._app.post_message(key_event(key))
        await self._pilot.pause()
        await at_rest(self._app)

    @property
    def text(self) -> str:
        field = self._app.field
        return field.text if isinstance(field, TextArea) else field.value


async def plainly(text: str, keys: Sequence[str], *, prose: bool) -> str:
    """The text that a plain field holds after these keys, the cursor at its end before."""

    # A context of its own: Textual keeps the app that is running in a variable of the context.
    async def typed() -> str:
        async with PlainField(text, prose=prose) as field:
            for key in keys:
                await field.press(key)
            return field.text

    return await asyncio.create_task(typed())
