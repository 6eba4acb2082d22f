"""Every change that was acknowledged is there, once, whatever breaks in between.

`python -m tests.team.storm` runs it at full size.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.team.storm import storm

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def server() -> Iterator[postgresql.OwnServer]:
    with postgresql.OwnServer() as server:
        yield server


@pytest.mark.parametrize(
    ("clients", "operations", "kills", "stops", "cuts", "isolation"),
    [(4, 60, 6, 2, 6, "read committed"), (8, 120, 20, 4, 8, "read committed"), (4, 60, 4, 1, 4, "serializable")],
)
def test_every_acknowledged_change_is_there_once(
    tmp_path: Path,
    server: postgresql.OwnServer,
    clients: int,
    operations: int,
    kills: int,
    stops: int,
    cuts: int,
    isolation: str,
) -> None:
    report = storm(tmp_path, server, clients, operations, kills=kills, stops=stops, cuts=cuts, isolation=isolation)
    print(report)
    assert report.losses == []
    assert report.acknowledged > clients * operations / 2
