"""A small library that services are asked about: two feeds with six entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.storage.registry import open_store
from tests.builders import NOW, a_feed, a_refresh, an_entry


@pytest.fixture
def library(tmp_path: Path) -> Library:
    store = open_store(tmp_path / "library", lambda: NOW)
    store.add_feeds([a_feed(1, title="Erster Blog", category="IK"), a_feed(2, title="Zweiter Blog")])
    for number in (1, 2):
        entries = [an_entry(number * 10 + one, f"f{number}", title=f"Beitrag {number}{one}") for one in (1, 2, 3)]
        store.apply_refresh([a_refresh(f"f{number}", *entries)])
    store.close()
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat(), "LC_ALL": "C.UTF-8"}
    return Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "config.toml"))
