"""A list narrowed: every condition that is set must hold.

Picks are those of one edition.
"""

from __future__ import annotations

import pytest

from digest.domain.query import PickedPlace
from digest.services.reading.entries import ListedEntry
from digest.services.reading.narrowing import Narrowing
from tests.builders import MONTH, an_entry


def listed(number: int, pick: PickedPlace | None = None, *, read: bool = False, feed_id: str = "f1") -> ListedEntry:
    return ListedEntry(an_entry(number, feed_id), read, False, "", "", pick)


def place(category: str = "Krise", comment: str = "", month: str = MONTH, curator: str = "Dora") -> PickedPlace:
    return PickedPlace(month, "p", category, comment, None, "", curator=curator)


LISTED = [
    listed(1),
    listed(2, read=True),
    listed(3, place()),
    listed(4, place(comment="Gut."), read=True, feed_id="f2"),
    listed(5, place(comment=" \n", curator="Emil")),
    listed(6, place("IK"), feed_id="f2"),
    listed(7, place(month="2026-10")),
]


@pytest.mark.parametrize(
    ("narrowing", "found"),
    [
        (Narrowing(), [1, 2, 3, 4, 5, 6, 7]),
        (Narrowing(unread=True), [1, 3, 5, 6, 7]),
        (Narrowing(feed_id="f2"), [4, 6]),
        (Narrowing(picked=True), [3, 4, 5, 6]),
        (Narrowing(without_comment=True), [3, 5, 6]),
        (Narrowing(category="KRISE"), [3, 4, 5]),
        (Narrowing(curator="dora"), [3, 4, 6]),
        (Narrowing(unread=True, category="krise", curator="Emil"), [5]),
        (Narrowing(picked=True, feed_id="f9"), []),
    ],
)
def test_only_what_fits_stays_in_its_order(narrowing: Narrowing, found: list[int]) -> None:
    assert [int(one.entry.title.split()[1]) for one in narrowing.of(LISTED, MONTH)] == found
    assert bool(narrowing) == (found != [1, 2, 3, 4, 5, 6, 7])
