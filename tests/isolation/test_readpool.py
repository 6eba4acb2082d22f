"""The pool: quick feeds in threads, others in processes that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from digest.feeds.parse import parse
from digest.feeds.parsed import FEED, ParsedFeed
from digest.isolation import readpool
from digest.isolation.reader import MEMORY, reading_failure
from digest.isolation.readpool import ReadPool

URL = "https://blog.example/feed"
T = TypeVar("T")


def feed(count: int = 2, extra: str = "") -> bytes:
    items = "".join(f"<item><title>Nr. {number}</title><guid>{number}</guid></item>" for number in range(count))
    return f'<rss version="2.0"><channel><title>Blog</title>{extra}{items}</channel></rss>'.encode()


#: Not well-formed beyond mending, and slow for the lenient reader: it looks for an e-mail address in one long word.
SLOW = feed(extra="<x>").replace(b"<guid>0", b"<author>" + b"a" * 900_000 + b"</author><guid>0")


def run(work: Callable[[], Awaitable[T]]) -> T:
    async def main() -> T:
        return await work()

    return asyncio.run(main())


def children(of: int) -> list[int]:
    """Living child processes, by /proc."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            if int(stat[1]) == of and stat[0] != "Z":
                found.append(int(entry.name))
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


def test_the_result_is_the_same_here_and_in_a_process() -> None:
    bodies = [
        feed(),
        b"",
        b"<html></html>",
        feed()[:-20],
        b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1}]}',
    ]

    async def work() -> None:
        async with ReadPool() as pool:
            for body in bodies:
                inline = parse(body, {"content-type": "text/xml"}, URL)
                assert await pool.read(FEED, body, "text/xml", URL) == inline

    run(work)


def test_an_argument_may_have_bytes_that_are_no_utf_8() -> None:
    async def work() -> None:
        async with ReadPool(workers=1) as pool:
            assert isinstance(await pool.read(FEED, feed(), "", "https://a.example/\udcff"), ParsedFeed)

    run(work)


@needs_proc
def test_large_and_many_feeds_share_few_processes_and_none_stays() -> None:
    before = set(children(os.getpid()))
    large = feed().replace(b"Nr. 0", b"x " * 500_000)

    async def work() -> None:
        async with ReadPool(workers=2) as pool:
            await asyncio.gather(
                *(pool.read(FEED, feed(), "", URL) for _ in range(10)), pool.read(FEED, large, "", URL)
            )
            assert 1 <= len(set(children(os.getpid())) - before) <= 2

    run(work)
    assert set(children(os.getpid())) == before


@needs_proc
def test_a_second_process_is_started_only_when_many_feeds_wait_or_one_waits_long() -> None:
    before = set(children(os.getpid()))

    async def work() -> None:
        async with ReadPool(workers=2) as pool:
            for _ in range(50):
                await pool.read(FEED, feed(), "", URL)
            assert len(set(children(os.getpid())) - before) == 1
            slow = asyncio.create_task(pool.read(FEED, SLOW, "", URL))
            (worker,) = set(children(os.getpid())) - before
            await _at_work(worker)
            assert isinstance(await pool.read(FEED, feed(), "", URL), ParsedFeed)
            assert not slow.done()
            assert len(set(children(os.getpid())) - before) == 2
            slow.cancel()
        async with ReadPool(workers=2) as pool:
            await asyncio.gather(*(pool.read(FEED, feed(), "", URL) for _ in range(50)))
            assert len(set(children(os.getpid())) - before) == 2

    run(work)


@needs_proc
def test_a_process_that_is_slow_to_start_makes_no_others_start(monkeypatch: pytest.MonkeyPatch) -> None:
    before, ready = set(children(os.getpid())), readpool._Worker.ready

    async def slowly(worker: readpool._Worker) -> None:
        await ready(worker)
        await asyncio.sleep(1.2 * readpool._LONG)

    async def work() -> None:
        async with ReadPool(workers=1) as pool:
            await asyncio.gather(*(pool.read(FEED, feed(), "", URL) for _ in range(3)))
            assert len(set(children(os.getpid())) - before) == 1

    monkeypatch.setattr(readpool._Worker, "ready", slowly)
    run(work)


@needs_proc
@pytest.mark.parametrize(("documents", "processes"), [(0, 1), (1, 1), (100, 2)])
def test_processes_that_will_be_needed_are_started_before(documents: int, processes: int) -> None:
    before = set(children(os.getpid()))

    async def work() -> tuple[object, int]:
        async with ReadPool(workers=2) as pool:
            pool.prepare(FEED.module, documents)
            found = await pool.read(FEED, feed(), "", URL)
            return found, len(set(children(os.getpid())) - before)

    async def unused() -> None:
        async with ReadPool(workers=2) as pool:
            pool.prepare(FEED.module, documents)

    found, started = run(work)
    assert isinstance(found, ParsedFeed)
    assert started == processes
    run(unused)
    assert set(children(os.getpid())) == before


@needs_proc
@pytest.mark.parametrize(("documents", "lower"), [(1, 0), (33, 5)])
def test_the_reading_of_many_documents_stands_back_for_what_saves_them(documents: int, lower: int) -> None:
    before = set(children(os.getpid()))

    async def work() -> set[int]:
        async with ReadPool(workers=2) as pool:
            pool.prepare(FEED.module, documents)
            await pool.read(FEED, feed(), "", URL)  # which a worker answers that has stood back
            return {os.getpriority(os.PRIO_PROCESS, child) for child in set(children(os.getpid())) - before}

    own = os.getpriority(os.PRIO_PROCESS, 0)
    assert min(own + lower, 19) in run(work)


def test_a_feed_that_takes_too_long_is_its_own_failure_and_others_go_on() -> None:
    async def work() -> None:
        async with ReadPool(workers=1, seconds=2) as pool:
            slow, quick, after = await asyncio.gather(
                pool.read(FEED, SLOW, "", URL), pool.read(FEED, feed(), "", URL), pool.read(FEED, feed(1001), "", URL)
            )
            assert slow == reading_failure("too slow", 2)
            assert isinstance(quick, ParsedFeed)
            assert isinstance(after, ParsedFeed)
            assert len(after.entries) == 1001

    run(work)


@needs_proc
def test_a_worker_that_dies_is_replaced() -> None:
    before = set(children(os.getpid()))

    async def work() -> None:
        async with ReadPool(workers=1) as pool:
            await pool.read(FEED, feed(), "", URL)
            (worker,) = set(children(os.getpid())) - before
            at_work = asyncio.create_task(pool.read(FEED, SLOW, "", URL))
            await _at_work(worker)
            os.kill(worker, signal.SIGSEGV)
            assert await at_work == reading_failure("crash")
            assert isinstance(await pool.read(FEED, feed(), "", URL), ParsedFeed)

    run(work)


async def _at_work(process: int) -> None:
    """Wait until it has computed for 0.1 s more.

    What follows a short document, or goes before the next, is less.
    """
    before = _ticks(process)
    while _ticks(process) < before + os.sysconf("SC_CLK_TCK") // 10:
        await asyncio.sleep(0)


def _ticks(process: int) -> int:
    """Processor time of a process in clock ticks, see proc(5)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


@needs_proc
def test_cancelling_kills_what_is_at_work() -> None:
    before = set(children(os.getpid()))

    async def work() -> None:
        async with ReadPool(workers=1) as pool:
            task = asyncio.create_task(pool.read(FEED, SLOW, "", URL))
            while not set(children(os.getpid())) - before:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    run(work)
    assert set(children(os.getpid())) == before


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_process_outlives_its_parent(number: signal.Signals, tmp_path: Path) -> None:
    body = tmp_path / "langsam.xml"
    body.write_bytes(SLOW)
    program = textwrap.dedent(f"""
        import asyncio, pathlib, signal
        from digest.feeds.parsed import FEED
        from digest.isolation.readpool import ReadPool
        # What runs in the background of a shell's script has been told to ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        async def main():
            async with ReadPool(workers=1, seconds=2) as pool:
                await pool.read(FEED, {feed()!r}, "", "{URL}")
                print("bereit", flush=True)
                await pool.read(FEED, pathlib.Path({str(body)!r}).read_bytes(), "", "{URL}")
                await asyncio.Event().wait()
        asyncio.run(main())
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"bereit\n"
        workers = children(parent.pid)
        assert workers
        parent.send_signal(number)
        parent.wait(90)
    for worker in workers:  # their input has ended; one at work has its own alarm clock
        while Path(f"/proc/{worker}").exists():
            os.sched_yield()


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="reads the limits of a process in /proc")
def test_a_worker_has_bounded_memory() -> None:
    before = set(children(os.getpid()))

    async def work() -> None:
        async with ReadPool(workers=1) as pool:
            await pool.read(FEED, feed(), "", URL)
            (worker,) = set(children(os.getpid())) - before
            limits = Path(f"/proc/{worker}/limits").read_text()
            assert f"Max address space         {1 << 30}" in limits
            assert f"Max data size             {MEMORY}" in limits

    run(work)
