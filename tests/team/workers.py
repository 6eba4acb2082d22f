"""Many `digest fetch` at once on one database.

Who asks which feed when, as the asked server saw it, and how long.
    python -m tests.team.workers storm [WORKERS FEEDS]
    python -m tests.team.workers speed [WORKERS FEEDS SECONDS]

`storm` (4 workers, 500 feeds) runs workers again and again, as cron would, kills some in the middle of their work, lets
others take over, and prints what the server's log says against them. `speed` (4 workers, 2,000 feeds, each answered
after about 4 seconds) prints how long one worker takes, and how long several.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

from digest.storage.registry import open_store
from tests import postgresql
from tests.builders import NOW, a_feed
from tests.cli.feedtexts import rss

SPAWN = multiprocessing.get_context("spawn")
#: Feeds of one host, and entries of one feed.
_OF_ONE_HOST, ENTRIES = 2, 3


@dataclass(frozen=True)
class Request:
    """A request: which worker asked for which feed of which host, from when to when in seconds."""

    worker: str
    host: str
    path: str
    began: float
    ended: float


class Site:
    """A server in a process of its own.

    Each feed's answer takes `seconds`, half of that more or less.
    """

    def __init__(self, feeds: int, seconds: float) -> None:
        self._line, end = SPAWN.Pipe()
        self._process = SPAWN.Process(target=_serve, args=(end, seconds))
        self._process.start()
        port = self._line.recv()
        self.urls = [f"http://{_host(number)}:{port}/{number}.xml" for number in range(feeds)]
        self.hosts = ",".join(sorted({_host(number) for number in range(feeds)}))

    def requests(self) -> list[Request]:
        """All requests so far, those whose client has gone too."""
        self._line.send("log")
        return [Request(*one) for one in self._line.recv()]

    def close(self) -> None:
        self._line.send("end")
        self._process.join()


def _host(number: int) -> str:
    host = number // _OF_ONE_HOST
    return f"127.2.{host // 250}.{host % 250 + 1}"


def _serve(line: Connection, seconds: float) -> None:
    log: list[tuple[str, str, str, float, float]] = []
    dice = random.Random("site")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        began = time.monotonic()
        try:
            lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        fields = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines[1:])}
        path = lines[0].split(" ")[1]
        at = len(log)
        asked = fields.get("user-agent", ""), fields["host"].partition(":")[0], path, began
        log.append((*asked, float("inf")))
        gone = asyncio.create_task(reader.read(1))
        await asyncio.wait({gone}, timeout=seconds * dice.uniform(0.5, 1.5))
        log[at] = *asked, time.monotonic()
        if not gone.done():
            gone.cancel()
            body = rss(*(f"{path} {number}" for number in range(ENTRIES)))
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n"
            writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1024)
        line.send(server.sockets[0].getsockname()[1])
        while (asked := await asyncio.to_thread(line.recv)) != "end":
            assert asked == "log"
            line.send(list(log))
        server.close()

    asyncio.run(main())


@dataclass
class Library:
    """A database with the feeds of a site, and the workers on it."""

    address: str
    site: Site
    folder: Path
    _number: int = field(default=0)

    def begin(self) -> None:
        store = open_store(self.address, lambda: NOW)
        store.add_feeds([a_feed(number, url=url) for number, url in enumerate(self.site.urls)])
        store.close()

    def worker(self) -> Worker:
        """One `digest fetch`, under a name of its own towards servers."""
        self._number += 1
        name = f"worker-{self._number}"
        config = self.folder / f"{name}.toml"
        config.write_text(f'[network]\nuser_agent = "{name}"\n')
        environ = os.environ | {
            "HOME": str(self.folder), "DIGEST_CONFIG": str(config), "DIGEST_LIBRARY": self.address,
            "DIGEST_ALLOW_HOSTS": self.site.hosts,
        }  # fmt: skip
        return Worker(name, subprocess.Popen([sys.executable, "-m", "digest", "fetch", "--json"], env=environ,
                                             stdout=subprocess.PIPE, text=True))  # fmt: skip

    def end_leases(self) -> None:
        """As if a minute had passed."""
        import psycopg

        with psycopg.connect(postgresql.without_schema(self.address), autocommit=True) as db:
            db.execute(f"UPDATE {postgresql.schema_of(self.address)}.hosts SET until = now() - interval '1 second'")

    def entries(self) -> list[str]:
        """The titles of all entries."""
        store = open_store(self.address, lambda: NOW)
        titles = [entry.title for rows in store.search("xml") for entry in (row.entry for row in rows)]
        store.close()
        return titles


@dataclass
class Worker:
    """A running `digest fetch`."""

    name: str
    process: subprocess.Popen[str]

    def ended(self) -> Mapping[str, object]:
        """Wait for it; returns what it told, empty if it was killed."""
        said, _ = self.process.communicate(timeout=900)
        if self.process.returncode == -9:
            return {}
        assert self.process.returncode == 0, f"{self.name} ended with {self.process.returncode}"
        told: Mapping[str, object] = json.loads(said)
        return told


@contextmanager
def library(address: str, folder: Path, feeds: int, seconds: float) -> Iterator[Library]:
    """A database with so many feeds, each of which answers after so many seconds."""
    site = Site(feeds, seconds)
    try:
        found = Library(address, site, folder)
        found.begin()
        yield found
    finally:
        site.close()


def storm(here: Library, workers: int, kills: int) -> list[str]:
    """Workers at once, some killed, others after them.

    Returns what is wrong with what was asked and kept.
    """
    feeds = len(here.site.urls)
    running = [here.worker() for _ in range(workers)]
    killed = []
    for number in range(kills):
        _wait_for(here.site, feeds * (number + 1) // (2 * kills + 1))
        one = running.pop(0)
        one.process.kill()
        one.ended()
        killed.append(one.name)
        running.append(here.worker())  # finds what nobody leases
    for one in running:
        one.ended()
    here.end_leases()
    last = [here.worker() for _ in range(workers)]
    for one in last:
        one.ended()
    assert here.worker().ended()["leased"] == 0  # all were asked within their interval
    return wrong(here.site.requests(), killed, here.entries(), feeds)


def _wait_for(site: Site, requests: int) -> None:
    until = time.monotonic() + 120
    while len(site.requests()) < requests:
        assert time.monotonic() < until
        time.sleep(0.02)


def wrong(requests: Sequence[Request], killed: Sequence[str], titles: Sequence[str], feeds: int) -> list[str]:
    """What should not be: an entry missing or twice, a feed or host asked again at once."""
    found = []
    wanted = sorted(f"/{number}.xml {entry}" for number in range(feeds) for entry in range(ENTRIES))
    if sorted(titles) != wanted:
        missing, twice = len({*wanted} - {*titles}), len(titles) - len({*titles})
        found.append(f"{missing} entries are missing, {twice} are there twice")
    by_feed, by_host = defaultdict(list), defaultdict(list)
    for one in sorted(requests, key=lambda one: one.began):
        by_feed[one.path].append(one)
        by_host[one.host].append(one)
    for path, asked in by_feed.items():
        # What a killed worker had asked but not kept is asked once more.
        if any(one.worker not in killed for one in asked[:-1]):
            found.append(f"{path} was asked by {[one.worker for one in asked]}, of whom {killed} were killed")
    if len(by_feed) != feeds:
        found.append(f"only {len(by_feed)} feeds were asked")
    for host, asked in by_host.items():
        for before, after in pairwise(asked):
            if after.worker != before.worker and after.began < before.ended:
                found.append(f"{host} was asked by {before.worker} and {after.worker} at a time")
    return found


def speed(address: str, folder: Path, workers: int, feeds: int, seconds: float) -> tuple[float, int]:
    """Seconds until so many workers have asked so many feeds, and how many had work."""
    with library(address, folder, feeds, seconds) as here:
        began = time.monotonic()
        running = [here.worker() for _ in range(workers)]
        told = [one.ended() for one in running]
        taken = time.monotonic() - began
        if faults := wrong(here.site.requests(), [], here.entries(), feeds):
            raise SystemExit("\n".join(faults[:20]))
    return taken, sum(bool(one["leased"]) for one in told)


def main(arguments: list[str]) -> int:
    kind, *numbers = arguments or ["storm"]
    workers, feeds = (int(one) for one in numbers[:2]) if numbers else (4, 500 if kind == "storm" else 2000)
    with tempfile.TemporaryDirectory(prefix="digest-workers-") as name:
        folder = Path(name)
        if kind == "storm":
            with postgresql.OwnServer() as server, library(server.library_address(), folder, feeds, 0.3) as here:
                began = time.monotonic()
                faults = storm(here, workers, kills=3)
                asked = len(here.site.requests())
            print(f"{workers} workers, 3 killed, {feeds} feeds, {asked} requests, {time.monotonic() - began:.0f} s")
            print(f"{len(faults)} faults", *faults[:20], sep="\n")
            return int(bool(faults))
        seconds = float(numbers[2]) if numbers[2:] else 4.0
        taken = []
        for count in (1, workers):
            with postgresql.OwnServer() as server:
                taken.append(speed(server.library_address(), folder, count, feeds, seconds)[0])
            print(f"{count} workers: {feeds} feeds in {taken[-1]:.1f} s", flush=True)
        print(f"{taken[0] / taken[1]:.1f} times as fast")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
