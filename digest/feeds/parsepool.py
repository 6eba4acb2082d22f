"""Where feeds are parsed: the quick ones in a thread, the others in processes that can be killed.

A thread cannot be stopped, so only bodies that are surely quick get one (`parse.Prepared.is_tame`). All others, all
those of a run with many feeds, and those that come after the first few of a run, go to worker processes: started when
first needed, used again and again, never more than there are cores. A second one is started only when it pays, for an
interpreter with feedparser costs as much time as two dozen feeds. One that is too slow or dies is that feed's failure,
and is replaced.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from digest.config.interpreter import python_command
from digest.domain.health import Failure, FailureKind
from digest.feeds.parsed import PARSE_SECONDS, ParsedFeed
from digest.feeds.parseworker import LENGTH, PATIENCE, READY

#: Bytes up to which a body may be parsed in a thread.
INLINE_LIMIT = 1 << 20
#: So many a run are parsed in threads, where no process has to be started; more would hold up the asking of others.
MOST_INLINE = 4
# So many feeds to a worker may wait for their turn, or one of them so many seconds, before another worker is started.
_MOST_WAITING = 16
_LONGEST_WAIT = 0.5
# Importing on a busy machine; it is no feed's fault, so it has its own limit.
_START_SECONDS = 60


class ParsePool:
    """Parses feeds, several at a time; an async context manager, at whose end no process of it is left.

    Cancelling `parse` kills the worker that is at it. `workers`: how many processes at most; `seconds`: what one
    feed may compute in one of them; by the clock it has `PATIENCE` times as long, for machines that are busy.
    """

    def __init__(self, *, workers: int | None = None, seconds: int = PARSE_SECONDS) -> None:
        self._seconds = seconds
        self._most = workers or os.cpu_count() or 1
        self._places = 1
        self._free = asyncio.Semaphore(self._places)
        self._waiting = 0
        self._inline = 0
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        workers, self._idle, self._all = list(self._all), [], set()
        for worker in workers:
            worker.kill()
        await asyncio.gather(*(worker.reap() for worker in workers))

    async def parse(
        self, body: bytes, headers: Mapping[str, str], url: str, *, many: bool = False
    ) -> ParsedFeed | Failure:
        """What `parse.parse` says; a failure PARSER where it took too long or killed its process.

        `many`: many feeds are to come, so that none is parsed where others are being asked.
        """
        if not many and len(body) <= INLINE_LIMIT and self._inline < MOST_INLINE:
            self._inline += 1
            parsed = await asyncio.to_thread(_parse_if_tame, body, headers, url)
            if parsed is not None:
                return parsed
        await self._turn()
        try:
            return await self._parse_in_worker(body, headers, url)
        finally:
            self._free.release()

    async def _turn(self) -> None:
        """Wait for a place at a worker; where many wait, or one waits for long, there will be one more."""
        self._waiting += 1
        try:
            if self._waiting > _MOST_WAITING * self._places:
                self._add_place()
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LONGEST_WAIT):
                        await self._free.acquire()
                        return
                self._add_place()
        finally:
            self._waiting -= 1

    def _add_place(self) -> None:
        if self._places < self._most:
            self._places += 1
            self._free.release()

    async def _parse_in_worker(self, body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed | Failure:
        worker = self._idle.pop() if self._idle else await self._start()
        try:
            async with asyncio.timeout(PATIENCE * self._seconds):
                parsed = await worker.parse(body, headers, url)
        except TimeoutError:
            return self._failure("too slow")
        except (asyncio.IncompleteReadError, ConnectionError):
            return self._failure("too slow" if await worker.ran_out_of_time() else "crash")
        else:
            self._idle.append(worker)
            return parsed
        finally:
            if worker not in self._idle:
                worker.kill()

    async def _start(self) -> _Worker:
        worker = _Worker(await _spawn(self._seconds))
        self._all.add(worker)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await worker.ready()
        except BaseException:
            worker.kill()
            raise
        return worker

    def _failure(self, reason: str) -> Failure:
        return Failure(FailureKind.PARSER, {"seconds": str(self._seconds), "reason": reason})


class _Worker:
    """One process, and the two ends of its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker without pipes")
        self._process = process
        self._requests = process.stdin
        self._results = process.stdout

    async def ready(self) -> None:
        await self._results.readexactly(len(READY))

    async def parse(self, body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed | Failure:
        frame = pickle.dumps((body, dict(headers), url))
        self._requests.writelines((LENGTH.pack(len(frame)), frame))
        await self._requests.drain()
        (length,) = LENGTH.unpack(await self._results.readexactly(LENGTH.size))
        parsed: ParsedFeed | Failure = pickle.loads(await self._results.readexactly(length))  # noqa: S301 our own child
        return parsed

    async def ran_out_of_time(self) -> bool:
        """Whether it died because a feed needed more computing than it may have."""
        return await self._process.wait() in (-signal.SIGPROF, -signal.SIGALRM)

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()

    async def reap(self) -> None:
        self._requests.close()
        await self._process.wait()


async def _spawn(seconds: int) -> asyncio.subprocess.Process:
    """A fresh interpreter (never a fork: that would inherit locks)."""
    return await asyncio.create_subprocess_exec(
        *python_command("digest.feeds.parseworker", str(seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd="/",
    )


def _parse_if_tame(body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed | Failure | None:
    """Loads feedparser, which a run that finds nothing new never needs."""
    from digest.feeds.parse import parse_if_tame

    return parse_if_tame(body, headers, url)
