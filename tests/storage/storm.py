"""Many processes on one library, and processes killed in the middle.

What was acknowledged is there, once.
    python -m tests.storage.storm [PROCESSES OPERATIONS KILLS]

runs both at full size (8 processes × 500 operations, 500 kills) and prints what it counted. `make storm` does the same.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import select
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digest.domain.event import Event
from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore
from digest.storage.rules.history import MOST_BYTES, size_of
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_pick
from tests.properties.library_state import told_otherwise
from tests.storage.mixed import EDITIONS, Mixed, watch, work

SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Report:
    """What a storm counted.

    `losses` names every acknowledged change that is not there; it must be empty.
    """

    operations: int = 0
    acknowledged: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    readings: int = 0
    losses: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        faults = ", ".join(f"{count} {call}" for call, count in sorted(self.faults.items())) or "none"
        return (
            f"{self.operations} operations, {self.acknowledged} changes acknowledged, {self.kills} kills, "
            f"{sum(self.faults.values())} faults ({faults}), {self.refused} operations refused, "
            f"{self.readings} files read meanwhile, {len(self.losses)} losses, {self.seconds:.0f} s"
        )


class Expected:
    """What must hold, by the words of the workers.

    A word that was not finished leaves two values possible.
    """

    def __init__(self) -> None:
        self.values: dict[str, set[str]] = {}
        self.counted = 0
        self.perhaps_counted = 0
        self.acknowledged = 0

    def hear(self, lines: list[str], report: Report) -> None:
        """One worker's words in their order, perhaps cut off by its death."""
        open_count = False
        for line in lines:
            key, _, value = line.partition("\t")
            if key.startswith("fault "):
                report.faults[key.removeprefix("fault ")] += int(value)
            elif key == "failed":
                report.refused += int(value)
            elif key == "counted":
                # A count refused by the disk may have happened all the same: after the rename it has.
                self.perhaps_counted += open_count and value == "?"
                open_count = value == "?"
                self.counted += value not in ("?", "no")
                self.acknowledged += value not in ("?", "no")
            elif key != "moved":
                self._take(key, value)
        self.perhaps_counted += open_count

    def _take(self, key: str, value: str) -> None:
        if value.startswith("? "):
            # Editions are there from the beginning, as drafts.
            self.values.setdefault(key, {"False" if key.startswith("edition ") else "absent"}).add(value[2:])
        else:
            self.values[key] = {value}
            self.acknowledged += 1


def prepared(folder: Path) -> LocalStore:
    """The library on which everybody works."""
    store = LocalStore(folder, lambda: NOW)
    prepare(store)
    return store


def prepare(store: Store) -> None:
    """Put into an empty library what everybody works on."""
    store.add_pick(a_pick(9_999_999, id="shared", comment="0"), NOW)
    for edition_id in EDITIONS:
        store.add_pick(a_pick(1, edition_id, id=f"own{edition_id}", comment="bleibt"), NOW)


def storm(folder: Path, processes: int, operations: int, rarity: int = 0) -> Report:
    """So many processes, each with so many operations, and a reader throughout."""
    began = time.monotonic()
    prepared(folder).close()
    start, stop, answers = SPAWN.Event(), SPAWN.Event(), SPAWN.Queue()
    told = [folder.parent / f"told-{worker}" for worker in range(processes)]
    workers = [
        SPAWN.Process(target=work, args=(folder, worker, operations, rarity, told[worker], start))
        for worker in range(processes)
    ]
    reader = SPAWN.Process(target=watch, args=(folder, stop, answers))
    for process in (*workers, reader):
        process.start()
    start.set()
    for process in workers:
        process.join()
    stop.set()
    report = Report(operations=processes * operations)
    reader.join()
    report.losses += [f"process {process.name} ended with {process.exitcode}" for process in (*workers, reader)
                      if process.exitcode]  # fmt: skip
    if not reader.exitcode:
        report.readings = answers.get()[1]
    expected = Expected()
    for file in told:
        expected.hear(file.read_text(encoding="utf-8").splitlines(), report)
    report.acknowledged = expected.acknowledged
    report.losses += losses(folder, expected)
    report.seconds = time.monotonic() - began
    return report


def kills(folder: Path, count: int, rarity: int = 60, together: int = 4) -> Report:
    """Kill so many writing processes at moments of chance, on a disk that fails now and then.

    Look after each round.
    """
    began = time.monotonic()
    prepared(folder).close()
    chance = random.Random(20261121)  # the same moments in every run, as far as the scheduler lets us
    report, expected = Report(), Expected()
    while report.kills < count:
        batch = [
            _started(folder, report.kills + number, rarity) for number in range(min(together, count - report.kills))
        ]
        for process, heard in batch:
            expected.hear(_killed(process, heard, chance.randrange(1, 30), chance.random() / 50), report)
            report.kills += 1
        report.losses += losses(folder, expected)
        report.losses += _stuck(folder)
        if report.losses:
            break
    report.operations = report.acknowledged = expected.acknowledged
    report.seconds = time.monotonic() - began
    return report


def live_until_killed(folder: Path, worker: int, rarity: int, said: Any) -> None:
    """Change after change; every word is in the pipe before the next step."""
    from tests.storage.unreliable import UnreliableDisk

    disk = UnreliableDisk(random.Random(worker), rarity) if rarity else None
    told = 0

    def say(key: str, value: str) -> None:
        nonlocal told
        faults = sum(disk.faults.values()) if disk else 0
        lines = [f"{key}\t{value}\n", *("fault injected\t1\n" for _ in range(faults - told))]
        told = faults
        os.write(said.fileno(), "".join(lines).encode())

    # Numbers above those of the editions: who is killed while closing one would leave it to nobody's word.
    mixed = Mixed(folder, worker + len(EDITIONS), say, disk)
    while True:
        try:
            mixed.begin()
            break
        except Exception as error:
            if type(error).__name__ != "LibraryError":
                raise
    while True:
        mixed.act()


def losses(folder: Path, expected: Expected, store: Store | None = None) -> list[str]:
    """What is not as the workers were told, in the library in the folder, or in this one."""
    store = store or LocalStore(folder, lambda: NOW)
    lost = [f"{path.name} does not load" for path in folder.rglob("*.json") if not _loads(path)]
    lost += [f"{problem.where}: {problem.what} {problem.detail}" for problem in store.check()]
    rows = list(store.entries(EntryQuery()).rows)
    picks = store.picks(MONTH, dropped=True)
    found: dict[str, str] = {f"entry {row.entry.id} read": str(row.read) for row in rows}
    found |= {f"pick {pick.id} comment": pick.comment for pick in picks}
    found |= {f"pick {pick.id} dropped": str(pick.dropped) for pick in picks}
    found |= {f"state {feed_id}": state.body_hash for feed_id, state in store.fetch_states().items()}
    found |= {f"edition {edition_id}": str(store.edition(edition_id).is_closed) for edition_id in EDITIONS}
    for key, values in expected.values.items():
        value = found.get(key, "absent")
        if value not in values and not (key.endswith("dropped") and values == {"absent", value}):
            lost.append(f"{key}: {value[-30:]} is not {[one[-30:] for one in values]}")
    if len({row.entry.id for row in rows}) != len(rows) or len({pick.id for pick in picks}) != len(picks):
        lost.append("something is there twice")
    if sorted(pick.rank for pick in picks) != list(range(1, len(picks) + 1)):
        lost.append("the ranks are no order")
    for edition_id in EDITIONS:
        if [pick.comment for pick in store.picks(edition_id)] != ["bleibt"]:
            lost.append(f"{edition_id} has lost its pick")
    count = int(store.pick("shared").comment)
    if not expected.counted <= count <= expected.counted + expected.perhaps_counted:
        lost.append(f"counted {expected.counted} to {expected.counted + expected.perhaps_counted}, there are {count}")
    for month in (MONTH, *EDITIONS):
        lost += [
            f"{month}: the history says otherwise of {name} {field}" for name, field in told_otherwise(store, month)
        ]
    lost += untold(store.history(MONTH), count)
    store.close()
    return lost


def untold(history: Sequence[Event], count: int) -> list[str]:
    """What a history does not tell of so many counts.

    Each once and in order, the oldest only if it is short.
    Stores drop the oldest events of a history that is too long (`rules.history.bounded`), and keep half of `MOST_BYTES`
    less the one event that found no room. A shorter history has to be complete.
    """
    told = [event.text for event in history if event.pick == "shared" and event.is_text]
    first = int(told[0]) if told else 0
    if told != [str(number) for number in range(first, count + 1)]:
        return [f"the history tells of the counts {told}, not of {first} to {count}"]
    sizes = [size_of(event) for event in history]
    if first and sum(sizes) + max(sizes) < MOST_BYTES // 2:
        return [f"the history begins with count {first}, and has room for older ones"]
    return []


def _started(folder: Path, worker: int, rarity: int) -> tuple[Any, Any]:
    heard, said = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=live_until_killed, args=(folder, worker, rarity, said))
    process.start()
    said.close()
    return process, heard


def _killed(process: Any, heard: Any, words: int, late: float) -> list[str]:
    """Kill a process some time after so many words; returns all that it has said."""
    said = b""
    while said.count(b"\n") < words:
        select.select([heard.fileno()], [], [])
        piece = os.read(heard.fileno(), 65536)
        if not piece:
            break
        said += piece
    select.select([], [], [], late)
    process.kill()
    process.join()
    while piece := os.read(heard.fileno(), 65536):
        said += piece
    heard.close()
    whole, _, _ = said.rpartition(b"\n")
    return whole.decode().split("\n") if whole else []


def _stuck(folder: Path) -> list[str]:
    """Every lock can be had at once, and what a killed writer left is gone after tidying."""
    import fcntl

    found = []
    for path in folder.rglob("*.lock"):
        with path.open() as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                found.append(f"{path.name} is held by the dead")
    store = LocalStore(folder, lambda: NOW)
    store.tidy("")
    store.close()
    return [*found, *(f"{path.name} is left over" for path in folder.rglob("*.tmp"))]


def _loads(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_bytes()), dict)
    except ValueError:
        return False


def main(arguments: list[str]) -> int:
    processes, operations, killed = (int(word) for word in arguments) if arguments else (8, 500, 500)
    ended = 0
    for name, run in (
        ("storm", lambda folder: storm(folder, processes, operations)),
        ("storm on a failing disk", lambda folder: storm(folder, processes, operations // 5, rarity=150)),
        ("kills on a failing disk", lambda folder: kills(folder, killed)),
    ):
        with tempfile.TemporaryDirectory(prefix="digest-storm-") as folder:
            report = run(Path(folder) / "library")
        print(f"{name}: {report}", flush=True)
        for loss in report.losses[:20]:
            print(f"  {loss}")
        ended |= bool(report.losses)
    return int(ended)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
