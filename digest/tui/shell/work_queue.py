"""The library's work, off the screen's thread: changes in order, questions beside them.

A worker thread calls one service; the result is shown on the screen's own thread. A failure becomes a
sentence in a toast, never a traceback.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from textual.css.query import NoMatches
from textual.dom import NoScreen

from digest.config.language import tell
from digest.config.log import append
from digest.domain.errors import DigestError
from digest.domain.message import msg

if TYPE_CHECKING:
    from digest.tui.host import Host


class Latest:
    """Counts the questions of one kind."""

    def __init__(self) -> None:
        #: How many were asked so far.
        self.number = 0

    def ask(self) -> Callable[[], bool]:
        """A new question outdates the older ones; the result is True while it is the latest."""
        self.number += 1
        number = self.number
        return lambda: number == self.number


class _WaitingFor:
    """Keys that wait for a change, and for all that is asked for because of it."""

    def __init__(self, release: Callable[[], None]) -> None:
        self._release = release
        self._under_way = 0
        self.is_over = False

    def begin(self) -> None:
        self._under_way += 1

    def end(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            self.is_over = True
            self._release()


#: What is asked for from now on is waited for as well. A screen that is opened then keeps it as long as it is there.
_waiting_for: ContextVar[_WaitingFor | None] = ContextVar("waiting_for", default=None)

T = TypeVar("T")


class WorkQueue:
    """One thread for changes in order, one for questions, one for long questions.

    Requests to the network have others. What is typed behind a key that changes something is about what it looks like
    then: keys wait until the change is kept, and whatever `then` asks the library for is shown.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._changes = ThreadPoolExecutor(1, "changes")
        self._questions = ThreadPoolExecutor(1, "questions")
        self._long_questions = ThreadPoolExecutor(1, "long questions")
        self._tasks: set[asyncio.Task[None]] = set()
        self._net_tasks: set[asyncio.Task[None]] = set()

    def change(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[], None] | None = None,
        *, keys_wait: bool = True,
    ) -> None:  # fmt: skip
        """Do a change in its turn; `then` gets the result once it is kept.

        `failed` is called if it failed, after an error was shown: undo what was shown ahead. With `keys_wait` False
        keys go on: the change is shown already, or takes longer than anybody would wait.
        """
        self._start(self._changes, work, then, failed, _WaitingFor(self._host.key_queue.hold()) if keys_wait else None)

    @property
    def keys_wait(self) -> bool:
        """True if keys wait for what is asked for now."""
        waiting_for = _waiting_for.get()
        return waiting_for is not None and not waiting_for.is_over

    def ask(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[], None] | None = None) -> None:
        """Ask a question; `then` gets the answer, `failed` is called if there is none."""
        self._start(self._questions, work, then, failed)

    def ask_much(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[], None] | None = None
    ) -> None:
        """As `ask`, for what may take long, such as a whole list; shorter questions do not wait."""
        self._start(self._long_questions, work, then, failed)

    def reach(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do what needs the network and may take long: nothing waits for it, not even exit."""
        outcome: Future[T] = Future()

        def run() -> None:
            outcome.set_running_or_notify_cancel()
            try:
                outcome.set_result(work())
            except BaseException as error:  # noqa: BLE001 - handed on to who waits
                outcome.set_exception(error)

        # A daemon: an executor's threads would hold up the end of the program until the net has answered.
        Thread(target=run, name="net", daemon=True).start()
        self._follow(asyncio.wrap_future(outcome), then, self._net_tasks)

    async def settle(self) -> None:
        """Wait until everything that was started is done, but for the net."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def close(self) -> None:
        """Wait for the changes under way; questions and the net do not matter any more."""
        for task in self._net_tasks:
            task.cancel()
        self._questions.shutdown(wait=False, cancel_futures=True)
        self._long_questions.shutdown(wait=False, cancel_futures=True)
        self._changes.shutdown(wait=True)

    def _start(
        self, pool: ThreadPoolExecutor, work: Callable[[], T], then: Callable[[T], None],
        failed: Callable[[], None] | None = None, waiting_for: _WaitingFor | None = None,
    ) -> None:  # fmt: skip
        if waiting_for is None and self.keys_wait:
            waiting_for = _waiting_for.get()
        future = asyncio.get_running_loop().run_in_executor(pool, work)
        self._follow(future, then, self._tasks, failed, waiting_for)

    def _follow(
        self, future: asyncio.Future[T], then: Callable[[T], None], tasks: set[asyncio.Task[None]],
        failed: Callable[[], None] | None = None, waiting_for: _WaitingFor | None = None,
    ) -> None:  # fmt: skip
        task = asyncio.create_task(self._finish(future, then, failed, waiting_for))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        if waiting_for is not None:
            waiting_for.begin()
            task.add_done_callback(lambda _: waiting_for.end())

    async def _finish(
        self, future: asyncio.Future[T], then: Callable[[T], None], failed: Callable[[], None] | None,
        waiting_for: _WaitingFor | None,
    ) -> None:  # fmt: skip
        _waiting_for.set(waiting_for)
        try:
            result = await future
        except Exception as error:  # noqa: BLE001 - a bug of ours must not take the interface down
            self._tell(error)
            if failed is not None and not self._host.is_leaving:
                failed()
            return
        try:
            # A program that is being left shows nothing any more; its screens may have gone already.
            if not self._host.is_leaving:
                then(result)
        except (NoMatches, NoScreen) as error:
            # The screen that asked was closed before the answer came: nobody is there to show it.
            append(f"an answer came too late: {error}")
        except Exception as error:  # noqa: BLE001 - as above
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        if isinstance(error, DigestError):
            self._host.tell_error(error)
        else:
            self._host.tell_bug(error)


def bug_message(error: Exception) -> str:
    """The sentence for a mistake of our own."""
    return tell(msg("Internal error ({kind}); the log has the details.", kind=repr(error)[:120]))
