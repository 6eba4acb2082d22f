"""Runs a Textual app without a terminal and lets a test drive it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.widget import Widget

AppType = TypeVar("AppType", bound=App[None])

# No test should come near it: it only ends one that hangs.
_PATIENCE = 30


def run_pilot(
    app_factory: Callable[[], AppType],
    steps: Callable[[AppType, Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = (120, 36),
) -> AppType:
    """Start the app in a screen of columns × lines, do the steps and stop it; returns the app as it was left."""

    async def run() -> AppType:
        app = app_factory()
        async with app.run_test(size=size) as pilot:
            await steps(app, pilot)
        return app

    return asyncio.run(run())


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Let the app work until something is so; fails where it never comes to be."""
    async with asyncio.timeout(_PATIENCE):
        while not condition():
            await pilot.pause()


async def repainted(widget: Widget) -> None:
    """Wait until all that was to be repainted has been."""
    done = asyncio.Event()
    widget.call_after_refresh(done.set)
    await asyncio.wait_for(done.wait(), _PATIENCE)


def screen_lines(app: App[None]) -> list[str]:
    """The text on the screen, line by line, each as wide as the screen; Textual has no public way to it."""
    return [strip.text for strip in app.screen._compositor.render_strips()]
