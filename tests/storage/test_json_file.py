"""One file of the library: written whole or not at all, read by anybody at any time."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import where

from digest.domain.query import EntryQuery
from digest.storage.files.engine.disk import Disk
from digest.storage.files.library_files import TableFile
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.storage.conftest import FailingDisk, files_of, fill

Open = Callable[..., LocalStore]


def test_opening_and_reading_make_nothing(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.feeds(), store.entries(EntryQuery()), store.editions(), store.stamp(), list(store.check())
    store.edition(MONTH), store.seen("f1"), store.content(an_entry(1)), store.fetch_states()
    assert not folder.exists()


def test_folders_and_files_are_for_the_owner_alone(folder: Path, open_store: Open) -> None:
    before = os.umask(0)
    try:
        fill(open_store())
    finally:
        os.umask(before)
    for path in [folder, *folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_file_is_json_that_a_person_can_read_and_compare(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(2, comment="Über „uns“"), NOW)
    store.add_pick(a_pick(1), NOW)
    store.change_pick("p2", {"source": "Quelle"}, NOW)
    text = (folder / "editions.json").read_text("utf-8")
    assert "Über „uns“" in text
    assert json.loads(text)["format"] == 1
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    before = json.loads(text)
    store.change_pick("p2", {"comment": "Neu"}, NOW)
    after = json.loads((folder / "editions.json").read_text("utf-8"))
    (event,) = (event for key, event in after["events"].items() if key not in before["events"])
    assert (event["what"], event["text"]) == ("commented", "Neu")
    for document in (before, after):
        del document["events"]
    lines = [json.dumps(one, indent=2, ensure_ascii=False).splitlines() for one in (before, after)]
    assert [line.strip() for line in lines[1] if line not in lines[0]] == ['"comment": "Neu",', '"version": 3']


def test_one_action_changes_one_file(folder: Path, open_store: Open) -> None:
    store = open_store()
    fill(store)
    store.add_pick(a_pick(2), NOW)
    store.move_pick("p1", None, NOW)
    for act, name in (
        (lambda: store.change_pick("p1", {"comment": "x"}, at(1)), {"editions.json"}),
        (lambda: store.move_pick("p1", "p2", at(1)), {"editions.json"}),
        (lambda: store.mark([an_entry(1)], read=True), set()),  # in the archive
        (lambda: store.mark([an_entry(1)], shortlisted=False), {"kept.json"}),
        (lambda: store.change_feed("f1", {"title": "x"}), {"feeds.json"}),
    ):
        before = files_of(folder)
        act()
        after = files_of(folder)
        changed = {path for path in after if after[path] != before.get(path) and not path.startswith("backups/")}
        assert changed == name


def test_a_change_by_another_is_read_again_and_only_then(open_store: Open, disk: FailingDisk) -> None:
    mine, other = open_store(disk=disk), open_store()
    for number in range(1, 4):
        other.add_pick(a_pick(number), NOW)
        assert len(mine.picks(MONTH)) == number
        mine.picks(MONTH), mine.edition(MONTH), mine.places()
        assert disk.calls.count("read") == number


def test_changes_of_the_same_size_in_the_same_tick_are_seen(folder: Path, open_store: Open) -> None:
    """Clocks of file systems are coarse and inodes are used again: neither may hide a change."""
    mine, other = open_store(), open_store()
    other.add_pick(a_pick(1, comment="000"), NOW)
    for number in range(100, 400):
        other.change_pick("p1", {"comment": f"{number}"}, NOW)
        os.utime(folder / "editions.json", ns=(0, 0))
        assert mine.pick("p1").comment == f"{number}"


def test_a_change_written_into_the_file_by_an_editor_is_seen(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1, comment="alt"), NOW)
    path = folder / "editions.json"
    inode = path.stat().st_ino
    path.write_text(path.read_text("utf-8").replace('"alt"', '"mit der Hand"'), "utf-8")
    assert path.stat().st_ino == inode
    assert store.pick("p1").comment == "mit der Hand"


def test_fields_that_nobody_knows_survive_a_change(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_pick(a_pick(1), NOW)
    path = folder / "editions.json"
    data = json.loads(path.read_text("utf-8"))
    data["picks"]["p1"]["mine"] = {"colour": "red"}
    data["notes"] = {"n1": {"text": "own table"}}
    path.write_text(json.dumps(data), "utf-8")
    store.change_pick("p1", {"comment": "x"}, NOW)
    kept = json.loads(path.read_text("utf-8"))
    assert kept["picks"]["p1"]["mine"] == {"colour": "red"}
    assert kept["notes"] == {"n1": {"text": "own table"}}


def test_a_reader_never_sees_half_a_change(open_store: Open) -> None:
    """One thread moves picks to and fro, another reads through this Store and through another."""
    store, other = open_store(), open_store()
    for number in range(1, 6):
        store.add_pick(a_pick(number), NOW)
    done = threading.Event()
    torn: list[list[int]] = []

    def read() -> None:
        while not done.is_set():
            for reader in (store, other):
                ranks = [pick.rank for pick in reader.picks(MONTH)]
                if ranks != [1, 2, 3, 4, 5]:
                    torn.append(ranks)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for number in range(50):
            store.move_pick(f"p{number % 5 + 1}", f"p{(number + 2) % 5 + 1}", NOW)
    finally:
        done.set()
        thread.join()
    assert torn == []


def test_threads_lose_nothing(open_store: Open) -> None:
    stores = [open_store(), open_store()]
    threads = [
        threading.Thread(
            target=lambda n=n: [
                stores[n % 2].add_pick(a_pick(n * 100 + number), NOW) for number in range(20)
            ]
        )
        for n in range(4)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores[0].picks(MONTH)) == 80
    assert [pick.rank for pick in stores[1].picks(MONTH)] == list(range(1, 81))


def test_a_slow_reader_does_not_put_an_old_state_under_a_writer(open_store: Open) -> None:
    """The reader has read the file before another's change, and comes to keep it during ours."""
    other = open_store()
    other.add_pick(a_pick(1), NOW)
    has_read, may_go_on = threading.Event(), threading.Event()

    class SlowForReaders(Disk):
        def read(self, fd: int) -> bytes:
            data = super().read(fd)
            if threading.current_thread() is not threading.main_thread():
                has_read.set()
                may_go_on.wait(60)
            return data

    store = open_store(disk=SlowForReaders())
    reader = threading.Thread(target=lambda: store.picks(MONTH))
    reader.start()
    assert has_read.wait(60)
    other.add_pick(a_pick(2), NOW)
    with store._files.editions.transaction():
        may_go_on.set()
        reader.join()
        store.add_pick(a_pick(3), NOW)
    assert [pick.id for pick in store.picks(MONTH)] == ["p1", "p2", "p3"]


def test_a_lock_file_deleted_by_hand_lets_nobody_in_beside_its_holder(folder: Path, open_store: Open) -> None:
    """Who got the lock of a file that is gone has locked nothing.

    The next one would lock a new file.
    """
    lock = folder / "editions.json.lock"

    class DeletedOnce(Disk):
        locked = 0

        def lock(self, fd: int, *, wait: bool, shared: bool = False) -> None:
            super().lock(fd, wait=wait, shared=shared)
            if shared:
                return  # the library's
            self.locked += 1
            if self.locked == 1:
                lock.unlink()
            else:
                assert os.fstat(fd).st_ino == lock.stat().st_ino

    disk = DeletedOnce()
    open_store(disk=disk).add_pick(a_pick(1), NOW)
    assert disk.locked == 2


def test_after_an_exception_the_memory_says_what_the_disk_says(open_store: Open) -> None:
    """TinyDB's own `update` changes the cached record in place: a failing one leaves half."""
    store = open_store()
    store.add_pick(a_pick(1, comment="ganz"), NOW)
    shard = store._files.editions

    def half(record: Any) -> None:
        record["comment"] = "halb"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), shard.transaction():
        shard.table("picks").update(half, doc_ids=["p1"])  # type: ignore[list-item]
    assert store.pick("p1").comment == "ganz"


def test_no_descriptor_goes_to_a_started_program(folder: Path, open_store: Open) -> None:
    store = open_store()
    fill(store)
    with store.refresh_lock():
        held = descriptors(folder)
        assert held
        assert not any(os.get_inheritable(fd) for fd in held)


def test_closing_gives_every_descriptor_back(folder: Path, open_store: Open) -> None:
    store = open_store()
    fill(store)
    store.entries(EntryQuery(search="x"))
    store.close()
    assert descriptors(folder) == []


def test_descriptors_stay_few_however_many_files_there_are(folder: Path, open_store: Open) -> None:
    store = open_store()
    store.add_feeds([a_feed(number) for number in range(1, 41)])
    store.apply_refresh([a_refresh(f"f{number}", an_entry(1, f"f{number}")) for number in range(1, 41)])
    for number in range(1, 41):
        assert store.content(an_entry(1, f"f{number}"))
    assert 0 < len(descriptors(folder)) < 40


def test_a_change_outside_a_transaction_is_refused(open_store: Open) -> None:
    shard = open_store()._files.editions
    with pytest.raises(RuntimeError):
        shard.table("picks").put({"p1": {}})


def test_tables_want_ids_and_refuse_upsert(open_store: Open) -> None:
    shard = open_store()._files.editions
    with shard.transaction(), pytest.raises(TypeError):
        shard.table("picks").insert({"comment": "no id"})
    with pytest.raises(TypeError):
        shard.table("picks").upsert({}, lambda record: True)
    assert isinstance(shard._database, TableFile)


def test_a_query_sees_what_another_has_changed(open_store: Open) -> None:
    """TinyDB keeps what a query has found, and does not notice that the file has changed."""
    mine, other = open_store(), open_store()
    other.add_pick(a_pick(1), NOW)
    picks = mine._files.editions.table("picks")
    assert [pick.doc_id for pick in picks.search(where("edition_id") == MONTH)] == ["p1"]
    other.add_pick(a_pick(2), NOW)
    assert [pick.doc_id for pick in picks.search(where("edition_id") == MONTH)] == ["p1", "p2"]


def test_an_error_in_a_nested_transaction_cannot_be_hidden(folder: Path, open_store: Open) -> None:
    shard = open_store()._files.editions

    def hide_it() -> None:
        with shard.transaction():
            with suppress(ZeroDivisionError), shard.transaction():
                shard.table("picks").put({"p1": {}})
                raise ZeroDivisionError
            shard.table("picks").put({"p2": {}})

    with pytest.raises(RuntimeError, match="half-way"):
        hide_it()
    assert not (folder / "editions.json").exists()


def descriptors(folder: Path) -> list[int]:
    """Those that this process holds below the folder."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the one that lists the folder is gone by now
            if str(folder) in str(entry.readlink()):
                found.append(int(entry.name))
    return found
