"""Refreshing from the interface: a process of its own, whose steps the top line shows."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import datetime
from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from digest.domain.message import Message, msg, nmsg
from digest.tui.messages import LibraryChanged, RefreshTold

if TYPE_CHECKING:
    from digest.services.refresh.refresh_process import RefreshEvent
    from digest.tui.shell.program import Program


#: Seconds that the program's end waits for a refresh that was told to end.
_PATIENCE = 2.0

#: Seconds for which the answer that no feed is due offers to ask all the same.
_OFFER_SECONDS = 60.0


class Refreshing:
    """At most one refresh of this interface at a time."""

    def __init__(self, app: Program) -> None:
        self._app = app
        # No worker of Textual's: at the end it cancels workers twice, and then nothing would wait for the process.
        self._task: asyncio.Task[None] | None = None
        self._waiting: list[str] = []
        self._is_over = False
        # Until then R asks all feeds, whenever they are due (by the monotonic clock).
        self._asks_all_until = 0.0

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
        if not arguments and monotonic() < self._asks_all_until:
            arguments = ("--force",)
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
        from digest.services.refresh.refresh_process import RefreshEvent, refresh_events

        library = self._app.library
        event = RefreshEvent()
        async with aclosing(refresh_events(library.address, library.config_path, library.environ, arguments)) as events:
            async for event in events:
                self._tell(None if event.ended else event)
        for screen in self._app.screen_stack:
            screen.post_message(LibraryChanged())
        self._offer(event)
        if not self._app.is_leaving and self._app.screen.name != "first":  # the first start tells it itself
            self._app.say(*_answer(event, library.clock()))

    def _offer(self, event: RefreshEvent) -> None:
        """After a run that asked nobody, or reached nobody, R asks all feeds, due or not."""
        if event.unanswered:
            self._asks_all_until = inf
        else:
            self._asks_all_until = monotonic() + _OFFER_SECONDS if event.next_due and not event.total else 0.0

    def _tell(self, event: RefreshEvent | None) -> None:
        for screen in self._app.screen_stack:
            screen.post_message(RefreshTold(event))


def _answer(event: RefreshEvent, now: datetime) -> list[Message]:
    """What a run came to, in a sentence or two; there is always something to say."""
    from digest.services.refresh.refresh_report import NOBODY_ANSWERED
    from digest.tui.widgets.feed_words import moment_words

    if event.running_elsewhere:
        return [msg("Another refresh is running; its entries appear here by themselves.")]
    if event.unanswered:
        return [NOBODY_ANSWERED, msg("R asks them again.")]
    if not event.total:
        if event.next_due:
            time = moment_words(datetime.fromisoformat(event.next_due), now)
            return [msg("No feed is due before {time}. R again asks anyway.", time=time)]
        return [
            msg("No feed is asked: all are paused. F shows them.")
            if event.feeds
            else msg("There are no feeds yet. a adds one.")
        ]
    new = nmsg("{n} new entry", "{n} new entries", event.new) if event.new else msg("Nothing new.")
    failed = nmsg("{n} feed failed; F shows why.", "{n} feeds failed; F shows why.", event.failed)
    return [new, failed] if event.failed else [new]
