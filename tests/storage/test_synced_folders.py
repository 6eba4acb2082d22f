"""Folders that are not quite what a library wants.

Without locks, or kept in step between machines.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.domain.errors import FetchRunning, LibraryError
from digest.domain.query import EntryQuery
from digest.services.library.doctor import examine_store
from digest.storage.files.engine.disk import Disk
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_frozen, a_pick
from tests.storage.conftest import fill

Open = Callable[..., LocalStore]


class Lockless(Disk):
    """A network drive without locks: each system says so in its own way."""

    def __init__(self, error: int) -> None:
        self.error = error

    def lock(self, fd: int, *, wait: bool, shared: bool = False) -> None:
        raise OSError(self.error, os.strerror(self.error))


@pytest.mark.parametrize("error", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_where_nothing_can_be_locked_nothing_is_written_and_the_way_out_is_told(
    folder: Path, open_store: Open, error: int
) -> None:
    good = open_store()
    fill(good)
    before = (folder / "editions.json").read_bytes()
    store = open_store(disk=Lockless(error))
    for act in (lambda: store.change_pick("p1", {"comment": "x"}, NOW), lambda: store.refresh_lock().__enter__()):
        with pytest.raises(LibraryError, match="cannot be written") as caught:
            act()
        assert not isinstance(caught.value, FetchRunning)
        assert "cannot be locked here" in str(caught.value.remedy)
    assert (folder / "editions.json").read_bytes() == before
    assert store.pick("p1") == good.pick("p1")
    assert store.entries(EntryQuery()).total == 1


def test_doctor_notices_that_nothing_can_be_locked(open_store: Open) -> None:
    fill(open_store())
    findings = list(examine_store(open_store(disk=Lockless(errno.ENOLCK)), NOW))
    assert [str(finding.remedy) for finding in findings if not finding.ok] == [
        "Files cannot be locked here; put the library on a disk of this computer with --library."
    ]


COPIES = [
    "editions (conflicted copy 2026-11-21).json",
    "editions (Annas MacBook's conflicted copy 2026-11-21).json",
    "editions (Anna's Conflicted Copy 2026-11-21 (1)).json",
    "editions (In Konflikt stehende Kopie von Anna 2026-11-21).json",
    "editions (Annas in Konflikt stehende Kopie 2026-11-21).json",
    "editions (conflicted copy 2026-11-21 120000).json",
    "editions_conflict-20261121-120000.json",
    "editions-DESKTOP-7K2M4QX.json",
    "editions-MacBook von Anna.json",
    "editions.sync-conflict-20261121-120000-ABCDEFG.json",
    "editions (1).json",
    "editions 2.json",
]


@pytest.mark.parametrize("name", COPIES)
def test_copies_of_a_synced_folder_are_found_with_what_differs(folder: Path, open_store: Open, name: str) -> None:
    store = open_store()
    store.add_pick(a_pick(1, comment="hier"), NOW)
    data = json.loads((folder / "editions.json").read_bytes())
    data["picks"]["p1"]["comment"] = "dort"
    data["picks"]["p1"]["version"] = 7
    data["picks"]["p7"] = data["picks"]["p1"]
    store.add_pick(a_pick(2), NOW)
    (folder / name).write_text(json.dumps(data))
    (problem,) = store.check()
    assert (problem.where, problem.what, problem.mend) == (name, "conflict-copy", "")
    assert str(problem.detail) == (
        "only in the copy: “Seite 1” (p7); only here: “Seite 2” (p2); "
        "different: “Seite 1” (p1), comment: here “hier”, in the copy “dort”"
    )
    assert [pick.comment for pick in store.picks(MONTH)] == ["hier", ""]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_of_a_history_is_found_with_what_it_has_alone(folder: Path, open_store: Open, name: str) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    history = folder / "history"
    history.mkdir(exist_ok=True)
    file = history / f"{MONTH}.jsonl"
    lines = [f'{{"number": {number}, "what": "picked"}}\n' for number in range(1, 4)]
    file.write_text("".join(lines[:2]))
    copy = history / name.replace("editions", MONTH).replace(".json", ".jsonl")
    copy.write_text("".join(lines[1:]))
    before = store.history(MONTH)
    (problem,) = store.check()
    assert (problem.where, problem.what) == (f"history/{copy.name}", "conflict-copy")
    assert str(problem.detail) == "1 step of the history only in the copy"
    file.unlink()
    (problem,) = store.check()
    assert "itself is gone" in str(problem.detail)
    assert len(before) == 3


def test_copies_of_other_files_do_not_disturb(folder: Path, open_store: Open) -> None:
    store = open_store()
    fill(store)
    store.add_pick(a_pick(2, "2026-10"), NOW)
    store.close_edition("2026-10", a_frozen(), NOW)
    for name in ("closed/2026-10", "kept", "feeds"):
        source = folder / f"{name}.json"
        source.with_name(f"{source.stem}.sync-conflict-20261121-120000-ABCDEFG.json").write_bytes(source.read_bytes())
    problems = list(store.check())
    assert {problem.what for problem in problems} == {"conflict-copy"}
    assert {str(problem.detail) for problem in problems} == {"the same"}
    assert len(problems) == 3
    assert store.entries(EntryQuery()).total == 1
    assert store.months() == [MONTH]
    assert list(open_store().dump())


def test_a_copy_that_cannot_be_read_is_told_as_such(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    (folder / COPIES[0]).write_bytes(b"")
    assert [str(problem.detail) for problem in store.check()] == ["cannot be compared: the file is empty"]


def test_of_long_texts_the_place_is_shown_where_they_part(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1, comment="Wort " * 100 + "und Ende."), NOW)
    data = json.loads((folder / "editions.json").read_bytes())
    data["picks"]["p1"]["comment"] = "Wort " * 100 + "ohne Ende."
    (folder / COPIES[0]).write_text(json.dumps(data))
    (problem,) = store.check()
    assert "here “…Wort Wort Wort Wort und Ende.”, in the copy “…Wort Wort Wort Wort ohne Ende.”" in str(problem.detail)


def test_copies_of_drafts_are_found_as_well(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    (folder / "drafts").mkdir()
    (folder / "drafts" / f"{MONTH}-p1.md").write_text("Meiner.\n")
    name = f"drafts/{MONTH}-p1.sync-conflict-20261121-120000-ABCDEFG.md"
    (folder / name).write_text("Mein anderer.\n")
    (problem,) = store.check()
    assert (problem.where, problem.what) == (name, "conflict-copy")
    assert str(problem.detail) == "here “Meiner.”, in the copy “Mein anderer.”"


@pytest.mark.parametrize(
    "name",
    [
        "editions (conflicted copy 2026-11-21).json",
        "feeds-DESKTOP-7K2M4QX.json",
        "closed/2026-10.sync-conflict-20261121-120000-ABCDEFG.json",
        "closed/2026-10 2.json",
    ],
)
def test_a_copy_is_told_even_where_the_file_itself_is_gone(folder: Path, open_store: Open, name: str) -> None:
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text('{"format": 1}')
    (problem,) = open_store().check()
    assert (problem.where, problem.what) == (name, "conflict-copy")
    assert "itself is gone" in str(problem.detail)


def test_what_is_null_in_a_copy_is_shown_as_nothing(folder: Path, open_store: Open) -> None:
    store = open_store()
    fill(store)
    path = folder / "editions.json"
    data = json.loads(path.read_bytes())
    data["picks"]["p1"] |= {"source": "Quelle", "extra": None}
    path.write_text(json.dumps(data))
    data["picks"]["p1"]["source"] = None
    copy = path.with_name("editions (conflicted copy 2026-11-21).json")
    copy.write_text(json.dumps(data))
    (problem,) = store.check()
    assert str(problem.detail).endswith("source: here “Quelle”, in the copy “”")
    del data["picks"]["p1"]["extra"]
    data["picks"]["p1"]["source"] = "Quelle"
    copy.write_text(json.dumps(data))
    assert [str(problem.detail) for problem in store.check()] == ["the same"]


def test_a_file_of_somebody_else_is_left_alone(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    for name in (
        "notes 2.json",
        "notes-DESKTOP-7K2M4QX.json",
        "editions-old.json",
        "editions (old).json",
        "drafts 2.json",
    ):
        (folder / name).write_text("{}")
    assert list(store.check()) == []
