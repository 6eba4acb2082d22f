"""A file that is just being written in place, as by `cp`, is not taken for damaged."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.domain.errors import LibraryDamaged
from digest.storage.files.engine.disk import Disk
from digest.storage.local import LocalStore
from tests.builders import MONTH
from tests.storage.conftest import fill

Open = Callable[..., LocalStore]


class Waiting(Disk):
    """Calls a file damaged after `still` nanoseconds; in its pauses something is done."""

    def __init__(self, still: int, pause: Callable[[float], object] = lambda _: None) -> None:
        self.still = still
        self._pause = pause

    def pause(self, seconds: float) -> None:
        self._pause(seconds)


@pytest.mark.parametrize("written", [0, 1, 100, -2])
@pytest.mark.parametrize("name", ["editions.json", "feeds.json"])
def test_the_rest_is_waited_for(folder: Path, open_store: Open, name: str, written: int) -> None:
    fill(open_store())
    whole = (folder / name).read_bytes()
    rest = [whole]
    (folder / name).write_bytes(whole[:written])
    store = open_store(disk=Waiting(10**12, lambda _: (folder / name).write_bytes(rest.pop())))
    assert len(store.picks(MONTH)) == 1
    assert len(store.feeds()) == 2
    assert (folder / name).read_bytes() == whole
    assert not list(folder.glob("*.damaged-*"))
    assert not rest


class Overtaken(Disk):
    """Somebody writes into the file just after it was read, or just before."""

    def __init__(self, path: Path, written: list[bytes], *, first: bool) -> None:
        self._path = path
        self._written = written
        self._first = first

    def read(self, fd: int) -> bytes:
        is_it = os.fstat(fd).st_ino == self._path.stat().st_ino
        data = b"" if self._first else super().read(fd)
        if is_it and self._written:
            self._path.write_bytes(self._written.pop())
        return super().read(fd) if self._first else data


@pytest.mark.parametrize("first", [True, False])
def test_what_is_written_into_a_file_while_it_is_read_is_seen(folder: Path, open_store: Open, first: bool) -> None:
    store = open_store()
    fill(store)
    path = folder / "editions.json"
    category = store.picks(MONTH)[0].category
    written = [path.read_bytes().replace(category.encode(), b"Anderswo")]
    store = open_store(disk=Overtaken(path, written, first=first))
    store.picks(MONTH)
    assert not written
    assert store.picks(MONTH)[0].category == "Anderswo"


def test_what_stands_still_is_damaged(folder: Path, open_store: Open) -> None:
    fill(open_store())
    (folder / "editions.json").write_bytes(b"{")
    with pytest.raises(LibraryDamaged, match="set aside"):
        open_store(disk=Waiting(1)).picks(MONTH)


def test_what_never_stands_still_is_told_all_the_same(folder: Path, open_store: Open) -> None:
    fill(open_store())
    looks: list[float] = []
    (folder / "editions.json").write_bytes(b"{")
    with pytest.raises(LibraryDamaged, match="set aside"):
        open_store(disk=Waiting(10**12, looks.append)).picks(MONTH)
    assert 10 < len(looks) <= 100
