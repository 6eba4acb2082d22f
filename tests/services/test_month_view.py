"""A month beside the editions before it."""

from __future__ import annotations

from digest.bootstrap import Library
from digest.domain.query import EntryQuery
from digest.services.curation.month_words import month_sections
from tests.builders import MONTH, NOW, a_pick, at


def test_a_month_is_compared_with_those_before_it(library: Library) -> None:
    store = library.store
    for number, (month, category) in enumerate(
        (("2026-09", "Krise"), ("2026-09", "IK"), ("2026-10", "Krise"), (MONTH, "Tumblr"), ("2026-12", "Krise"))
    ):
        store.add_pick(a_pick(number, month, category=category, comment="Vier Wörter und noch eins"), NOW)
    store.add_pick(a_pick(9, category="krise"), NOW)
    store.drop_pick("p9", NOW)
    view = library.month_views.view(MONTH)
    assert (view.months, view.picks, view.target) == (("2026-09", "2026-10", MONTH), (2, 1, 1), 10)
    counts = {balance.name: balance.counts for balance in view.categories}
    assert counts == {
        "Strategie": (0, 0, 0),
        "Medienarbeit": (0, 0, 0),
        "IK": (1, 0, 0),
        "Krise": (1, 1, 0),
        "Tumblr": (0, 0, 1),
    }
    assert view.words == (5.0, 5.0, 5.0)
    assert {label.name: (label.picks, label.last) for label in view.labels}["Krise"] == (3, "2026-12")


def test_the_shortlist_is_told_by_age_with_its_oldest(library: Library) -> None:
    entries = [row.entry for row in library.store.entries(EntryQuery()).rows]
    library.store.mark(entries, shortlisted=True)
    view = library.month_views.view(MONTH)
    assert view.shortlist == (6, 0, 0, 0)
    assert len(view.oldest) == 5
    assert [entry.id for entry in view.oldest] == sorted(entry.id for entry in entries)[:5]


def test_a_month_without_anything_before_it_has_nothing_to_compare(library: Library) -> None:
    library.store.add_pick(a_pick(1, category="Krise"), at(1))
    titles = [str(section.title) for section in month_sections(library.month_views.view(MONTH))]
    assert titles == ["Thin", "Categories", "Sources", "Shortlist by age", "Categories of all years"]
