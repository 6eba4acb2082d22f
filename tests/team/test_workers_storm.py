"""Workers that come, are killed and are followed by others.

Every entry once, no host asked by two at a time.
`python -m tests.team.workers` runs it at full size.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.team.workers import Request, library, storm, wrong

TITLES = [f"/{feed}.xml {entry}" for feed in range(2) for entry in range(3)]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_workers_share_the_feeds_whoever_of_them_dies(tmp_path: Path, database: str) -> None:
    with library(database, tmp_path, feeds=80, seconds=0.3) as here:
        assert storm(here, workers=3, kills=2) == []


def test_what_is_wrong_is_told() -> None:
    right = [Request("a", "one", "/0.xml", 0, 2), Request("b", "two", "/1.xml", 1, 3)]
    assert wrong(right, [], TITLES, 2) == []
    again = [*right, Request("b", "one", "/0.xml", 4, 5)]
    assert wrong(again, ["a"], TITLES, 2) == []
    assert len(wrong(again, ["b"], TITLES, 2)) == 1
    assert len(wrong([*right, Request("b", "one", "/0.xml", 1, 3)], ["a"], TITLES, 2)) == 1
    assert len(wrong(right, [], TITLES[1:], 2)) == len(wrong(right, [], [*TITLES, TITLES[0]], 2)) == 1
    assert len(wrong(right[:1], [], TITLES, 2)) == 1
