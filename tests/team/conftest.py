"""The command line on a library in PostgreSQL, with nothing in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import postgresql
from tests.cli.running import Digest


@pytest.fixture
def database() -> str:
    """A library in PostgreSQL, with nothing in it."""
    shared = postgresql.shared_library("read committed", "commands")
    postgresql.emptied(shared)
    return shared


class TeamDigest(Digest):
    """What other tests know as the folder of the library is the address of the database."""

    @property
    def library(self) -> str:  # type: ignore[override]
        return self.environ["DIGEST_LIBRARY"]


@pytest.fixture
def digest(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Digest:
    """Runs commands on it as Dora Fuchs, on 21 November 2026, in English."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return TeamDigest(tmp_path, environ={"DIGEST_LIBRARY": database, "DIGEST_CURATOR": "Dora Fuchs"})
