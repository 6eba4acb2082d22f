"""Many clients on one database, while clients, connections and the server are cut off.

    python -m tests.team.storm [CLIENTS OPERATIONS KILLS STOPS CUTS ISOLATION]

runs it at full size (8 clients × 500 operations, 60 kills, 10 stops, 20 cuts), which takes several minutes, and prints
what it counted. The slow tests run it at a size that takes less than two minutes on two busy cores.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from digest.domain.errors import LibraryError
from digest.storage.registry import open_store
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed
from tests.pgproxy import Proxy
from tests.storage.mixed import EDITIONS, Mixed
from tests.storage.storm import Expected, Report, losses, prepare

SPAWN = multiprocessing.get_context("spawn")


class TeamMixed(Mixed):
    """What one client does with a library in PostgreSQL."""

    def __init__(self, address: str, worker: int, say: Any) -> None:
        super().__init__(Path(tempfile.gettempdir()) / "nowhere", worker, say)
        self.store = open_store(address, lambda: NOW)

    def begin(self) -> None:
        while True:
            try:
                self.store.add_feeds([a_feed(self.worker)])
                return
            except LibraryError:
                continue


def work(address: str, worker: int, operations: int, told: Path, begun: Any) -> None:
    """So many operations; what is said goes to the file `told`."""
    with told.open("a", buffering=1, encoding="utf-8") as stream:

        def say(key: str, value: str) -> None:
            stream.write(f"{key}\t{value}\n")

        mixed = TeamMixed(address, worker, say)
        mixed.begin()
        begun.set()
        for _ in range(operations):
            mixed.act()
        say("failed", str(mixed.failed))
        say("fault repeated", str(mixed.store._server.repeated))  # type: ignore[attr-defined]
        mixed.store.close()


def storm(
    folder: Path,
    server: postgresql.OwnServer,
    clients: int,
    operations: int,
    *,
    kills: int,
    stops: int,
    cuts: int,
    isolation: str = "read committed",
) -> Report:
    """Clients that work at once, through a proxy; what happens meanwhile comes by chance."""
    began = time.monotonic()
    address = server.library_address()
    server.isolate(isolation)
    with closing(open_store(address, lambda: NOW)) as store:
        prepare(store)
    report, expected = Report(), Expected()
    chance = random.Random(20261128)
    number = 0
    with Proxy(address) as proxy:

        def started(worker: int) -> tuple[Any, Path]:
            nonlocal number
            number += 1
            told, begun = folder / f"told-{number}", SPAWN.Event()
            process = SPAWN.Process(target=work, args=(proxy.address, worker, operations, told, begun))
            process.start()
            begun.wait(60)
            return process, told

        # Numbers above those of the editions: who is killed while closing one would leave it to nobody's word.
        running = [started(len(EDITIONS) + worker) for worker in range(clients)]
        heard: list[Path] = []
        happenings = ["kill"] * kills + ["stop"] * stops + ["cut"] * cuts
        chance.shuffle(happenings)
        for happening in happenings:
            time.sleep(chance.random() / 5)
            if happening == "cut":
                proxy.cut()
            elif happening == "stop":
                server.stop_at_once()
                server.start()
            else:
                process, told = running.pop(chance.randrange(len(running)))
                process.kill()
                process.join()
                heard.append(told)
                report.kills += 1
                running.append(started(len(EDITIONS) + clients + report.kills))
        for process, told in running:
            process.join()
            if process.exitcode:
                report.losses.append(f"a client ended with {process.exitcode}")
            heard.append(told)
    _hear(heard, expected, report)
    report.acknowledged = expected.acknowledged
    report.losses += [*losses(folder / "nowhere", expected, open_store(address, lambda: NOW)), *_events_lost(address)]
    report.seconds = time.monotonic() - began
    return report


def _hear(heard: list[Path], expected: Expected, report: Report) -> None:
    for told in heard:
        said = told.read_text(encoding="utf-8").rpartition("\n")[0] if told.exists() else ""
        expected.hear(said.split("\n") if said else [], report)


def _events_lost(address: str) -> list[str]:
    """What the table lacks of the edition's events.

    A Store shows the newest of a long history, the table has all.
    """
    import psycopg

    with psycopg.connect(postgresql.without_schema(address)) as connection:
        rows = connection.execute(
            "SELECT number, record FROM digest.events WHERE edition_id = %s ORDER BY number", (MONTH,)
        ).fetchall()
    numbers = [number for number, _ in rows]
    lost = [] if numbers == [*range(1, len(rows) + 1)] else [f"the events have the numbers {numbers}"]
    records = [json.loads(record) for _, record in rows]
    counts = [record["text"] for record in records if record.get("pick") == "shared" and record.get("field")]
    return [*lost, *([] if counts == [*map(str, range(len(counts)))] else [f"the events tell of the counts {counts}"])]


def main(arguments: list[str]) -> int:
    clients, operations, kills, stops, cuts = map(int, arguments[:5]) if arguments else (8, 500, 60, 10, 20)
    isolation = arguments[5] if arguments[5:] else "read committed"
    with tempfile.TemporaryDirectory(prefix="digest-storm-") as folder, postgresql.OwnServer() as server:
        report = storm(
            Path(folder), server, clients, operations, kills=kills, stops=stops, cuts=cuts, isolation=isolation
        )
    print(report)
    for loss in report.losses[:20]:
        print(f"  {loss}")
    return int(bool(report.losses))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
