"""A log that is not the archive's, or not whole.

One sentence tells it, and nothing of it comes into the archive.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from digest.domain.errors import LibraryDamaged
from digest.domain.query import EntryQuery
from digest.storage.local import ARCHIVE, LocalStore
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry

_ROOT = Path(__file__).resolve().parents[2]
Spoil = Callable[[Path], None]
LOG, SHARED = f"{ARCHIVE}-wal", f"{ARCHIVE}-shm"

#: Opens and fills a library, and is gone without having closed it, as after `kill -9`.
_KILLED = """
import os, sys
from pathlib import Path
from typing import Any
from tests.storage.test_archive_log import fill
fill(Path(sys.argv[1]), range(int(sys.argv[2]), int(sys.argv[3])))
os._exit(9)
"""


def fill(folder: Path, numbers: range) -> LocalStore:
    """Add a feed, a pick and so many entries, each in a refresh of its own."""
    store = LocalStore(folder, lambda: NOW)
    store.add_feeds([a_feed(1)])
    for number in numbers:
        entry = an_entry(number)
        store.apply_refresh([a_refresh("f1", entry, content={entry.id: f"<p>{number}</p>" + f"{number} " * 900})])
        store.mark([entry], read=True)
    return store


def killed(folder: Path, first: int, end: int) -> None:
    """The same by a process that is killed then: what it did is in the log alone."""
    subprocess.run([sys.executable, "-c", _KILLED, folder, str(first), str(end)], cwd=_ROOT, check=False)
    assert (folder / LOG).stat().st_size


def known(store: LocalStore) -> set[str]:
    return {row.entry.id for row in store.entries(EntryQuery()).rows}


def ids(*numbers: int) -> set[str]:
    return {an_entry(number).id for number in numbers}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with three entries in the archive's file, and three in its log."""
    folder = tmp_path / "library"
    store = fill(folder, range(3))
    store.add_pick(a_pick(1), NOW)
    store.close()
    killed(folder, 3, 6)
    return folder


def test_a_log_that_was_left_is_used(library: Path) -> None:
    told: list[LibraryDamaged] = []
    store = LocalStore(library, lambda: NOW, tell=told.append)
    assert (known(store), told) == (ids(*range(6)), [])
    store.close()


def test_what_a_killed_writer_has_half_written_is_no_part_of_it(library: Path) -> None:
    """Heads of pages as they are in the log, of the table of changes, too, without the pages that belong to them."""
    data = (library / LOG).read_bytes()
    heads = [data[place : place + 24] for place in range(32, len(data), 24 + 4096)]
    (library / LOG).write_bytes(data + b"".join(head + bytes(4096) for head in heads))
    told: list[LibraryDamaged] = []
    store = LocalStore(library, lambda: NOW, tell=told.append)
    assert (known(store), told) == (ids(*range(6)), [])
    store.close()


def garbage(log: Path) -> None:
    log.write_bytes(b"x" * log.stat().st_size)


def zeroed(log: Path) -> None:
    log.write_bytes(bytes(log.stat().st_size))


def zeroed_beginning(log: Path) -> None:
    log.write_bytes(bytes(4096) + log.read_bytes()[4096:])


def three_bytes(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:3])


def of_another_library(log: Path) -> None:
    other = log.parent.parent / "other"
    fill(other, range(20, 23)).close()
    killed(other, 23, 26)
    shutil.copy(other / LOG, log)


def of_a_young_library(log: Path) -> None:
    other = log.parent.parent / "other"
    killed(other, 20, 30)
    shutil.copy(other / LOG, log)


def of_another_program(log: Path) -> None:
    code = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('PRAGMA page_size = 4096');"
        "db.execute('PRAGMA journal_mode = WAL'); db.execute('CREATE TABLE t (x)');"
        "db.executemany('INSERT INTO t VALUES (randomblob(5000))', [()] * 40); db.commit(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, log.parent.parent / "notes.db"], check=False)
    shutil.copy(log.parent.parent / "notes.db-wal", log)


def older(log: Path) -> None:
    """The log of an earlier week, brought back beside the archive of today."""
    kept = log.read_bytes()
    for number in range(6, 40):
        fill(log.parent, range(number, number + 1)).close()
    log.write_bytes(kept)


def newer(log: Path) -> None:
    """The archive of an earlier week, brought back beside the log of today."""
    archive = log.with_name(ARCHIVE)
    kept = archive.read_bytes()
    for number in range(6, 40):
        fill(log.parent, range(number, number + 1)).close()
    killed(log.parent, 40, 42)
    archive.write_bytes(kept)


FOREIGN = [
    garbage, zeroed, zeroed_beginning, three_bytes,
    of_another_library, of_a_young_library, of_another_program, older, newer,
]  # fmt: skip


def _some_quick(spoils: Sequence[Spoil], *quick: Spoil) -> list[Any]:
    return [pytest.param(one, marks=[] if one in quick else [pytest.mark.slow], id=one.__name__) for one in spoils]


@pytest.mark.parametrize(
    "shared", ["as it was", *(pytest.param(one, marks=pytest.mark.slow) for one in ("gone", "zeroed"))]
)
@pytest.mark.parametrize("spoil", _some_quick(FOREIGN, garbage, of_another_library, older))
def test_a_log_that_is_not_the_archives_is_set_aside(spoil: Spoil, shared: str, library: Path) -> None:
    spoil(library / LOG)
    spoilt = (library / LOG).read_bytes()
    if shared == "gone":
        (library / SHARED).unlink(missing_ok=True)
    elif shared == "zeroed":
        (library / SHARED).write_bytes(bytes(32768))
    told: list[LibraryDamaged] = []
    store = LocalStore(library, lambda: NOW, tell=told.append)
    found = known(store)
    assert ids(*range(3)) <= found <= ids(*range(42))
    assert [LOG in str(error) and "set aside" in str(error) for error in told] == [True], told
    assert [pick.id for pick in store.picks("2026-11")] == ["p1"]
    (aside,) = library.glob(f"{LOG}.damaged-*")
    assert aside.read_bytes() == spoilt
    assert [problem.where for problem in store.check()] == [aside.name]
    store.close()
    again = LocalStore(library, lambda: NOW, tell=told.append)
    assert (known(again), len(told)) == (found, 1)
    again.close()


def cut_off(log: Path) -> None:
    log.write_bytes(log.read_bytes()[: log.stat().st_size // 2])


def emptied(log: Path) -> None:
    log.write_bytes(b"")


def removed(log: Path) -> None:
    log.unlink()


@pytest.mark.parametrize("spoil", _some_quick([cut_off, emptied, removed], cut_off))
def test_what_a_log_has_lost_is_told(spoil: Spoil, library: Path) -> None:
    spoil(library / LOG)
    told: list[LibraryDamaged] = []
    store = LocalStore(library, lambda: NOW, tell=told.append)
    assert ids(*range(3)) <= known(store) < ids(*range(6))
    assert [LOG in str(error) for error in told] == [True]
    store.apply_refresh([a_refresh("f1", an_entry(5))])
    store.close()
    again = LocalStore(library, lambda: NOW, tell=told.append)
    assert (ids(5) <= known(again), len(told)) == (True, 1)
    again.close()


@pytest.mark.parametrize("spoil", _some_quick([*FOREIGN, cut_off, emptied, removed], garbage, removed))
def test_a_look_at_the_library_tells_it_as_well(spoil: Spoil, library: Path) -> None:
    spoil(library / LOG)
    store = LocalStore(library, lambda: NOW)
    (problem,) = store.check()
    assert (problem.where, problem.what) == (LOG, "missing" if spoil is removed else "damaged")
    assert store.repair(problem) == bool(problem.mend)
    with suppress(LibraryDamaged):  # what is only cut off is told by the next question
        known(store)
    assert ids(*range(3)) <= known(store)
    store.close()


def test_an_archive_that_is_damaged_as_well_is_told_instead(library: Path) -> None:
    garbage(library / LOG)
    data = (library / ARCHIVE).read_bytes()
    (library / ARCHIVE).write_bytes(data[: len(data) // 2] + b"x" * (len(data) // 2))
    told: list[LibraryDamaged] = []
    store = LocalStore(library, lambda: NOW, tell=told.append)
    assert known(store) == set()
    assert [f"{ARCHIVE} is damaged" in str(error) for error in told] == [True]
    assert [pick.id for pick in store.picks("2026-11")] == ["p1"]
    store.close()


def test_an_archive_whose_log_had_all_of_it_is_told_to_be_damaged(tmp_path: Path) -> None:
    """As older versions left it: only the beginning of the file was written."""
    code = (
        "import os, sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('PRAGMA journal_mode = WAL');"
        "db.execute('CREATE TABLE t (x)'); db.commit(); os._exit(9)"
    )
    folder = tmp_path / "library"
    folder.mkdir()
    subprocess.run([sys.executable, "-c", code, folder / ARCHIVE], check=False)
    (folder / LOG).unlink()
    (folder / SHARED).unlink()
    told: list[LibraryDamaged] = []
    store = fill_told(folder, told)
    assert (known(store), len(told)) == (ids(1), 1)
    store.close()


def fill_told(folder: Path, told: list[LibraryDamaged]) -> LocalStore:
    store = LocalStore(folder, lambda: NOW, tell=told.append)
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1))])
    return store
