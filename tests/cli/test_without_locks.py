"""A network drive that has no locks.

Nothing is changed there, every command says why, and reading goes on.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from pathlib import Path

import pytest

from digest.storage.registry import open_store
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry, at
from tests.cli.running import Digest

_CHANGES = [
    ("fetch",),
    ("feeds", "edit", "f1", "--title", "Neu"),
    ("pick", an_entry(1).id, "--category", "IK"),
    ("comment", "p1", "neu"),
    ("move", "p1", "1"),
    ("drop", "p1"),
    ("edition", "set", "--title", "Neu"),
    ("edition", "close", MONTH),
    ("tidy", "--months", "1"),
]
_READS = [("feeds",), ("entries",), ("picks",), ("edition", "list"), ("export", "--format", "html"), ("stats",)]


@pytest.fixture
def filled(digest: Digest) -> Digest:
    store = open_store(digest.library, lambda: NOW)
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1), an_entry(2, month="2026-10"))])
    store.add_pick(a_pick(1, comment="alt"), at(1))
    store.add_pick(a_pick(2), at(2))
    store.close()
    return digest


@pytest.fixture(params=[errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS], ids=errno.errorcode.get)
def lockless(filled: Digest, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Digest:
    """The library on a drive that refuses to lock, and so to unlock as well."""

    def refuse(fd: int, operation: int) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(fcntl, "flock", refuse)
    return filled


def _files(folder: Path) -> dict[str, str]:
    """What the library says; empty lock files may come."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.json")
        if "index" not in path.parts
    }


def test_each_change_is_refused_with_the_way_out_and_nothing_is_written(lockless: Digest) -> None:
    before = _files(lockless.library)
    for words in _CHANGES:
        ran = lockless(*words)
        assert ran.code == 3, (words, ran)
        assert "cannot be locked here; put the library on a disk of this computer with --library." in ran.err, words
    assert _files(lockless.library) == before


def test_reading_and_backing_up_go_on(lockless: Digest, tmp_path: Path) -> None:
    for words in _READS:
        lockless.ok(*words)
    lockless.ok("backup", tmp_path / "sicher.zip")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en_GB.UTF-8", "Files cannot be locked here"), ("de_DE.UTF-8", "Dateien lassen sich hier nicht sperren")],
)
def test_doctor_says_so_in_the_readers_language(lockless: Digest, language: str, words: str) -> None:
    lockless.environ["LC_ALL"] = language
    ran = lockless("doctor")
    assert ran.code == 3
    assert words in ran.out
