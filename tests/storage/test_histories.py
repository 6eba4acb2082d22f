"""Histories in files: cut off, damaged, deleted, from the future, long, written at once."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from digest.domain.curator import Curator
from digest.domain.event import Event, texts_after, texts_of
from digest.storage.files.engine.disk import Disk
from digest.storage.files.file_editions import MOST_IN_EDITION
from digest.storage.files.history_files import HistoryFiles
from digest.storage.local import LocalStore
from digest.storage.rules.history import bounded, united
from tests.builders import MONTH, NOW, a_frozen, a_pick, at

Open = Callable[..., LocalStore]
MANY = MOST_IN_EDITION * 3


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "history" / f"{MONTH}.jsonl"


def written(store: LocalStore, count: int = MANY) -> None:
    """An edition with so many versions of a comment."""
    store.add_pick(a_pick(1), NOW)
    for number in range(count):
        store.change_pick("p1", {"comment": f"Fassung {number}"}, at(number))


def comments(store: LocalStore) -> list[str]:
    return [event.text for event in store.history(MONTH) if event.what == "commented"]


def test_the_files_are_the_owners_alone_and_lines_of_json(folder: Path, open_store: Open, file: Path) -> None:
    written(open_store())
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [line["number"] for line in lines] == [*range(1, len(lines) + 1)]
    assert lines[1].items() >= {"by": "", "what": "commented", "text": "Fassung 0"}.items()


def test_the_editions_own_file_stays_one_that_a_person_reads(folder: Path, open_store: Open) -> None:
    store = open_store()
    written(store, 200)
    assert len(json.loads((folder / "editions.json").read_bytes())["events"]) <= MOST_IN_EDITION
    store.close_edition(MONTH, a_frozen(), at(1))
    assert len(json.loads((folder / "closed" / f"{MONTH}.json").read_bytes())["events"]) == 1
    assert not json.loads((folder / "editions.json").read_bytes())["events"]


@pytest.mark.parametrize("cut", [1, 5, 60, 10_000])
def test_what_a_killed_writer_has_left_half_is_written_again(open_store: Open, file: Path, cut: int) -> None:
    store = open_store()
    written(store, MOST_IN_EDITION - 1)  # nothing was moved yet, as far as the edition's file says
    before = store.history(MONTH)
    HistoryFiles(file.parent.parent, Disk()).add(MONTH, before)
    whole = file.read_bytes()
    file.write_bytes(whole[: max(0, len(whole) - cut)])
    assert open_store().history(MONTH) == before
    assert list(open_store().check()) == []  # nothing is missing
    for number in range(MANY):
        store.change_pick("p1", {"comment": f"weiter {number}"}, at(number))
    former = [f"Fassung {number}" for number in range(MOST_IN_EDITION - 1)]
    assert comments(store) == [*former, *(f"weiter {number}" for number in range(MANY))]
    assert list(store.check()) == []


def test_an_act_that_is_given_up_after_events_were_moved_leaves_no_event(
    open_store: Open, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    written(store, MOST_IN_EDITION - 1)
    before = store.history(MONTH)

    def full(*_: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as failing:
        failing.setattr("digest.storage.files.engine.json_file.write_whole", full)
        for _ in range(3):
            with pytest.raises(Exception, match="cannot be written"):
                store.change_pick("p1", {"comment": "nie"}, at(9))
    assert file.exists()
    assert open_store().history(MONTH) == before
    store.change_pick("p1", {"comment": "doch"}, at(10))
    assert comments(store) == [*(f"Fassung {n}" for n in range(MOST_IN_EDITION - 1)), "doch"]


@pytest.mark.parametrize(
    "line", [b"\xff\xfe\x00", b"{", b"[]", b"7", b'{"number": "x"}', b'{"number": 1, "at": 5}', b"[" * 5000, b'""']
)
def test_a_line_that_cannot_be_read_is_told_and_takes_no_other_with_it(
    open_store: Open, file: Path, line: bytes
) -> None:
    store = open_store()
    written(store)
    before = store.history(MONTH)
    lines = file.read_bytes().splitlines()
    file.write_bytes(b"\n".join([*lines[:3], line, *lines[4:]]) + b"\n")
    assert store.history(MONTH) == [event for event in before if event.number != 4]
    (problem,) = store.check()
    assert (problem.where, problem.what) == (f"history/{MONTH}.jsonl", "malformed")
    store.change_pick("p1", {"comment": "geht noch"}, at(99))
    assert line in file.read_bytes()


@pytest.mark.parametrize("harm", ["deleted", "emptied", "a folder"])
def test_without_its_file_an_edition_works_on(open_store: Open, file: Path, harm: str) -> None:
    store = open_store()
    written(store)
    file.unlink()
    if harm == "emptied":
        file.touch()
    if harm == "a folder":
        file.mkdir()
    for number in range(MANY):
        assert store.change_pick("p1", {"comment": f"weiter {number}"}, at(number)).comment == f"weiter {number}"
    if harm == "a folder":
        assert [problem.what for problem in store.check()] == ["unreadable"]
        file.rmdir()
        store.drop_pick("p1", at(99))
    assert comments(store)[-MANY:] == [f"weiter {number}" for number in range(MANY)]
    numbers = [event.number for event in store.history(MONTH)]
    assert numbers == sorted({*numbers})


def test_what_a_newer_digest_wrote_is_kept_and_shown(open_store: Open, file: Path) -> None:
    store = open_store()
    written(store)
    future = {"number": 2, "at": "2099-01-01T00:00:00+00:00", "by": "Zoe", "what": "sung", "tune": 7}
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([lines[0], json.dumps(future), *lines[2:]]) + "\n", "utf-8")
    event = store.history(MONTH)[1]
    assert (event.what, event.by, event.at.year) == ("sung", "Zoe", 2099)
    assert list(store.check()) == []
    store.change_pick("p1", {"comment": "x"}, at(0))
    assert '"tune": 7' in file.read_text("utf-8")


def test_a_very_long_history_loses_its_oldest_events_but_the_last_text_of_nothing(folder: Path) -> None:
    files = HistoryFiles(folder, Disk(), most=100_000)
    old = Event(1, at(0), "Dora", "commented", "p1", "Seite 1", "IK", "comment", "steht noch da")
    number = 2
    for _ in range(60):
        files.add(MONTH, [old] if number == 2 else [])
        events = [
            Event(number + n, at(n), "Emil", "commented", "p2", "Seite 2", "IK", "comment", f"{number + n}")
            for n in range(50)
        ]
        files.add(MONTH, events)
        number += 50
    kept = files.read(MONTH)
    assert (folder / "history" / f"{MONTH}.jsonl").stat().st_size <= 110_000
    assert kept[0] == old
    assert [event.number for event in kept[1:]] == [*range(kept[1].number, number)]
    assert texts_after(kept) == {("p1", "comment"): "steht noch da", ("p2", "comment"): str(number - 1)}


def test_ten_thousand_events_are_bounded_and_read(folder: Path) -> None:
    events = [Event(n, at(n), "Dora", "moved", "p1", "Seite 1", "IK", place=n % 9) for n in range(1, 10_001)]
    assert bounded(events) == events
    assert len(bounded([replace(event, title="ü" * 200) for event in events])) < 10_000
    files = HistoryFiles(folder, Disk())
    files.replace(MONTH, events)
    assert files.read(MONTH) == events


def test_two_copies_of_a_library_merge_into_one_history() -> None:
    picked = Event(1, at(0), "Dora", "picked", "p1", field="comment")
    hers, his = (
        Event(2, at(minute), name, "commented", "p1", field="comment", text=name[0])
        for minute, name in enumerate(("Dora", "Emil"), start=1)
    )
    one, other = [picked, hers], [picked, his]
    merged = united(one, other)
    assert [event.text for event in texts_of(merged, "p1")] == ["", "D", "E"]
    assert united(merged, one) == merged


def _write(folder: Path, worker: int, count: int) -> None:
    store = LocalStore(folder, lambda: NOW, curator=Curator(f"Person {worker}"))
    for number in range(count):
        store.change_pick("p1", {"comment": f"{worker}:{number}"}, at(number))
    store.close()


def test_two_processes_at_once_leave_every_act_once(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_write, args=(folder, worker, 40)) for worker in range(2)]
    for process in workers:
        process.start()
    for process in workers:
        process.join()
    assert [process.exitcode for process in workers] == [0, 0]
    told = comments(store)
    assert sorted(told) == sorted(f"{worker}:{number}" for worker in range(2) for number in range(40))
    assert told[-1] == store.pick("p1").comment
    assert [curator.name for curator in store.curators()] in (["Person 0", "Person 1"], ["Person 1", "Person 0"])
