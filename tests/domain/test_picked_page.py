"""Which pick is this page's.

The entry's own before another of its page, one that stays before one that was dropped.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.domain.edition import pick_of
from tests.builders import a_pick

PAGE = "https://blog.example/a"


def test_the_entrys_own_pick_comes_before_another_of_its_page() -> None:
    other, own = (
        a_pick(1, entry_id="x", canonical_url=PAGE),
        a_pick(2, entry_id="e", canonical_url="https://b.example/"),
    )
    assert pick_of([other, own], "e", PAGE) is own
    assert pick_of([other], "e", PAGE) is other


def test_one_that_stays_comes_before_one_that_was_dropped() -> None:
    dropped, stays = a_pick(1, entry_id="e", dropped=True), a_pick(2, entry_id="e")
    assert pick_of([dropped, stays], "e", "") is stays
    assert pick_of([dropped], "e", "") is dropped


def test_nothing_fits_nothing() -> None:
    assert pick_of([a_pick(1, entry_id="", canonical_url="")], "", "") is None


@given(st.permutations([a_pick(number, entry_id="e", canonical_url=PAGE, rank=number) for number in (1, 2, 3)]))
def test_the_order_of_the_picks_does_not_matter(picks: list[object]) -> None:
    assert pick_of(picks, "e", PAGE).id == a_pick(1).id  # type: ignore[arg-type, union-attr]
