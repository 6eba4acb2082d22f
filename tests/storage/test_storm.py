"""Storms at a size that fits into a test; `make storm` runs them at full size."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.storage.storm import kills, storm

slow = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize(("processes", "operations"), [(3, 25), pytest.param(8, 100, marks=slow)])
def test_every_acknowledged_change_of_many_processes_is_there_once(
    folder: Path, processes: int, operations: int
) -> None:
    report = storm(folder, processes, operations)
    assert report.losses == []
    assert report.acknowledged > processes * operations / 2
    assert report.readings > 0


@pytest.mark.parametrize(("processes", "operations"), [(2, 40), pytest.param(8, 60, marks=slow)])
def test_a_failing_disk_costs_nothing_that_was_acknowledged(folder: Path, processes: int, operations: int) -> None:
    report = storm(folder, processes, operations, rarity=40)
    assert report.losses == []
    assert sum(report.faults.values()) > 0
    assert report.refused > 0


@pytest.mark.parametrize("count", [4, pytest.param(60, marks=slow)])
def test_killed_at_any_moment_on_a_failing_disk(folder: Path, count: int) -> None:
    report = kills(folder, count)
    assert report.losses == []
    assert report.kills == count
