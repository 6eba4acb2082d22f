"""Whatever lies in the archive's place, every command tells it in sentences.

Never a mistake of digest's own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from digest.storage.local import ARCHIVE, LocalStore
from tests.builders import NOW, an_entry
from tests.cli.conftest import Digest
from tests.storage.test_archive import GARBAGE, filled
from tests.storage.test_nonsense import NONSENSE

#: What ends well, what the user got wrong (an entry that is not there any more), what could not be read, no answers.
_TOLD = {0, 1, 2, 3, 4}

COMMANDS = [
    ["entries", "--limit", "3"],
    ["search", "Satz"],
    ["feeds"],
    ["picks"],
    ["pick", an_entry(2).id[:8], "--category", "IK"],
    ["fetch", "--quiet"],
    ["export", "--format", "markdown", "-o", "-"],
    ["library", "export", "--json"],
    ["tidy"],
    ["doctor"],
    ["doctor", "--repair", "--yes"],
]


def nonsense(statement: str, path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(statement)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def folder_beside(ending: str, path: Path) -> None:
    beside = path.with_name(path.name + ending)
    beside.unlink(missing_ok=True)
    beside.mkdir()


CASES: dict[str, Callable[[Path], object]] = {
    **GARBAGE,
    **{statement: partial(nonsense, statement) for statement in NONSENSE},
    "a newer version": partial(nonsense, "PRAGMA user_version = 99"),
    "a folder": folder_instead,
    "an empty file": lambda path: path.write_bytes(b""),
    **{f"a folder {ending}": partial(folder_beside, ending) for ending in ("-wal", "-shm", "-journal", ".lock")},
    "a log of something else": lambda path: path.with_name(f"{ARCHIVE}-wal").write_bytes(b"x" * 100_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_command_tells_it_in_sentences(case: Callable[[Path], object], tmp_path: Path) -> None:
    for number, words in enumerate(COMMANDS):
        digest = Digest(tmp_path / str(number))
        store = LocalStore(digest.library, lambda: NOW)
        filled(store)
        store.change_feed("f1", {"url": "http://127.0.0.1:9/feed"})
        store.close()
        case(digest.library / ARCHIVE)
        for _ in range(2):
            ran = digest(*words)
            assert ran.code in _TOLD, (words, ran.err)
            assert "Traceback" not in ran.err, words
        comments = {pick["comment"] for pick in digest.ok("picks", "2026-11", "--json").data}
        assert "bleibt" in comments, words


@pytest.mark.slow
def test_a_pick_beside_a_lock_that_never_ends_is_kept_and_told_so(tmp_path: Path) -> None:
    """Another program writes for ever.

    What can be read is read, and the files of people need no archive.
    """
    digest = Digest(tmp_path)
    store = LocalStore(digest.library, lambda: NOW)
    filled(store)
    store.close()
    entry = an_entry(2).id
    with closing(sqlite3.connect(digest.library / ARCHIVE, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        ran = digest("pick", entry[:8], "--category", "IK", "--json")
        assert (ran.code, ran.data["title"]) == (0, "Beitrag 2")
        assert f"It stays unread: {digest.library / ARCHIVE} is locked by another program." in ran.err
        refused = digest("pick", "http://127.0.0.1:9/neu", "--category", "IK", "--title", "Neu")
        assert (refused.code, refused.out) == (3, "")
        assert "is locked by another program." in refused.err
        picked = digest.ok("picks", "--json").data
        db.execute("ROLLBACK")
    assert "Beitrag 2" in (titles := {pick["title"] for pick in picked})
    assert "Neu" not in titles
    assert digest.ok("pick", "http://127.0.0.1:9/neu", "--category", "IK", "--title", "Neu").word
