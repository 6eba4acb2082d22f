"""Editions taken in whole from the past, and revised as a whole.

All of it is kept, or nothing.
"""

from __future__ import annotations

import pytest

from digest.domain.edition import Edition, Revision
from digest.domain.errors import Conflict, EditionClosed, NotFound, UsageError
from digest.storage.store import Store
from tests.builders import MONTH, NOW, a_frozen, a_pick, at


def test_an_edition_of_the_past_is_kept_as_it_is_given(store: Store) -> None:
    old = Edition("2017-04", title="Zehn Tipps", intro="Vorweg", frozen=a_frozen(), closed=at(-9), created=at(-9))
    kept = store.import_edition(old, [a_pick(1, rank=7, category="Tumblr", created=at(-9)), a_pick(2)], NOW)
    assert (kept.title, kept.closed, kept.labels, kept.version) == ("Zehn Tipps", at(-9), ("Tumblr", "Strategie"), 1)
    assert store.edition("2017-04") == kept
    assert [(pick.id, pick.rank, pick.edition_id) for pick in store.picks("2017-04")] == [
        ("p1", 1, "2017-04"),
        ("p2", 2, "2017-04"),
    ]
    assert store.pick("p1").created == at(-9)
    assert [place.closed for place in store.places()[a_pick(1).canonical_url]] == [at(-9)]


def test_nothing_is_overwritten_and_no_month_is_invented(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    for edition in (Edition(MONTH), Edition("2017-13")):
        with pytest.raises(UsageError):
            store.import_edition(edition, [a_pick(2)], NOW)
    with pytest.raises(ValueError):
        store.import_edition(Edition("2017-04"), [a_pick(1)], NOW)
    assert [edition.id for edition in store.editions()] == [MONTH]
    assert [pick.id for pick in store.picks(MONTH)] == ["p1"]


def test_a_revision_changes_texts_order_and_picks_at_once(store: Store) -> None:
    for number in (1, 2, 3, 4):
        store.add_pick(a_pick(number), at(number))
    store.drop_pick("p2", at(5))
    revision = Revision(
        {"title": "Neu"}, {"p1": {"comment": "x"}, "p3": {"category": "Krise"}}, ("p4",), ("p3", "p1"), {"": 1, "p1": 1}
    )
    kept = store.revise_edition(MONTH, revision, at(6))
    assert (kept.title, kept.labels) == ("Neu", ("Strategie", "Krise"))
    assert [(pick.id, pick.comment) for pick in store.picks(MONTH)] == [("p3", ""), ("p1", "x")]
    assert {pick.id for pick in store.picks(MONTH, dropped=True)} == {"p1", "p2", "p3", "p4"}


@pytest.mark.parametrize("versions", [{"": 0}, {"p2": 2}, {"p1": 0}])
def test_a_revision_with_one_old_version_changes_nothing(store: Store, versions: dict[str, int]) -> None:
    for number in (1, 2):
        store.add_pick(a_pick(number), NOW)
    before = (store.edition(MONTH), store.picks(MONTH))
    with pytest.raises(Conflict):
        store.revise_edition(MONTH, Revision({"title": "x"}, {"p1": {"title": "y"}}, versions=versions), at(1))
    assert (store.edition(MONTH), store.picks(MONTH)) == before


def test_a_revision_that_fails_half_way_changes_nothing(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    before = (store.edition(MONTH), store.picks(MONTH))
    with pytest.raises(UsageError):
        store.revise_edition(MONTH, Revision({"frozen": None}, {"p1": {"title": "y"}}), at(1))
    with pytest.raises(NotFound):
        store.revise_edition(MONTH, Revision({}, {"p1": {"title": "y"}}, ("p9",)), at(1))
    with pytest.raises(ValueError):
        store.revise_edition(MONTH, Revision({}, {"p1": {"title": "y"}}, (), ("p1", "p1")), at(1))
    assert (store.edition(MONTH), store.picks(MONTH)) == before


def test_a_closed_edition_is_not_revised(store: Store) -> None:
    store.add_pick(a_pick(1), NOW)
    store.close_edition(MONTH, a_frozen(), NOW)
    with pytest.raises(EditionClosed):
        store.revise_edition(MONTH, Revision({}, {"p1": {"title": "y"}}), at(1))
