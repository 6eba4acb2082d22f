"""Whose an archive is, is asked of one moment, whoever makes it meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from digest.storage.sql.archive_file import version_of
from digest.storage.sql.schema import VERSION, make


class Hurried(sqlite3.Connection):
    """Before one of its statements somebody else makes the archive."""

    before: int
    made: Callable[[], None]

    def execute(self, *asked: Any) -> sqlite3.Cursor:  # type: ignore[override]
        self.before -= 1
        if not self.before:
            self.made()
        return super().execute(*asked)


@pytest.mark.parametrize("statement", range(1, 6))
def test_an_archive_that_is_made_while_one_looks_is_nobody_elses(tmp_path: Path, statement: int) -> None:
    path = tmp_path / "archive.sqlite"

    def made() -> None:
        with (
            closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as maker,
            suppress(sqlite3.OperationalError),  # while somebody reads it cannot be written
        ):
            maker.execute("BEGIN EXCLUSIVE")
            make(maker)
            maker.execute("COMMIT")

    path.touch()
    with closing(sqlite3.connect(path, factory=Hurried, isolation_level=None)) as db:
        db.before, db.made = statement, made
        assert version_of(db) in (0, VERSION)
