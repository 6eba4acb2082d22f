"""Who is writing: seen by the others, over when it is over."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.domain.presence import ARRANGING, EXPIRY, Presence
from digest.storage.files.curator_files import PresenceFiles
from digest.storage.store import Store
from tests.builders import MONTH
from tests.model.store import MemoryStore

StoreOf = Callable[..., Store]


def test_who_writes_is_seen_by_the_others_and_not_by_herself(store: Store, store_of: StoreOf) -> None:
    dora, emil = (store_of(name).presences() for name in ("Dora Fuchs", "Emil"))
    if isinstance(store, MemoryStore):  # nobody else is in its process
        assert (store.presences(), dora, emil) == (None, None, None)
        return
    assert dora is not None
    assert emil is not None
    dora.announce(MONTH, "p1")
    assert (dora.others(), emil.others()) == ([], [Presence(MONTH, "p1", "Dora Fuchs")])
    dora.announce(MONTH, "")
    emil.announce(MONTH, "p2")
    assert (dora.others(), emil.others()) == ([Presence(MONTH, "p2", "Emil")], [Presence(MONTH, "", "Dora Fuchs")])
    dora.leave()
    dora.leave()
    assert emil.others() == []


def test_where_in_the_edition_somebody_is_at_work_is_told(store: Store, store_of: StoreOf) -> None:
    dora, emil = (store_of(name).presences() for name in ("Dora Fuchs", "Emil"))
    if isinstance(store, MemoryStore):
        return
    assert dora is not None
    assert emil is not None
    for part in ("intro", ARRANGING, ""):
        dora.announce(MONTH, "", part)
        assert emil.others() == [Presence(MONTH, "", "Dora Fuchs", part)]


def test_it_changes_nothing_in_the_library(store: Store, store_of: StoreOf) -> None:
    presences = store_of("Dora").presences()
    if isinstance(store, MemoryStore):
        return
    assert presences is not None
    before, dumped = store.stamp(), list(store.dump())
    presences.announce(MONTH, "p1")
    assert store.stamp() == before
    assert list(store.dump()) == dumped
    assert list(store.check()) == []


def test_whoever_is_gone_expires_whatever_the_clock(tmp_path: Path) -> None:
    now = [1_000_000.0]
    dora, emil = (PresenceFiles(tmp_path, lambda name=name: name, lambda: now[0]) for name in ("Dora", "Emil"))
    dora.announce(MONTH, "p1")
    (file,) = (tmp_path / "presence").glob("*.json")
    for age, seen in ((0, True), (EXPIRY - 1, True), (EXPIRY, False), (-EXPIRY, False), (-5, True)):
        os.utime(file, (now[0] - age, now[0] - age))
        assert bool(emil.others()) is seen, age
    os.utime(file, (now[0] - 10_000, now[0] - 10_000))
    emil.announce(MONTH, "p2")
    assert not file.exists()


@pytest.mark.parametrize(
    ("host", "is_there", "seen"),
    [(platform.node(), False, False), (platform.node(), True, True), ("other", False, True)],
)
def test_of_this_machine_nobody_writes_whose_process_has_ended(
    tmp_path: Path, host: str, is_there: bool, seen: bool
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    dora, emil = (PresenceFiles(tmp_path, lambda name=name: name) for name in ("Dora", "Emil"))
    dora.announce(MONTH, "p1")
    (file,) = (tmp_path / "presence").glob("*.json")
    plain = json.loads(file.read_bytes())
    assert (plain["host"], plain["process"]) == (platform.node(), os.getpid())
    file.write_text(json.dumps(plain | {"host": host} | ({} if is_there else {"process": ended.pid})))
    assert bool(emil.others()) is seen


@pytest.mark.parametrize("text", ["", "{", "[]", '{"edition": 1}', "[" * 9_000, "null", '"x"'])
def test_a_file_of_somebody_else_is_nobody_writing(tmp_path: Path, text: str) -> None:
    (tmp_path / "presence").mkdir()
    (tmp_path / "presence" / "x.json").write_text(text, "utf-8")
    assert PresenceFiles(tmp_path, lambda: "Dora").others() == []


def test_a_hostile_name_is_one_harmless_line(tmp_path: Path) -> None:
    (tmp_path / "presence").mkdir()
    plain = {"edition": MONTH, "pick": "p1", "by": "Do\nra\x1b[2J" + "x" * 900}
    (tmp_path / "presence" / "x.json").write_text(json.dumps(plain), "utf-8")
    (found,) = PresenceFiles(tmp_path, lambda: "Emil").others()
    assert found.by.isprintable()
    assert len(found.by) <= 80


def test_a_folder_that_takes_no_file_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / "presence").write_text("kein Ordner", "utf-8")
    presences = PresenceFiles(tmp_path, lambda: "Dora")
    presences.announce(MONTH, "p1")
    presences.leave()
    assert presences.others() == []
