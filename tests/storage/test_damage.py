"""Damaged, missing, foreign and newer files: nothing is lost, the way out is named."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import msg
from digest.domain.problem import Problem
from digest.domain.query import EntryQuery
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.migrations import Formats, Tables
from digest.storage.files.recovery.backups import kept_days
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.storage.conftest import FailingDisk, files_of

Open = Callable[..., LocalStore]

BROKEN = [
    b"",
    b"{",
    b"\xff\xfe not text",
    b"[]",
    b"null",
    b'{"picks": {}}',
    b'{"format": "1"}',
    b'{"format": true}',
    b'{"format": 0}',
    b'{"format": 1, "picks": []}',
    b'{"format": 1, "picks": {"p1": "text"}}',
    b"\x00" * 4096,
]


@pytest.mark.parametrize("data", BROKEN)
def test_a_damaged_file_is_set_aside_and_never_written_over(folder: Path, open_store: Open, data: bytes) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    store.add_pick(a_pick(2), NOW)
    path = folder / "editions.json"
    path.write_bytes(data)
    with pytest.raises(LibraryDamaged, match=r"editions\.json\.damaged-20261121T120000") as caught:
        store.change_pick("p1", {"comment": "x"}, NOW)
    backup = folder / "backups" / "editions-2026-11-21.json"
    assert str(backup) in str(caught.value.remedy)
    assert (folder / "editions.json.damaged-20261121T120000").read_bytes() == data
    assert not path.exists()
    for again in (store.editions, lambda: store.add_pick(a_pick(3), NOW), open_store().editions):
        with pytest.raises(LibraryDamaged, match="missing") as caught:
            again()
        assert str(backup) in str(caught.value.remedy)
    shutil.copy(backup, path)
    assert [pick.id for pick in store.picks(MONTH)] == ["p1"]
    store.add_pick(a_pick(3), NOW)


def test_what_else_is_in_the_library_still_works(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.add_pick(a_pick(1), NOW)
    (folder / "editions.json").write_bytes(b"")
    with pytest.raises(LibraryDamaged):
        store.editions()
    store.mark([an_entry(1)], read=True)
    assert store.entries(EntryQuery()).rows[0].read


def test_two_damaged_files_of_one_second_are_both_kept(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    for data in (b"first", b"second"):
        (folder / "editions.json").write_bytes(data)
        with pytest.raises(LibraryDamaged):
            store.editions()
    assert sorted(path.read_bytes() for path in folder.glob("*.damaged-*")) == [b"first", b"second"]


def test_without_a_backup_the_way_out_is_the_damaged_file(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    (folder / "editions.json").write_bytes(b"{")
    with pytest.raises(LibraryDamaged, match="There is no backup"):
        store.editions()
    with pytest.raises(LibraryDamaged, match="damaged-20261121T120000"):
        store.editions()
    next(folder.glob("*.damaged-*")).unlink()
    assert store.editions() == []


def test_a_damaged_backup_is_not_offered(folder: Path, open_store: Open) -> None:
    today = [NOW]
    store = open_store(lambda: today[0])
    for day in range(3):
        today[0] = NOW + timedelta(days=day)
        store.add_pick(a_pick(day + 1), NOW)
    (folder / "backups" / "editions-2026-11-23.json").write_bytes(b"")
    (folder / "editions.json").write_bytes(b"")
    with pytest.raises(LibraryDamaged) as caught:
        store.editions()
    assert "editions-2026-11-22.json" in str(caught.value.remedy)


@pytest.mark.parametrize("name", ["editions.json", "feeds.json"])
def test_a_missing_file_beside_its_backups_is_damage(folder: Path, open_store: Open, name: str) -> None:
    store = open_store()
    for number in (1, 2):
        store.add_pick(a_pick(number), NOW)
        store.add_feeds([a_feed(number)])
    (folder / name).unlink()
    with pytest.raises(LibraryDamaged, match=r"backups/.*-2026-11-21\.json"):
        open_store().founded()
    before = files_of(folder)
    with pytest.raises(LibraryDamaged):
        store.add_pick(a_pick(3), NOW) if name == "editions.json" else store.add_feeds([a_feed(3)])
    assert files_of(folder) == before
    copy = folder / "backups" / f"{name.removesuffix('.json')}-2026-11-21.json"
    assert Problem(name, "missing", "", "restore", str(copy)) in list(store.check())


def test_deleting_all_that_refreshing_wrote_changes_no_edition(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.add_pick(a_pick(1, entry_id=an_entry(1).id, comment="bleibt"), NOW)
    before = store.edition(MONTH), store.picks(MONTH), store.places()
    for path in folder.glob("archive.sqlite*"):
        path.unlink()
    for library in (store, open_store()):
        assert (library.edition(MONTH), library.picks(MONTH), library.places()) == before
        assert library.entries(EntryQuery()).total == 0
        assert library.content(an_entry(1)) == ""
        assert list(library.check()) == []


def test_a_newer_file_is_refused_and_not_touched(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    path = folder / "editions.json"
    path.write_text(json.dumps({"format": 2, "picks": {"p1": {}}, "new": 7}))
    before = files_of(folder)
    for act in (store.editions, lambda: store.add_pick(a_pick(2), NOW)):
        with pytest.raises(LibraryError, match="newer digest") as caught:
            act()
        assert not isinstance(caught.value, LibraryDamaged)
        assert "Update digest" in str(caught.value.remedy)
    assert files_of(folder) == before
    assert list(store.check()) == [Problem("editions.json", "newer", msg("format {number}", number=2))]


def test_an_older_file_is_migrated_with_a_copy_first(folder: Path, open_store: Open) -> None:
    open_store().add_pick(a_pick(1, comment="alt"), NOW)
    path = folder / "editions.json"
    old = path.read_bytes()
    ran: list[str] = []

    def shout(name: str, tables: Tables) -> Tables:
        ran.append(name)
        for pick in tables.get("picks", {}).values():
            pick["comment"] = pick.get("comment", "").upper()
        return tables

    def of_a_later_version() -> LocalStore:
        store = open_store()
        store._files.editions.storage.formats = Formats(3, {1: shout, 2: lambda name, tables: tables})
        return store

    store = of_a_later_version()
    assert store.pick("p1").comment == "ALT"
    assert ran == ["editions.json"]
    assert path.read_bytes() == old
    store.change_pick("p1", {"title": "Neu"}, NOW)
    assert json.loads(path.read_bytes())["format"] == 3
    assert (folder / "backups" / "editions.format-1.json").read_bytes() == old
    ran.clear()
    assert of_a_later_version().pick("p1").comment == "ALT"
    assert ran == []
    with pytest.raises(LibraryError, match="newer digest"):
        open_store().pick("p1")


def test_a_value_of_the_wrong_type_names_file_record_and_field(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    store.add_pick(a_pick(2, "2026-12"), NOW)
    path = folder / "editions.json"
    for field, value in (("comment", 5), ("changed", "yesterday"), ("dropped", "no"), ("rank", 1.5)):
        good = path.read_bytes()
        data: dict[str, Any] = json.loads(good)
        data["picks"]["p1"][field] = value
        path.write_text(json.dumps(data))
        with pytest.raises(LibraryDamaged, match=field) as caught:
            store.picks(MONTH)
        assert "p1" in str(caught.value)
        assert str(path) in str(caught.value)
        assert list(store.check()) == [Problem("editions.json", "malformed", file_errors.senseless("p1", field))]
        assert [pick.id for pick in store.picks("2026-12")] == ["p2"]
        path.write_bytes(good)


def test_missing_fields_have_their_defaults(folder: Path, open_store: Open) -> None:
    store = open_store()
    folder.mkdir()
    (folder / "feeds.json").write_text('{"format": 1, "feeds": {"f1": {"url": "https://a.example/"}, "f2": {}}}')
    (folder / "kept.json").write_text('{"format": 1, "shortlist": {"e1": {"feed_id": "f1"}, "e2": {}}}')
    (folder / "editions.json").write_text('{"format": 1, "picks": {"p1": {"edition_id": "2026-11"}}}')
    assert [feed.id for feed in store.feeds()] == ["f1", "f2"]
    assert [row.entry.id for row in store.entries(EntryQuery()).rows] == ["e1"]
    assert [edition.id for edition in store.editions()] == [MONTH]
    assert store.picks(MONTH)[0].comment == ""
    assert list(store.check()) == []


def test_check_touches_nothing_and_names_every_problem(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(1)])
    store.add_pick(a_pick(1), NOW)
    (folder / "editions.json").write_bytes(b"")
    (folder / "feeds.json").write_bytes(b'{"format": 9}')
    (folder / "kept.json").write_bytes(b"{")
    (folder / "kept.json.damaged-x").write_bytes(b"{")
    (folder / "state.json.damaged-x").write_bytes(b"{")
    before = files_of(folder)
    assert {(problem.where, problem.what) for problem in store.check()} == {
        ("editions.json", "damaged"),
        ("feeds.json", "newer"),
        ("kept.json", "damaged"),
        ("kept.json.damaged-x", "set-aside"),
        ("state.json.damaged-x", "set-aside"),
    }
    assert files_of(folder) == before


def test_the_state_before_the_first_change_of_a_day_is_kept(folder: Path, open_store: Open) -> None:
    today = [NOW]
    store = open_store(lambda: today[0])
    for day in range(3):
        today[0] = NOW + timedelta(days=day)
        store.add_pick(a_pick(day * 2 + 1), NOW)
        store.add_pick(a_pick(day * 2 + 2), NOW)
    copies = {
        path.name: len(json.loads(path.read_bytes())["picks"]) for path in (folder / "backups").glob("editions-*")
    }
    assert copies == {"editions-2026-11-21.json": 1, "editions-2026-11-22.json": 2, "editions-2026-11-23.json": 4}


def test_a_library_without_records_is_no_backup(folder: Path, open_store: Open) -> None:
    folder.mkdir()
    (folder / "feeds.json").write_text('{"format": 1, "feeds": {}}')
    open_store().add_feeds([a_feed(1)])
    assert not list(folder.glob("backups/feeds-*"))


def test_seven_days_and_eight_weeks_are_kept() -> None:
    start = NOW.date()
    kept: set[Any] = set()
    for number in range(200):
        kept = kept_days({*kept, start + timedelta(days=number)})
    last = start + timedelta(days=199)
    ages = sorted((last - day).days for day in kept)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(ages) == 15
    assert 49 <= ages[-1] <= 70


def test_a_failing_backup_stops_the_change(folder: Path, open_store: Open, disk: FailingDisk) -> None:
    store = open_store(disk=disk)
    store.add_pick(a_pick(1), NOW)
    before = files_of(folder)
    (folder / "backups").write_text("a file where the folder should be")
    with pytest.raises(LibraryError):
        store.change_pick("p1", {"comment": "x"}, at(1))
    (folder / "backups").unlink()
    assert files_of(folder) == before


def test_a_file_where_the_folder_should_be_is_named(folder: Path, open_store: Open) -> None:
    folder.write_text("not a folder")
    store = open_store()
    for act in (store.feeds, lambda: store.add_pick(a_pick(1), NOW), lambda: store.refresh_lock().__enter__()):
        with pytest.raises(LibraryError) as caught:
            act()
        assert str(folder) in str(caught.value)
    assert folder.read_text() == "not a folder"


def test_a_folder_where_a_file_should_be_is_named(folder: Path, open_store: Open) -> None:
    (folder / "editions.json").mkdir(parents=True)
    store = open_store()
    for act in (store.editions, lambda: store.add_pick(a_pick(1), NOW)):
        with pytest.raises(LibraryError, match=r"editions\.json"):
            act()
    assert [problem.what for problem in store.check()] == ["unreadable"]


def test_a_damaged_file_in_a_folder_that_can_only_be_read_is_left_there(
    folder: Path, open_store: Open, disk: FailingDisk
) -> None:
    open_store().add_pick(a_pick(1), NOW)
    (folder / "editions.json").write_bytes(b"{")
    before = files_of(folder)
    disk.fail("open_lock", 1, 30)  # EROFS
    with pytest.raises(LibraryDamaged, match="is damaged"):
        open_store(disk=disk).editions()
    assert files_of(folder) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="needs two users: one that owns the library and one that may not write")
def test_a_library_of_another_user_can_be_read_but_not_changed(folder: Path, open_store: Open) -> None:
    """In a process of its own that gives up its rights."""
    import multiprocessing

    store = open_store()
    store.add_pick(a_pick(1, comment="lesbar"), NOW)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    for parent in [*folder.parents][:4]:
        if parent.stat().st_uid == 0 and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    context = multiprocessing.get_context("spawn")
    answers: Any = context.Queue()
    process = context.Process(target=act_as_nobody, args=(folder, answers))
    process.start()
    comment, error = answers.get(timeout=60)
    process.join()
    assert comment == "lesbar"
    assert str(folder / "editions.json") in error
    assert "right to read and write" in error


def act_as_nobody(folder: Path, answers: Any) -> None:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    store = LocalStore(folder, lambda: NOW)
    comment = store.pick("p1").comment
    try:
        store.change_pick("p1", {"comment": "x"}, NOW)
    except LibraryError as error:
        answers.put((comment, str(error)))
