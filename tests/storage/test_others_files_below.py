"""A library's folder may hold folders of others, or be a home by mistake.

Nothing below is read, named or removed.
"""

from __future__ import annotations

from pathlib import Path

from digest.storage.registry import open_store
from tests.builders import NOW, a_feed


def test_leftovers_of_others_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    store = open_store(folder, lambda: NOW)
    store.add_feeds([a_feed(1)])
    theirs = [folder / "project" / name for name in ("data.json.tmp", "data.json.damaged-20261121T080000")]
    theirs[0].parent.mkdir()
    for file in theirs:
        file.write_text("{}", encoding="utf-8")
    own = folder / "feeds.json.tmp"
    own.write_text("{", encoding="utf-8")
    assert [problem for problem in store.check() if "project" in problem.where] == []
    store.tidy("2020-01")
    store.close()
    assert all(file.exists() for file in theirs)
    assert not own.exists()
