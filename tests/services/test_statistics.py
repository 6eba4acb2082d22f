"""The figures of a library: which editions and whose picks count, and what is missing now."""

from __future__ import annotations

import pytest

from digest.config.settings import Settings
from digest.services.curation.statistics import Report, Statistics
from tests.builders import NOW, a_pick
from tests.model.store import MemoryStore

#: Month, category and curator of each pick.
PICKS = (
    ("2025-12", "IK", "Dora Fink"),
    ("2026-01", "Krise", "Dora Fink"),
    ("2026-01", "Krise", "Emil Maus"),
    ("2026-02", "Strategie", "Emil Maus"),
)


@pytest.fixture
def statistics() -> Statistics:
    store = MemoryStore()
    for number, (month, category, curator) in enumerate(PICKS):
        store.add_pick(a_pick(number, month, category=category, curator=curator), NOW)
    store.add_pick(a_pick(9, "2026-03"), NOW)
    store.drop_pick("p9", NOW)
    return Statistics(store, Settings())


def months(report: Report) -> dict[str, int]:
    return {edition.id: figures.picks for edition, figures in report.editions}


def test_editions_with_picks_count_the_oldest_first(statistics: Statistics) -> None:
    report = statistics.report()
    assert list(months(report).items()) == [("2025-12", 1), ("2026-01", 2), ("2026-02", 1)]
    assert report.total.picks == 4


def test_a_year_and_a_curator_narrow_what_counts_but_not_what_is_missing(statistics: Statistics) -> None:
    everything = statistics.report()
    assert months(statistics.report("2026")) == {"2026-01": 2, "2026-02": 1}
    assert months(statistics.report(by="dora fink")) == {"2025-12": 1, "2026-01": 1}
    assert months(statistics.report("2026", "emil maus")) == {"2026-01": 1, "2026-02": 1}
    nobody = statistics.report(by="Ada")
    assert (months(nobody), nobody.total.picks) == ({}, 0)
    assert everything.gaps
    assert statistics.report("2025").gaps == nobody.gaps == everything.gaps
