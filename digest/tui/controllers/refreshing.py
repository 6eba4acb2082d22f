"""Refreshing from the interface: a process of its own, whose steps the top line shows."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from digest.domain.message import msg, nmsg
from digest.tui.messages import LibraryChanged, RefreshTold

if TYPE_CHECKING:
    from digest.services.refresh_process import RefreshEvent
    from digest.tui.app import DigestApp


#: Seconds that the program's end waits for a refresh that was told to end.
_PATIENCE = 2.0


class Refreshing:
    """At most one refresh of this interface at a time."""

    def __init__(self, app: DigestApp) -> None:
        self._app = app
        # No worker of Textual's: at the end it cancels its workers a second time, and nobody would see the process off.
        self._task: asyncio.Task[None] | None = None
        self._waiting: list[str] = []
        self._is_over = False

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    def start(self, *arguments: str) -> None:
        """Refresh what is due, or the feeds named; while another one runs, those are asked after it.

        Nothing is begun once `stop` was called.
        """
        if self._is_over:
            return
        if self.is_running:
            self._waiting += arguments
            if not arguments:
                self._app.say(msg("A refresh is running already."))
            return
        self._task = asyncio.create_task(self._run(arguments), name="refresh")

    async def stop(self) -> None:
        """End a running refresh and see its process off; what is whole is kept."""
        self._is_over = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=_PATIENCE)

    async def _run(self, arguments: tuple[str, ...]) -> None:
        try:
            await self._once(arguments)
            while self._waiting:
                waiting, self._waiting = tuple(self._waiting), []
                await self._once(waiting)
        except Exception as error:  # noqa: BLE001 - a mistake of our own ends the refresh, not the program
            self._app.tell_bug(error)

    async def _once(self, arguments: tuple[str, ...]) -> None:
        from digest.services.refresh_process import RefreshEvent, refresh_events

        core = self._app.core
        event = RefreshEvent()
        async with aclosing(refresh_events(core.library_path, core.config_path, core.environ, arguments)) as events:
            async for event in events:
                self._tell(None if event.ended else event)
        for screen in self._app.screen_stack:
            screen.post_message(LibraryChanged())
        if event.running_elsewhere:
            self._app.say(msg("Another refresh is running; its entries appear here by themselves."))
        elif not event.total:
            self._app.say(msg("No feed is due."))
        elif event.failed:
            self._app.say(nmsg("{n} feed failed; F shows why.", "{n} feeds failed; F shows why.", event.failed))

    def _tell(self, event: RefreshEvent | None) -> None:
        for screen in self._app.screen_stack:
            screen.post_message(RefreshTold(event))
