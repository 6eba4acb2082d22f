"""From files of the first format into the archive.

The same library, whatever happens on the way.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from digest.domain.entry import PAGES
from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import Message
from digest.domain.query import EntryQuery
from digest.storage.local import ARCHIVE, LocalStore
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_feed, a_frozen, a_pick, a_refresh, an_entry, at, pick_of
from tests.contract.test_whole_library import fill
from tests.model.store import MemoryStore
from tests.properties.test_store_machine import everything
from tests.storage.conftest import FailingDisk
from tests.storage.former_library import FILES, write_files_of_the_wire, write_former

SPAWN = multiprocessing.get_context("spawn")


def asked(store: Store) -> dict[str, Any]:
    """Everything, with what a search finds; `problems` apart, for a damaged file stays one."""
    found = everything(store)
    found["search"] = [[row.entry.id for row in rows] for rows in store.search("beitrag 1")]
    found["dump"] = [(part.kind, part.key, dict(part.records)) for part in store.dump()]
    return {key: value for key, value in found.items() if key != "problems"}


def filled(folder: Path) -> dict[str, Any]:
    """A library of the first format, with something of everything; what it answers."""
    truth = MemoryStore()
    fill(truth)
    for number in range(20, 60):
        truth.apply_refresh([a_refresh("f1", an_entry(number, month=f"2026-{number % 6 + 4:02d}"))])
    truth.mark([an_entry(30, month="2026-04")], read=True, shortlisted=True)
    write_former(truth, folder)
    return asked(truth)


def test_a_library_of_the_first_format_answers_the_same(folder: Path) -> None:
    before = filled(folder)
    names = {path.name for path in folder.iterdir()}
    assert names >= set(FILES)
    told: list[Message] = []
    store = LocalStore(folder, lambda: NOW, on_progress=told.append)
    assert asked(store) == before
    assert [str(message).rpartition(": ")[2] for message in (told[0], told[-1])] == ["0 %", "100 %"]
    assert not {path.name for path in folder.iterdir()} & set(FILES)
    assert {path.name for path in (folder / "backups" / "format-1").iterdir()} == set(FILES)
    assert list(store.check()) == []
    store.close()
    told.clear()
    again = LocalStore(folder, lambda: NOW, on_progress=told.append)
    assert asked(again) == before
    assert told == []
    again.close()


def test_what_people_wrote_is_not_touched(folder: Path) -> None:
    filled(folder)
    theirs = {path: path.read_bytes() for path in [*folder.glob("*.json"), *folder.glob("closed/*.json")]}
    del theirs[folder / "fetch.json"]
    store = LocalStore(folder, lambda: NOW)
    store.months()
    store.close()
    assert {path: path.read_bytes() for path in theirs} == theirs


def test_looking_at_what_people_wrote_alone_moves_nothing(folder: Path) -> None:
    filled(folder)
    store = LocalStore(folder, lambda: NOW)
    assert store.picks(MONTH)
    assert (folder / "entries").exists()
    assert not (folder / ARCHIVE).exists()
    store.close()


def _migrate_and_die(folder: Path, steps: int) -> None:
    """Killed at the so many-th call of the disk or step of the archive."""
    import digest.storage.migrating as migrating

    left = steps

    def count() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    taking = migrating._take
    putting = migrating.FormerFiles.put_away

    class Dying(FailingDisk):
        def rename(self, old: Path, new: Path) -> None:
            count()
            super().rename(old, new)
            count()

    def take(kept: Any, archive: Any, portion: Any) -> None:
        count()
        taking(kept, archive, portion)
        count()

    def put(self: Any) -> None:
        count()
        putting(self)

    migrating._take = take
    migrating.FormerFiles.put_away = put  # type: ignore[method-assign]
    LocalStore(folder, lambda: NOW, disk=Dying()).months()
    os._exit(7)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_anywhere_the_next_opening_does_the_rest(tmp_path: Path) -> None:
    before = filled(tmp_path / "truth")
    killed = 0
    for steps in range(0, 400, 3):
        folder = tmp_path / f"library{steps}"
        filled(folder)
        process = SPAWN.Process(target=_migrate_and_die, args=(folder, steps))
        process.start()
        process.join()
        store = LocalStore(folder, lambda: NOW)
        assert asked(store) == before, steps
        assert list(store.check()) == []
        store.close()
        if process.exitcode == 7:
            break
        assert process.exitcode == -signal.SIGKILL
        killed += 1
    assert killed > 10


def _migrate(folder: Path, answers: Any) -> None:
    store = LocalStore(folder, lambda: NOW)
    answers.put(store.entries(EntryQuery()).total)
    store.close()


def test_several_programs_that_open_it_at_once_see_it_whole(folder: Path) -> None:
    before = filled(folder)
    answers = SPAWN.Queue()
    processes = [SPAWN.Process(target=_migrate, args=(folder, answers)) for _ in range(3)]
    for process in processes:
        process.start()
    found = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert found == [before["entries"].total] * 3
    store = LocalStore(folder, lambda: NOW)
    assert asked(store) == before
    store.close()


def test_what_was_changed_since_a_killed_migration_stays(folder: Path, tmp_path: Path) -> None:
    filled(folder)
    store = LocalStore(folder, lambda: NOW)
    store.mark([an_entry(30, month="2026-04")], read=False)
    store.close()
    kept = folder / "backups" / "format-1"
    (kept / "state").rename(folder / "state")  # as if that was the last to move
    again = LocalStore(folder, lambda: NOW)
    assert not again.entry(an_entry(30).id).read
    assert not (folder / "state").exists()
    again.close()


DAMAGED = {
    "entries/2026-09.json": b"{",
    "content/2026-11/f1.json": b"",
    "state/2026-04.json": b'{"format": 1, "state": 5}',
    "seen/f1.json": b"\xff\xfe",
    "fetch.json": b"no JSON",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_old_file_is_told_and_the_rest_comes_over(folder: Path, name: str) -> None:
    before = filled(folder)
    path = folder / name
    (path if path.exists() else folder / "content" / MONTH / "pages.json").write_bytes(DAMAGED[name])
    told: list[LibraryDamaged] = []
    store = LocalStore(folder, lambda: NOW, tell=told.append)
    total = store.entries(EntryQuery()).total
    assert told
    lost = [row for row in before["entries"].rows if name == f"entries/{row.entry.month}.json"]
    assert total == before["entries"].total - len(lost)
    assert store.entries(EntryQuery(shortlisted=True)).total >= 1
    assert not (folder / "entries").exists()
    if name.startswith("entries"):  # what the feed still shows comes again
        assert store.seen("f1", [an_entry(1).guid]) == []
        assert store.fetch_states()["f1"].etag == ""
    store.close()


def test_without_anybody_to_tell_damage_is_raised_once(folder: Path) -> None:
    filled(folder)
    (folder / "fetch.json").write_bytes(b"{")
    store = LocalStore(folder, lambda: NOW)
    with pytest.raises(LibraryDamaged):
        store.months()
    assert store.months()
    store.close()


def test_a_record_that_makes_no_sense_is_left_out_and_told(folder: Path) -> None:
    before = filled(folder)
    path = folder / "entries" / "2026-09.json"
    plain = json.loads(path.read_bytes())
    plain["entries"][an_entry(1).id]["title"] = 5
    path.write_text(json.dumps(plain))
    told: list[LibraryDamaged] = []
    store = LocalStore(folder, lambda: NOW, tell=told.append)
    assert store.entries(EntryQuery()).total == before["entries"].total - 1
    assert "“title”" in str(told[0])
    store.close()


@pytest.mark.parametrize("call", ["rename", "make_folder", "fsync"])
def test_a_disk_that_fails_leaves_the_old_files(folder: Path, call: str) -> None:
    before = filled(folder)
    disk = FailingDisk()
    store = LocalStore(folder, lambda: NOW, disk)
    disk.fail(call, 1)
    with pytest.raises(LibraryError):
        store.months()
    disk.mend()
    assert asked(store) == before
    store.close()


def test_an_old_programs_changes_after_the_migration_are_taken_over(folder: Path) -> None:
    filled(folder)
    first = LocalStore(folder, lambda: NOW)
    total = first.entries(EntryQuery()).total
    first.close()
    old = MemoryStore()
    old.add_feeds([a_feed(1)])
    old.apply_refresh([a_refresh("f1", an_entry(99))])
    write_files_of_the_wire(list(old.dump()), folder)
    store = LocalStore(folder, lambda: NOW)
    assert store.entries(EntryQuery()).total == total + 1
    kept = {path.name for path in (folder / "backups" / "format-1").iterdir()}
    assert {"entries", "entries-2"} <= kept
    store.close()


def test_pages_and_closed_editions_come_over(folder: Path) -> None:
    old = MemoryStore()
    page = old.add_page(an_entry(1, PAGES), "<p>Text</p>")
    old.add_pick(pick_of(page, 1, edition_id="2026-10"), NOW)
    old.close_edition("2026-10", a_frozen(), at(1))
    old.add_feeds([a_feed(1)])
    old.add_pick(a_pick(2), NOW)
    write_former(old, folder)
    store = LocalStore(folder, lambda: NOW)
    assert store.content(page) == "<p>Text</p>"
    (folder / ARCHIVE).unlink()
    assert [row.entry for row in store.entries(EntryQuery()).rows] == [page]
    assert store.edition("2026-10").is_closed
    store.close()
