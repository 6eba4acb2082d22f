"""Runs a Textual app without a terminal and lets a test drive it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from textual._context import visible_screen_stack
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

AppType = TypeVar("AppType", bound=App[None])

# No test should come near it: it only ends one that hangs.
_PATIENCE = 90

#: So often in a row nothing must be on its way: a message may lead to another in a widget that was looked at before.
_CALM_ROUNDS = 3

#: After so many rounds a key that is not done is held: a field is being opened, or a text saved.
_HELD_ROUNDS = 15


class PatientPilot(Pilot[None]):
    """After a press the keys are done, unless something holds them.

    Textual's own waits until the processor is idle, which on a busy machine says nothing: what is asserted behind a key
    would be asked before the key was handled.
    """

    async def press(self, *keys: str) -> None:
        await super().press(*keys)
        queue = getattr(self.app, "key_queue", None)
        for _ in range(_HELD_ROUNDS):
            if queue is None or queue.is_idle:
                return
            await self.pause()

    async def _wait_for_screen(self, timeout: float = _PATIENCE) -> bool:
        return await super()._wait_for_screen(timeout)


def run_pilot(
    app_factory: Callable[[], AppType],
    steps: Callable[[AppType, Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = (120, 36),
) -> AppType:
    """Start the app in a screen of columns × lines, do the steps and stop it.

    Returns the app as it was left.
    """

    async def run() -> AppType:
        app = app_factory()
        async with app.run_test(size=size):
            await steps(app, PatientPilot(app))
        return app

    return asyncio.run(run())


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Let the app work until something is so; fails where it never comes to be."""
    async with asyncio.timeout(_PATIENCE):
        while not condition():
            await pilot.pause()


async def at_rest(app: App[None]) -> None:
    """Wait until no widget has a message left, and the screen is painted with what they did.

    Not by whether the processor is idle, as Textual's `Pilot.pause` does: on a busy machine that says nothing.
    """
    screen, calm = app.screen, 0
    async with asyncio.timeout(_PATIENCE):
        while calm < _CALM_ROUNDS:
            await repainted(screen)
            nodes = [app, screen, *screen.walk_children()]
            pending = screen._layout_required or screen._scroll_required or screen._dirty_widgets
            calm = 0 if pending or any(node.message_queue_size for node in nodes) else calm + 1


async def repainted(widget: Widget) -> None:
    """Wait until all that was to be repainted has been.

    Textual's callback alone may come before: a widget tells the screen of its repainting only when it is idle.
    """
    for _ in range(_CALM_ROUNDS * 10):
        done = asyncio.Event()
        widget.call_after_refresh(done.set)
        await asyncio.wait_for(done.wait(), _PATIENCE)
        screen = widget.screen
        if not (widget._repaint_required or screen._dirty_widgets or screen.message_queue_size):
            return


def screen_lines(app: App[None]) -> list[str]:
    """The text on the screen, line by line, each as wide as the screen."""
    return [strip.text for strip in screen_strips(app)]


def screen_strips(app: App[None]) -> list[Strip]:
    """What is on the screen, line by line.

    Textual has no public way to it. What lies behind a dialog is named first, as in Textual's own painting: else a
    dialog that has to be painted here stands on an empty screen.
    """
    visible_screen_stack.set(app._background_screens)
    return app.screen._compositor.render_strips()
