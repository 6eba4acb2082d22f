"""A disk that is really full, and one that may only be read.

A small file system of its own, in a mount namespace that goes with the process.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_UNSHARE = (
    ["unshare", "--mount"] if os.name == "posix" and os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
)

#: Fills the disk from both sides, with what people write and with what feeds bring; then there is room again.
_FILLING = """
import sys
from pathlib import Path
from digest.domain.errors import LibraryError
from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry

disk = Path(sys.argv[1])
ballast = disk / "ballast"
ballast.write_bytes(bytes(500_000))
store = LocalStore(disk / "library", lambda: NOW)
store.add_feeds([a_feed(1)])
store.add_pick(a_pick(1), NOW)
kept, marked, comment, refusals = set(), set(), "", {"refresh": 0, "mark": 0, "comment": 0}
for number in range(400):
    entry = an_entry(number, summary=f"Satz {number}. " * 60)
    try:
        store.apply_refresh([a_refresh("f1", entry, content={entry.id: f"<p>{number}</p>" + str(number) * 3000})])
        kept.add(entry.id)
    except LibraryError as error:
        assert error.remedy is not None, error
        refusals["refresh"] += 1
    if number % 10 == 0 and kept:
        chosen = min(kept)
        try:
            store.mark([store.entry(chosen).entry], read=chosen not in marked)
            marked ^= {chosen}
        except LibraryError:
            refusals["mark"] += 1
        try:
            store.change_pick("p1", {"comment": f"{number} " * 40 * number}, NOW)
            comment = f"{number} " * 40 * number
        except LibraryError:
            refusals["comment"] += 1
    rows = store.entries(EntryQuery()).rows  # reading goes on
    assert {row.entry.id for row in rows} == kept, number
    assert {row.entry.id for row in rows if row.read} == marked, number
    assert store.pick("p1").comment == comment, number
assert all(refusals.values()), refusals
store.close()
ballast.unlink()
store = LocalStore(disk / "library", lambda: NOW)
assert {row.entry.id for row in store.entries(EntryQuery()).rows} == kept
assert store.pick("p1").comment == comment
assert list(store.check()) == []
store.apply_refresh([a_refresh("f1", an_entry(1000))])
store.change_pick("p1", {"comment": "wieder Platz"}, NOW)
assert len(store.entries(EntryQuery(search="Satz")).rows) == len(kept)
store.close()
print("whole", len(kept), refusals)
"""


#: Looks at a library on a disk that has become read-only, and tries to change each of its parts.
_READING = """
import subprocess, sys, tempfile
from pathlib import Path
from digest.domain.errors import LibraryError
from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry

disk = Path(sys.argv[1])
store = LocalStore(disk / "library", lambda: NOW)
store.add_feeds([a_feed(1)])
store.apply_refresh([a_refresh("f1", an_entry(1))])
store.close()
log = disk / "library" / "archive.sqlite-wal"
for garbage in (b"", b"x" * 9000):
    if garbage:
        log.write_bytes(garbage)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    told = []
    store = LocalStore(disk / "library", lambda: NOW, tell=told.append)
    (row,) = store.entries(EntryQuery()).rows
    assert [log.name in str(error) for error in told] == [True] * bool(garbage), told
    assert [problem.where for problem in store.check()] == [log.name] * bool(garbage)
    store.close()
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
log.unlink()
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
store = LocalStore(disk / "library", lambda: NOW)
assert store.location().is_disk_read_only
changes = {
    "pick": lambda: store.add_pick(a_pick(1), NOW),
    "mark": lambda: store.mark([row.entry], read=True),
    "refresh": lambda: store.apply_refresh([a_refresh("f1", an_entry(2))]),
    "lock": lambda: store.refresh_lock().__enter__(),
    "page": lambda: store.keep_content(row.entry, "<p>x</p>"),
}
for name, change in changes.items():
    try:
        change()
        raise AssertionError(name)
    except LibraryError as error:
        assert "the disk is read-only" in str(error), (name, error)
        assert "read-only disk" in str(error.remedy), (name, error.remedy)
with tempfile.TemporaryDirectory() as elsewhere:
    for archive in (disk / "library" / "archive.sqlite", disk / "new" / "a.sqlite"):
        store = LocalStore(Path(elsewhere) / archive.stem, lambda: NOW, archive=archive)
        store.add_feeds([a_feed(1)])
        try:
            store.apply_refresh([a_refresh("f1", an_entry(2))])
            raise AssertionError(archive)
        except LibraryError as error:
            assert str(archive.name) in str(error), error
            assert "[library] archive" in str(error.remedy), error.remedy
print("whole")
"""


@pytest.mark.parametrize(("code", "size"), [(_FILLING, "2m"), (_READING, "8m")], ids=["full", "read-only"])
def test_on_such_a_disk_nothing_is_lost_and_the_reason_is_told(code: str, size: str, tmp_path: Path) -> None:
    shell = f'mount -t tmpfs -o size={size} tmpfs "{tmp_path}" && exec "$0" -c "$1" "{tmp_path}"'
    words = [*_UNSHARE, "sh", "-c", shell, sys.executable, code]
    try:
        allowed = subprocess.run([*_UNSHARE, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("this system lets nobody mount a file system of his own")
    given = {**os.environ, "PYTHONPATH": str(_ROOT)}
    ran = subprocess.run(words, env=given, cwd=_ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("whole"), ran.stdout
