"""Folders that nobody may look into.

Never taken for empty, told in one sentence, and exit 3.
"""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.domain.edition import Frozen
from digest.domain.errors import LibraryError
from digest.domain.problem import Problem
from digest.domain.query import EntryQuery
from digest.domain.system_errors import system_reason
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry
from tests.model.store import MemoryStore
from tests.storage.conftest import FailingDisk, fill
from tests.storage.former_library import write_former

Open = Callable[..., LocalStore]
_PR_CAPBSET_DROP = 24


@pytest.fixture
def library(folder: Path, open_store: Open) -> Path:
    """A library with something in each folder."""
    store = open_store()
    fill(store)
    store.add_pick(a_pick(3, entry_id=an_entry(1).id, comment="Ein Satz."), NOW)
    store.add_pick(a_pick(2, "2026-10"), NOW)
    store.close_edition("2026-10", Frozen("Lesetipps", ("Krise",), 1, "de"), NOW)
    (folder / "drafts").mkdir()
    (folder / "drafts" / "p1.md").write_text("Entwurf")
    return folder


@pytest.mark.parametrize(
    ("barred", "commands"),
    [
        ("closed", ["edition list", "backup {out}", "tidy"]),
        ("closed/2026-10.json", ["picks 2026-10", "backup {out}", "library export --json"]),
        ("kept.json", ["entries", "backup {out}", f"edition close {MONTH}"]),
        ("backups", [f"picks {MONTH}"]),
        ("drafts", ["backup {out}"]),
        ("drafts/p1.md", ["backup {out}"]),
    ],
)
def test_what_cannot_be_looked_into_is_told_and_left_out_of_nothing(
    library: Path, tmp_path: Path, barred: str, commands: list[str]
) -> None:
    mode = (library / barred).stat().st_mode
    (library / barred).chmod(0)
    try:
        for command in commands:
            code, said = commanded(library, tmp_path, command)
            assert code == 3, (command, said)
            assert barred in said, command
            assert "right to read" in said, command
            assert not (tmp_path / "out.zip").exists()
    finally:
        (library / barred).chmod(mode)
    assert not LocalStore(library, lambda: NOW).edition(MONTH).is_closed


def test_the_doctor_names_what_cannot_be_looked_into_and_looks_at_the_rest(
    folder: Path, open_store: Open, disk: FailingDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(open_store())
    (folder / "feeds.json").write_bytes(b"{")
    names = disk.names

    def barred(folder: Path) -> list[str]:
        if folder.name == "closed":
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(folder))
        return names(folder)

    monkeypatch.setattr(disk, "names", barred)
    store = open_store(disk=disk)
    found = {problem.where: problem for problem in store.check()}
    assert found["closed"] == Problem("closed", "unreadable", system_reason(OSError(errno.EIO, "")))
    assert found["feeds.json"].what == "damaged"
    with pytest.raises(LibraryError, match="closed cannot be read"):
        store._files.lost_editions()


@pytest.mark.parametrize("barred", ["entries", f"entries/{MONTH}.json", "state", "seen", f"content/{MONTH}"])
def test_files_of_the_first_format_that_cannot_be_read_stay_where_they_are(
    folder: Path, tmp_path: Path, barred: str
) -> None:
    old = MemoryStore()
    old.add_feeds([a_feed(1)])
    old.apply_refresh([a_refresh("f1", an_entry(1))])
    old.mark([an_entry(1)], read=True)
    write_former(old, folder)
    mode = (folder / barred).stat().st_mode
    (folder / barred).chmod(0)
    try:
        code, said = commanded(folder, tmp_path, "entries")
    finally:
        (folder / barred).chmod(mode)
    assert code == 3, said
    assert barred in said
    assert "right to read" in said
    store = LocalStore(folder, lambda: NOW)
    assert store.entries(EntryQuery()).rows[0].read
    store.close()


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("backup {barred}", 2),
        ("restore {backup} --library {barred}/lib", 3),
        ("library copy {barred}/lib {out}", 3),
        ("export --format html -o {barred}/x.html", 2),
        ("template list --config {barred}/config.toml", 2),
    ],
)
def test_a_place_behind_a_barred_folder_is_told(library: Path, tmp_path: Path, command: str, expected: int) -> None:
    backup, barred = tmp_path / "good.zip", tmp_path / "barred"
    commanded(library, tmp_path, f"backup {backup}")
    barred.mkdir()
    (barred / "config.toml").touch()
    barred.chmod(0)
    try:
        words = command.replace("{barred}", str(barred)).replace("{backup}", str(backup))
        code, said = commanded(library, tmp_path, words)
    finally:
        barred.chmod(0o700)
    assert (code, "you have no permission" in said) == (expected, True), said
    assert str(barred) in said


def commanded(library: Path, scratch: Path, command: str) -> tuple[int, str]:
    """Exit code and complaints of a command, run by somebody who must mind permissions."""
    environ = {
        **os.environ,
        "HOME": str(scratch),
        "DIGEST_LIBRARY": str(library),
        "DIGEST_CONFIG": str(scratch / "none.toml"),
        "DIGEST_NOW": NOW.isoformat(),
        "LANGUAGE": "en",
    }
    words = [sys.executable, "-m", "digest", *(word.format(out=scratch / "out.zip") for word in command.split())]
    done = subprocess.run(
        words, env=environ, capture_output=True, text=True, preexec_fn=_mind_permissions, check=False, timeout=60
    )  # fmt: skip
    return done.returncode, done.stderr


def _mind_permissions() -> None:
    """Root may look anywhere.

    After the next exec no more (capabilities(7): CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH).
    """
    if os.geteuid() == 0:
        for capability in (1, 2):
            ctypes.CDLL(None).prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
