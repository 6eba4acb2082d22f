"""The disk of the server is full.

One sentence with a remedy, nothing is lost, and all goes on when there is room.
"""

from __future__ import annotations

import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.domain.errors import LibraryError
from digest.storage.registry import open_store
from digest.storage.store import Store
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.cli.running import Digest
from tests.tui.driving import Driver, drive

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

_SIZE = 120 << 20


class SmallDisk:
    """A file system in memory that can be filled to its last byte."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        with self._filler.open("wb", buffering=0) as file:
            size = 1 << 20
            while size:
                try:
                    file.write(b"\0" * size)
                except OSError:
                    size //= 2

    def empty(self) -> None:
        self._filler.unlink()


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    """Skips the test if no file system can be mounted here."""
    folder = Path(tempfile.mkdtemp(prefix="digest-full-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=755", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("a file system of its own cannot be mounted here, which takes root")
    yield SmallDisk(folder)
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


@pytest.fixture
def server(disk: SmallDisk) -> Iterator[postgresql.OwnServer]:
    with postgresql.OwnServer(disk.folder) as server:
        yield server


@pytest.fixture
def store(server: postgresql.OwnServer) -> Iterator[Store]:
    opened = open_store(server.library_address(), lambda: NOW)
    yield opened
    opened.close()


def long_text(number: int) -> str:
    """About 16 kB that cannot be made smaller, so that keeping it takes room."""
    numbers = random.Random(number)
    return " ".join(numbers.randbytes(4).hex() for _ in range(1800))


def filled(store: Store, disk: SmallDisk) -> list[str]:
    """Pick until nothing more is kept; the ids of what was."""
    disk.fill()
    kept: list[str] = []
    with pytest.raises(LibraryError, match="disk of the database server is full") as caught:
        kept.extend(store.add_pick(a_pick(n, comment=long_text(n)), at(n)).id for n in range(100, 600))
    assert "Make room there" in str(caught.value.remedy)
    return kept


def test_a_full_disk_is_told_and_nothing_is_lost(
    tmp_path: Path, server: postgresql.OwnServer, store: Store, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    store.add_pick(a_pick(99), NOW)
    kept = ["p99", *filled(store, disk)]
    digest = Digest(tmp_path, environ={"DIGEST_LIBRARY": server.library_address()})
    refused = digest("comment", "p99", long_text(0))
    assert (refused.code, refused.out) == (3, ""), refused.err
    assert "The disk of the database server is full; nothing of it was kept." in refused.err
    assert "Make room there, then do it again." in refused.err
    assert [pick["id"] for pick in digest.ok("picks", MONTH, "--json").data] == kept
    disk.empty()
    digest.ok("comment", "p99", long_text(0))
    assert [pick.id for pick in store.picks(MONTH)] == kept
    assert [pick.comment for pick in store.picks(MONTH)] == [
        long_text(0), *(long_text(int(pick_id[1:])) for pick_id in kept[1:])
    ]  # fmt: skip


def test_what_is_typed_while_the_disk_is_full_is_kept_once_there_is_room(
    tmp_path: Path, server: postgresql.OwnServer, store: Store, disk: SmallDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    store.add_pick(a_pick(1, comment=long_text(1)), NOW)
    address = server.library_address()

    async def steps(driver: Driver) -> None:
        await driver.sees("1 of 10 picks")
        await driver.press("v")
        await driver.sees("Draft")
        filled(store, disk)
        await driver.press("j", "j", "c")
        await driver.sees("Tab next field")
        await driver.press(*"Neues")
        await driver.sees("not saved")
        assert store.pick("p1").comment == long_text(1)
        (draft,) = driver.app.library.store.drafts().files()
        await driver.until(lambda: "Neues" in draft.read_text())
        disk.empty()
        await driver.until(lambda: "Neues" in store.pick("p1").comment)
        await driver.until(lambda: not draft.exists())

    drive(tmp_path, steps, DIGEST_LIBRARY=address)
