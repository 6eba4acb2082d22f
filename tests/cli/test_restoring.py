"""Restoring over a library that others are using, and beside what is somebody else's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from digest.domain.errors import LibraryError
from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore
from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_pick, a_refresh, an_entry
from tests.cli.running import Digest
from tests.cli.test_moving_house import filled, shown

__all__ = ["filled"]  # the fixture

# Picks one entry after the other until it is told to stop; prints the id of each pick that was acknowledged.
_WRITER = """
import os, sys
from digest.cli.main import run
sys.stderr = open(os.devnull, "w")
for entry in sys.argv[2:]:
    if os.path.exists(sys.argv[1]):
        break
    run(["pick", entry, "--category", "Krise"])
"""

# A restore that ends, or waits for a line on stdin, when all is written and nothing is in its place yet.
_KILLED = """
import os, sys
from digest.cli.main import run
from digest.services.library import backup
backup._counted = lambda counts: os._exit(9)
run(["restore", sys.argv[1], "--replace"])
"""
_WAITING = """
import sys
from digest.cli.main import run
from digest.services.library import backup
counted = backup._counted
def wait(counts):
    print("so far", flush=True)
    sys.stdin.readline()
    return counted(counts)
backup._counted = wait
sys.exit(run(["restore", sys.argv[1], "--replace"]))
"""


def _writers(digest: Digest, stop: Path, ids: list[str]) -> list[subprocess.Popen[str]]:
    return [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(stop), *ids[number::3]],
            env=digest.environment(), stdout=subprocess.PIPE, text=True,
        )
        for number in range(3)
    ]  # fmt: skip


def _picked(digest: Digest, library: Path) -> set[str]:
    rows = replace(digest, environ={"DIGEST_LIBRARY": str(library)}).ok("picks", "2026-11", "--json").data
    return {row["id"][:8] for row in rows}


def _one_round(digest: Digest, archive: Path, stop: Path) -> None:
    """A library with entries that the archive has not.

    A pick of one of them is meant for that library alone.
    """
    entries = [an_entry(number, "f9", guid=f"alt-{number}") for number in range(100, 400)]
    store = open_store(digest.library, lambda: NOW)
    store.add_feeds([a_feed(9)])
    store.apply_refresh([a_refresh("f9", *entries)])
    store.close()
    before = _picked(digest, digest.library)
    writers = _writers(digest, stop, [entry.id for entry in entries])
    streams = [writer.stdout for writer in writers if writer.stdout]
    acknowledged = {stream.readline()[:8] for stream in streams}
    digest.ok("restore", archive, "--replace")
    stop.touch()
    acknowledged |= {line[:8] for stream in streams for line in stream}
    for writer in writers:
        with writer:
            assert writer.wait(60) == 0
    stop.unlink()
    [aside] = archive.parent.glob("library.before-*")
    assert _picked(digest, digest.library) == before
    # A pick that was kept just before, and could not be marked as read any more, ends with an error: nobody was told.
    assert _picked(digest, aside) >= before | acknowledged
    aside.rename(archive.parent / f"old-{len(list(archive.parent.iterdir()))}")


def test_what_is_picked_while_the_library_is_replaced_is_in_the_old_one_or_refused(
    filled: Digest, tmp_path: Path
) -> None:
    filled.ok("backup", tmp_path / "sicher.zip")
    for _ in range(4):
        _one_round(filled, tmp_path / "sicher.zip", tmp_path / "stop")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_so_it_is_in_fifty_rounds(filled: Digest, tmp_path: Path) -> None:
    filled.ok("backup", tmp_path / "sicher.zip")
    for _ in range(50):
        _one_round(filled, tmp_path / "sicher.zip", tmp_path / "stop")


def test_a_restore_that_was_killed_is_in_nobodys_way(filled: Digest, tmp_path: Path) -> None:
    filled.ok("backup", tmp_path / "sicher.zip")
    before = shown(filled)
    environ = filled.environment()
    assert subprocess.run([sys.executable, "-c", _KILLED, tmp_path / "sicher.zip"], env=environ).returncode == 9
    assert (tmp_path / "library.restoring" / "editions.json").exists()
    filled.ok("restore", tmp_path / "sicher.zip", "--replace")
    assert shown(filled) == before
    assert not list(tmp_path.glob("*.restoring"))
    assert not list(filled.library.glob("restoring*"))


def test_two_restores_at_once_do_not_take_each_others_folder(filled: Digest, tmp_path: Path) -> None:
    filled.ok("backup", tmp_path / "sicher.zip")
    reader, writer = os.pipe()
    first = subprocess.Popen(
        [sys.executable, "-c", _WAITING, tmp_path / "sicher.zip"],
        env=filled.environment(), stdin=reader, stdout=subprocess.PIPE,
    )  # fmt: skip
    os.close(reader)
    assert first.stdout is not None
    assert first.stdout.readline() == b"so far\n"
    second = filled("restore", tmp_path / "sicher.zip", "--replace")
    assert second.code == 2
    assert "Another restore of this library is running." in second.err
    os.write(writer, b"\n")
    os.close(writer)
    first.stdout.close()
    assert first.wait(60) == 0


@pytest.mark.parametrize("kind", ["file", "link", "folder", "library"])
def test_what_somebody_else_calls_restoring_is_refused_and_stays(filled: Digest, tmp_path: Path, kind: str) -> None:
    foreign = tmp_path / "library.restoring"
    filled.ok("backup", tmp_path / "sicher.zip")
    match kind:
        case "file":
            foreign.write_text("meins")
        case "link":
            foreign.symlink_to(tmp_path / "home")
        case "folder":
            foreign.mkdir()
            (foreign / "meins.txt").write_text("meins")
        case "library":
            filled.ok("restore", tmp_path / "sicher.zip", "--library", foreign)
    before = sorted(os.walk(tmp_path))
    ran = filled("restore", tmp_path / "sicher.zip", "--replace")
    assert (ran.code, ran.err.count("\n")) == (2, 2), ran.err
    assert f"{foreign} is in the way" in ran.err
    assert sorted(os.walk(tmp_path)) == before


def test_an_empty_folder_of_that_name_is_in_nobodys_way(filled: Digest, tmp_path: Path) -> None:
    filled.ok("backup", tmp_path / "sicher.zip")
    (tmp_path / "library.restoring").mkdir()
    filled.ok("restore", tmp_path / "sicher.zip", "--replace")
    assert not list(tmp_path.glob("*.restoring"))


def test_where_two_folders_cannot_change_names_in_one_step_two_are_taken(
    filled: Digest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.storage.files.replacement._exchanged", lambda one, other: False)
    filled.ok("backup", tmp_path / "sicher.zip")
    before = shown(filled)
    filled.ok("drop", "p2")
    filled.ok("restore", tmp_path / "sicher.zip", "--replace")
    assert shown(filled) == before
    assert len(list(tmp_path.glob("library.before-*"))) == 1


def test_an_interface_that_was_open_is_told_once_and_goes_on_in_the_new_library(filled: Digest, tmp_path: Path) -> None:
    filled.ok("backup", tmp_path / "sicher.zip")
    store = open_store(filled.library, lambda: NOW)
    store.change_edition("2026-11", {"intro": "vorher"}, NOW)
    filled.ok("restore", tmp_path / "sicher.zip", "--replace")
    with pytest.raises(Exception, match="your change was not written") as refused:
        store.change_edition("2026-11", {"intro": "für die alte"}, NOW)
    assert getattr(refused.value, "exit_code", 0) == 3
    assert store.edition("2026-11").intro == ""
    store.change_edition("2026-11", {"intro": "für die neue"}, NOW)
    store.close()
    plain = json.loads((filled.library / "editions.json").read_text())
    assert plain["editions"]["2026-11"]["intro"] == "für die neue"


@pytest.mark.parametrize("question", ["pages", "mentions", "damage"])
def test_what_a_question_writes_does_not_use_up_the_refusal(filled: Digest, tmp_path: Path, question: str) -> None:
    filled.ok("backup", tmp_path / "sicher.zip")
    told: list[Exception] = []
    store = LocalStore(filled.library, lambda: NOW, tell=told.append)
    assert store.edition_ids() == ["2026-11", "2026-10"]
    filled.ok("restore", tmp_path / "sicher.zip", "--replace")
    closed = filled.library / "closed" / "2026-10.json"
    if question == "damage":
        closed.write_text("{")
    for path in (closed, filled.library / "pages.json"):
        an_hour_ago = path.stat().st_mtime_ns - 3_600_000_000_000
        os.utime(path, ns=(an_hour_ago, an_hour_ago))
    match question:
        case "pages":  # the archive notes that it has them all
            assert store.entries(EntryQuery()).rows
        case "mentions":  # the archive notes what the closed edition mentions
            assert store.places(["https://nirgends.example/"]) == {}
        case "damage":  # the file is set aside
            assert "2026-10" not in [edition.id for edition in store.editions()]
            assert len(told) == 1
    with pytest.raises(LibraryError, match="your change was not written"):
        store.add_pick(a_pick(99, "2026-11"), NOW)
    assert "p99" not in _picked(filled, filled.library)
    store.add_pick(a_pick(99, "2026-11"), NOW)
    store.close()
    assert "p99" in _picked(filled, filled.library)
