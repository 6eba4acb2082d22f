"""Whatever the disk refuses.

The old file stands, the lock is free, the sentence names file and way out.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.domain.errors import LibraryError
from digest.storage.local import LocalStore
from tests.builders import NOW, at
from tests.storage.conftest import FailingDisk, files_of, fill

Open = Callable[..., LocalStore]


@pytest.mark.parametrize("call", ["open_lock", "lock", "open_new", "write", "fsync", "rename", "stat"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES])
def test_whatever_fails_the_old_file_stands(
    folder: Path, open_store: Open, disk: FailingDisk, call: str, error: int
) -> None:
    store = open_store(disk=disk)
    fill(store)
    before = files_of(folder)
    nth = 1
    while trouble := trouble_of_a_change(store, disk, call, nth, error):
        assert any(str(folder / name) in str(trouble) for name in ("editions.json", "closed", "backups"))
        assert trouble.remedy
        after = files_of(folder)
        assert not [name for name in after if name.endswith(".tmp")]
        changed = {name for name in after if after[name] != before.get(name)}
        # What fails after the rename (making it last) finds the new file whole; anything earlier the old one.
        assert changed <= {"editions.json", "backups/editions-2026-11-21.json"}
        json.loads(after["editions.json"])
        if "editions.json" in changed:
            assert call in ("fsync", "open_read")
        assert store.pick("p1").comment in ("", "Neu")
        assert open_store().pick("p1").comment == store.pick("p1").comment
        nth += 1
    assert nth > 1
    assert open_store().pick("p1").comment == "Neu"


def test_a_change_is_safe_on_the_disk_before_it_returns(open_store: Open, disk: FailingDisk) -> None:
    store = open_store(disk=disk)
    fill(store)
    store.change_pick("p1", {"comment": "a"}, NOW)  # today's backup is there from now on
    disk.calls.clear()
    store.change_pick("p1", {"comment": "b"}, NOW)
    steps = [call for call in disk.calls if call in ("lock", "open_new", "write", "fsync", "rename")]
    assert [step for step, before in zip(steps, ["", *steps], strict=False) if step != before] == [
        "lock", "open_new", "write", "fsync", "rename", "fsync",
    ]  # fmt: skip


def test_a_failed_change_leaves_the_lock_free_and_the_memory_true(open_store: Open, disk: FailingDisk) -> None:
    store, other = open_store(disk=disk), open_store()
    fill(store)
    disk.fail("rename", 1, errno.ENOSPC)
    with pytest.raises(LibraryError, match="full"):
        store.change_pick("p1", {"comment": "verloren"}, at(1))
    assert store.pick("p1").comment == ""
    assert other.change_pick("p1", {"comment": "andere"}, at(1)).version == 2
    disk.mend()
    assert store.change_pick("p1", {"comment": "wieder"}, at(1)).version == 3


def test_a_temporary_file_of_a_killed_writer_is_in_nobodys_way(folder: Path, open_store: Open) -> None:
    store = open_store()
    fill(store)
    leftover = folder / "editions.json.tmp"
    leftover.write_text("half of somet")
    leftover.chmod(0o644)
    store.change_pick("p1", {"comment": "x"}, NOW)
    assert not leftover.exists()
    assert (folder / "editions.json").stat().st_mode & 0o777 == 0o600


def test_a_text_that_cannot_be_written_changes_nothing(folder: Path, open_store: Open) -> None:
    store = open_store()
    fill(store)
    before = files_of(folder)
    with pytest.raises(TypeError):
        store.change_pick("p1", {"comment": "\ud800"}, NOW)
    assert files_of(folder) == before
    assert store.pick("p1").comment == ""


def trouble_of_a_change(store: LocalStore, disk: FailingDisk, call: str, nth: int, error: int) -> LibraryError | None:
    """Change a comment while the n-th call fails; None where there are not so many calls."""
    disk.fail(call, nth, error)
    try:
        store.change_pick("p1", {"comment": "Neu"}, at(1))
    except LibraryError as caught:
        return caught
    finally:
        disk.mend()
    return None
