"""Child processes that read strangers' documents in parallel, and return only data.

A thread cannot be stopped, and what a document does to a reader nobody knows beforehand. So every document goes to a
worker: started when first needed, used again and again, as a rule not more than there are cores. A second one is
started only if it pays, for an interpreter with its libraries costs as much time as two dozen feeds. A document that
is too slow, takes too much memory, or whose worker dies or answers nonsense, is a failure of its own; the worker is
replaced. One that takes long gives its place to the next while it goes on, so that it holds up no other.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from types import TracebackType
from typing import Self, TypeVar

from digest.domain.health import Failure, FailureKind
from digest.isolation.interpreter import python_command
from digest.isolation.plain_data import NotThatType, decode, encode
from digest.isolation.reader import (
    ANSWER,
    FAILURE,
    LONGEST_ANSWER,
    READY,
    REQUEST,
    RESULT,
    SECONDS,
    Reader,
    reading_failure,
)  # fmt: skip

T = TypeVar("T")

# Another worker is started once so many documents a worker wait, or one of them has waited so many seconds.
_MOST_WAITING = 16
_LONGEST_WAIT = 0.5
# A document that takes longer than so many seconds does not count, so that another may begin beside it; at most so many
# at a time, since each may fill the memory that it is allowed.
_LONG = 1.0
_MOST_LENT = 4
# Importing on a busy machine; it is no document's fault, so it has its own limit.
_START_SECONDS = 60
# Bytes. A worker that has read more is not used again: its memory is in pieces, and the next document may lack it.
_LARGE = 4_000_000
# How much the reading of many documents stands back (nice(2)) for the process that saves what is in them: else it runs
# ahead, and at the end that one saves alone.
_MANY_STAND_BACK = 5
# What a document can be at fault for; the rest (gone, asked to wait …) is for servers to say, and has consequences.
_OF_DOCUMENTS = frozenset({
    FailureKind.EMPTY, FailureKind.WEB_PAGE, FailureKind.NOT_A_FEED, FailureKind.DAMAGED, FailureKind.PARSER,
    FailureKind.NO_TEXT, FailureKind.PAYWALL, FailureKind.CONSENT, FailureKind.LOGIN, FailureKind.CHALLENGE,
    FailureKind.SOFT_404,
})  # fmt: skip


class ReadPool:
    """Reads documents in parallel; an async context manager that ends all its processes.

    Cancelling `read` kills the worker that is at it. `workers`: how many processes there are as a rule at most;
    `seconds`: what one document may take by the clock once its turn has come; `start_seconds`: what a process may take
    to start.
    """

    def __init__(
        self, *, workers: int | None = None, seconds: int = SECONDS, start_seconds: float = _START_SECONDS
    ) -> None:
        self._seconds = seconds
        self._start_seconds = start_seconds
        self._most = workers or os.cpu_count() or 1
        self._places = 1
        self._niceness = 0
        self._free = asyncio.Semaphore(self._places)
        self._waiting = 0
        self._lent = 0
        self._idle: list[_Worker] = []
        self._starting: list[asyncio.Task[_Worker]] = []
        self._all: set[_Worker] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for start in self._starting:
            start.cancel()
        await asyncio.gather(*self._starting, return_exceptions=True)
        workers, self._idle, self._all = list(self._all), [], set()
        for worker in workers:
            worker.kill()
        await asyncio.gather(*(worker.reap() for worker in workers))

    def prepare(self, module: str, documents: int) -> None:
        """Start one worker or two while nothing else is to do; so many documents will come soon.

        `module` is that of the reader. If a start fails, the first document that needs the worker tells it.
        """
        if documents > 2 * _MOST_WAITING:
            self._niceness = _MANY_STAND_BACK
            self._add_place()
        for _ in range(min(self._places, documents)):
            self._starting.append(asyncio.create_task(self._start(module)))

    async def read(self, reader: Reader[T], body: bytes, *arguments: str) -> T | Failure:
        """The reader's result; a Failure PARSER if it exceeds a limit or its worker fails."""
        async with self._place() as begun:
            return await self._read_in_worker(reader, body, arguments, begun)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[Callable[[], None]]:
        """A place at a worker for one document; lent to another if its reading takes long.

        That counts once it has `begun`: more starts beside a slow one would make a busy machine busier.
        """
        await self._turn()
        lent = False
        timer: asyncio.TimerHandle | None = None

        def lend() -> None:
            nonlocal lent
            if self._lent < _MOST_LENT:
                self._lent += 1
                lent = True
                self._free.release()

        def begun() -> None:
            nonlocal timer
            timer = asyncio.get_running_loop().call_later(_LONG, lend)

        try:
            yield begun
        finally:
            if timer is not None:
                timer.cancel()
            if lent:
                self._lent -= 1
            else:
                self._free.release()

    async def _turn(self) -> None:
        """Wait for a place at a worker; if many wait, or one waits for long, there will be one more."""
        self._waiting += 1
        try:
            if self._waiting > _MOST_WAITING * self._places:
                self._add_place()
            while self._places < self._most:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LONGEST_WAIT):
                        await self._free.acquire()
                        return
                self._add_place()
            await self._free.acquire()
        finally:
            self._waiting -= 1

    def _add_place(self) -> None:
        if self._places < self._most:
            self._places += 1
            self._free.release()

    async def _read_in_worker(
        self, reader: Reader[T], body: bytes, arguments: tuple[str, ...], begun: Callable[[], None]
    ) -> T | Failure:
        try:
            worker = self._idle.pop() if self._idle else await self._started(reader.module)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, NotThatType):
            return reading_failure("no start", self._seconds)
        reusable = False
        begun()
        try:
            async with asyncio.timeout(self._seconds):
                kind, answer = await worker.ask(reader, body, arguments)
            found = decode(reader.result, answer) if kind == RESULT else _failure(answer)
            failed = isinstance(found, Failure) and found.kind is FailureKind.PARSER
            reusable = len(body) <= _LARGE and not failed
        except TimeoutError:
            return reading_failure("too slow", self._seconds)
        except (asyncio.IncompleteReadError, ConnectionError):
            return reading_failure(await worker.death(), self._seconds)
        except NotThatType:
            return reading_failure("nonsense", self._seconds)
        else:
            return found
        finally:
            if reusable:
                self._idle.append(worker)
            else:
                worker.kill()

    async def _started(self, module: str) -> _Worker:
        return await (self._starting.pop(0) if self._starting else self._start(module))

    async def _start(self, module: str) -> _Worker:
        worker = _Worker(await _spawn(self._seconds, module, self._niceness))
        self._all.add(worker)
        try:
            async with asyncio.timeout(self._start_seconds):
                await worker.ready()
        except BaseException:
            worker.kill()
            raise
        return worker


class _Worker:
    """One process, and the two ends of its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker without pipes")
        self._process = process
        self._requests = process.stdin
        self._answers = process.stdout

    async def ready(self) -> None:
        if await self._answers.readexactly(len(READY)) != READY:
            raise NotThatType("no worker")

    async def ask(self, reader: Reader[T], body: bytes, arguments: tuple[str, ...]) -> tuple[bytes, bytes]:
        """The kind of answer and the answer. Raises NotThatType for a head that makes no sense."""
        # A file's name may have bytes that are no UTF-8, which Python carries as lone surrogates.
        sound = [argument.encode("utf-8", "replace").decode() for argument in arguments]
        head = encode([reader.module, reader.function, *sound])
        self._requests.writelines((REQUEST.pack(len(head), len(body)), head, body))
        await self._requests.drain()
        kind, length = ANSWER.unpack(await self._answers.readexactly(ANSWER.size))
        if kind not in (RESULT, FAILURE) or length > LONGEST_ANSWER:
            raise NotThatType(f"an answer of {length} bytes")
        return kind, await self._answers.readexactly(length)

    async def death(self) -> str:
        """Why it died. Libraries in Rust and C abort when they get no memory."""
        code = await self._process.wait()
        return {-signal.SIGALRM: "too slow", -signal.SIGABRT: "MemoryError"}.get(code, "crash")

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()

    async def reap(self) -> None:
        self._requests.close()
        await self._process.wait()


def _failure(answer: bytes) -> Failure:
    failure = decode(Failure, answer)
    if failure.kind not in _OF_DOCUMENTS:
        raise NotThatType(failure.kind)
    return failure


def read_now(reader: Reader[T], body: bytes, *arguments: str) -> T | Failure:
    """Read one document synchronously in a process of its own; not inside an event loop."""

    async def once() -> T | Failure:
        async with ReadPool(workers=1) as pool:
            return await pool.read(reader, body, *arguments)

    return asyncio.run(once())


async def _spawn(seconds: int, module: str, niceness: int) -> asyncio.subprocess.Process:
    """A fresh interpreter (never a fork: that would inherit locks)."""
    return await asyncio.create_subprocess_exec(
        *python_command("digest.isolation.worker", str(seconds), module, str(niceness)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd="/",
        limit=1 << 20,
    )
