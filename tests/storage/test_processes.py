"""Several real processes on one library.

No lost change, no torn file, no lock that outlives its holder.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from digest.domain.entry import PAGES
from digest.domain.errors import Conflict
from digest.domain.query import EntryQuery, FeedCounts
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry
from tests.storage import writers

SPAWN = multiprocessing.get_context("spawn")


@pytest.mark.parametrize(
    ("processes", "writes"),
    [(3, 4), pytest.param(4, 100, marks=[pytest.mark.slow, pytest.mark.timeout(900)])],
)
def test_every_change_of_every_process_is_there(folder: Path, processes: int, writes: int) -> None:
    store = writers.open_library(folder)
    store.add_pick(a_pick(9_999_999, id="shared", comment="0"), NOW)
    start = SPAWN.Event()
    workers = [
        SPAWN.Process(target=writers.write_of_everything, args=(folder, worker, writes, start))
        for worker in range(1, processes + 1)
    ]
    for worker in workers:
        worker.start()
    start.set()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * processes
    serials = [worker * 1000 + number for worker in range(1, processes + 1) for number in range(writes)]
    for library in (store, writers.open_library(folder)):
        assert {feed.id for feed in library.feeds()} == {f"f{serial}" for serial in serials}
        assert set(library.fetch_states()) == {f"f{serial}" for serial in serials}
        counts = library.feed_counts()
        assert {counts[f"f{serial}"] for serial in serials} == {FeedCounts(2, 1)}
        assert counts[PAGES].entries == len(serials)
        picks = {pick.id: pick for pick in library.picks(MONTH)}
        assert {picks[f"p{serial}"].comment for serial in serials} == {f"Kommentar {serial}" for serial in serials}
        assert sorted(pick.rank for pick in picks.values()) == list(range(1, len(serials) + 2))
        assert picks["shared"].comment == str(len(serials))
        assert set(library.edition(MONTH).labels) == {
            "Strategie", *(f"Label {worker}" for worker in range(1, processes + 1))
        }  # fmt: skip
        assert list(library.check()) == []
    assert list(folder.rglob("*.tmp")) == []


@pytest.mark.parametrize("rounds", [4, pytest.param(60, marks=[pytest.mark.slow, pytest.mark.timeout(900)])])
def test_killed_at_any_moment_every_change_that_returned_is_there(folder: Path, rounds: int) -> None:
    store = writers.open_library(folder)
    store.add_feeds([a_feed(number) for number in range(1, rounds * 2 + 1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(1, 51)))])
    chance = random.Random(20261121)  # the same moments in every run, as far as the scheduler lets us
    acknowledged: set[str] = set()
    for number in range(rounds):
        workers = []
        for worker in (number * 2 + 1, number * 2 + 2):
            heard, said = SPAWN.Pipe(duplex=False)
            process = SPAWN.Process(target=writers.write_until_killed, args=(folder, worker, said))
            process.start()
            said.close()
            workers.append((process, heard, chance.randrange(1, 12)))
        for process, heard, changes in workers:
            acknowledged |= killed_after(process, heard, changes)
        for path in folder.rglob("*.json"):
            json.loads(path.read_bytes())
        library = writers.open_library(folder)
        present = {f"{pick.id}" for pick in library.picks(MONTH)}
        present |= {f"e{row.entry.id}" for row in library.entries(EntryQuery()).rows}
        assert acknowledged <= present
        assert list(library.check()) == []
        library.close()
    assert len(acknowledged) >= rounds


def killed_after(process: Any, heard: Any, changes: int) -> set[str]:
    """The changes that a process said it had made, until it was killed after so many of them."""
    said = b""
    while said.count(b"\n") < changes:
        select.select([heard.fileno()], [], [])
        said += os.read(heard.fileno(), 65536)
    process.kill()
    process.join()
    while piece := os.read(heard.fileno(), 65536):
        said += piece
    heard.close()
    return set(said.decode().splitlines())


@pytest.mark.parametrize("what", ["fetch", "editions"])
def test_a_dead_process_holds_nothing(folder: Path, what: str) -> None:
    store = writers.open_library(folder)
    store.add_pick(a_pick(1), NOW)
    held = SPAWN.Event()
    holder = SPAWN.Process(target=writers.hold, args=(folder, what, held))
    holder.start()
    assert held.wait(60)
    holder.kill()
    holder.join()
    with store.refresh_lock():
        store.change_pick("p1", {"comment": "frei"}, NOW)
    assert [pick.id for pick in store.picks(MONTH, dropped=True)] == ["p1"]


def test_readers_wait_for_nobody(folder: Path) -> None:
    store = writers.open_library(folder)
    store.add_pick(a_pick(1), NOW)
    held = SPAWN.Event()
    holder = SPAWN.Process(target=writers.hold, args=(folder, "editions", held))
    holder.start()
    try:
        assert held.wait(60)
        assert [pick.id for pick in store.picks(MONTH)] == ["p1"]
        assert [pick.id for pick in writers.open_library(folder).picks(MONTH)] == ["p1"]
        store.add_feeds([a_feed(1)])
    finally:
        holder.kill()
        holder.join()


def test_one_refresh_in_all_processes(folder: Path) -> None:
    store = writers.open_library(folder)
    answers = SPAWN.Queue()
    for expected, lock in (("taken", True), ("free", False)):
        process = SPAWN.Process(target=writers.try_to_fetch, args=(folder, answers))
        if lock:
            with store.refresh_lock():
                process.start()
                assert answers.get(timeout=60) == expected
        else:
            process.start()
            assert answers.get(timeout=60) == expected
        process.join()


def test_a_program_that_was_started_meanwhile_holds_no_lock(folder: Path) -> None:
    """A browser opened from the screen lives on when the program has ended."""
    store = writers.open_library(folder)
    with store.refresh_lock():
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    try:
        with store.refresh_lock():
            pass
    finally:
        child.communicate(b"\n")


def test_two_who_comment_at_once_lose_no_text(folder: Path) -> None:
    mine, theirs = writers.open_library(folder), writers.open_library(folder)
    mine.add_pick(a_pick(1), NOW)
    read = mine.pick("p1")
    theirs.change_pick("p1", {"comment": "Ihr Text"}, NOW, version=read.version)
    with pytest.raises(Conflict) as caught:
        mine.change_pick("p1", {"comment": "Mein Text"}, NOW, version=read.version)
    assert (caught.value.theirs, caught.value.ours) == ("Ihr Text", "Mein Text")
    assert mine.pick("p1").comment == "Ihr Text"


@pytest.mark.parametrize("room", [1, 100, 4096])
def test_a_disk_without_room_costs_nothing(folder: Path, room: int) -> None:
    store = writers.open_library(folder)
    store.add_pick(a_pick(1, comment="bleibt"), NOW)
    answers = SPAWN.Queue()
    process = SPAWN.Process(target=writers.write_with_little_room, args=(folder, room, answers))
    process.start()
    error, comment = answers.get(timeout=60)
    process.join()
    assert "cannot be written" in error
    assert comment == "bleibt"
    assert list(folder.rglob("*.tmp")) == []
    assert writers.open_library(folder).change_pick("p1", {"comment": "geht"}, NOW).version == 2


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("digest.storage.registry", {"tinydb", "orjson"}),
        ("digest.storage.rules.editions", {"tinydb", "orjson"}),
        ("digest.storage.local", {"textual", "httpx2", "httpcore2", "feedparser", "multiprocessing", "asyncio"}),
    ],
)
def test_only_what_is_used_is_imported(module: str, never: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert not never & set(printed.split())
