"""Refreshing from the interface: a process of its own, whose steps the top line shows."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING

from textual.worker import Worker

from digest.domain.message import msg, nmsg
from digest.services.refresh_process import RefreshEvent, refresh_events
from digest.tui.messages import LibraryChanged, RefreshTold

if TYPE_CHECKING:
    from digest.tui.app import DigestApp


#: Seconds that the program's end waits for a refresh that was told to end.
_PATIENCE = 2.0


class Refreshing:
    """At most one refresh of this interface at a time."""

    def __init__(self, app: DigestApp) -> None:
        self._app = app
        self._worker: Worker[None] | None = None
        self._waiting: list[str] = []
        self._ended = asyncio.Event()
        self._ended.set()
        self._is_over = False

    @property
    def is_running(self) -> bool:
        return self._worker is not None and self._worker.is_running

    def start(self, *arguments: str) -> None:
        """Refresh what is due, or the feeds named; while another one runs, those are asked after it.

        Nothing is begun once `stop` was called: nobody would see that process off.
        """
        if self._is_over:
            return
        if self.is_running:
            self._waiting += arguments
            if not arguments:
                self._app.say(msg("A refresh is running already."))
            return
        self._worker = self._app.run_worker(self._run(arguments), group="refresh", exit_on_error=False)

    async def stop(self) -> None:
        """End a running refresh and see its process off; what is whole is kept."""
        self._is_over = True
        # Once only: a second time would cancel the waiting for the process, too.
        if self._worker is not None and self._worker.is_running:
            self._worker.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), _PATIENCE)

    async def _run(self, arguments: tuple[str, ...]) -> None:
        self._ended.clear()
        try:
            await self._once(arguments)
            while self._waiting:
                waiting, self._waiting = tuple(self._waiting), []
                await self._once(waiting)
        finally:
            self._ended.set()

    async def _once(self, arguments: tuple[str, ...]) -> None:
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
