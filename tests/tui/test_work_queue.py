"""Keys wait for a change, and for all that is asked for because of it."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.tui.shell.work_queue import WorkQueue
from tests.tui.hosting import FakeHost


def test_keys_wait_until_what_a_change_asks_for_is_answered(tmp_path: Path) -> None:
    async def steps() -> None:
        host, answer, asked = FakeHost(tmp_path), threading.Event(), asyncio.Event()
        queue = WorkQueue(host.host)
        shown: list[bool] = []

        def then(_: None) -> None:
            queue.ask(answer.wait, shown.append)
            asked.set()

        queue.change(lambda: None, then)
        await asked.wait()
        queue.ask_much(lambda: None, lambda _: None)  # about something else
        assert (host.key_queue.held, shown) == (1, [])
        answer.set()
        await queue.settle()
        assert (host.key_queue.held, shown) == (0, [True])
        queue.close()

    asyncio.run(steps())


def test_keys_go_on_after_a_change_that_fails_or_need_not_be_waited_for(tmp_path: Path) -> None:
    async def steps() -> None:
        host, kept = FakeHost(tmp_path), threading.Event()
        queue = WorkQueue(host.host)

        def fail() -> None:
            raise UsageError(msg("wrong"))

        queue.change(fail, lambda _: None)
        assert host.key_queue.held == 1
        await queue.settle()
        assert host.key_queue.held == 0
        queue.change(kept.wait, lambda _: None, keys_wait=False)
        assert host.key_queue.held == 0
        kept.set()
        await queue.settle()
        queue.close()

    asyncio.run(steps())
