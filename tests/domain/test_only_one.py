"""One thing by the beginning of its id, its whole id or its name; several or none are told."""

from __future__ import annotations

import pytest

from digest.domain.errors import Ambiguous, NotFound
from digest.domain.message import msg
from digest.domain.only_one import only_one, with_id
from tests.builders import a_feed

FEEDS = [a_feed(number, id=name) for number, name in enumerate(("ab12", "ab1", "cd34", "f0", "f1", "f2", "f3", "f4"))]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cd", ["cd34"]),
        (" CD3 ", ["cd34"]),
        ("ab1", ["ab1"]),  # a whole id comes before the beginning of another one
        ("ab", ["ab12", "ab1"]),
        ("", []),
        ("  ", []),
        ("x", []),
    ],
)
def test_an_id_is_found_by_its_beginning(typed: str, found: list[str]) -> None:
    assert [feed.id for feed in with_id(FEEDS, typed)] == found


def test_a_name_comes_before_the_beginning_of_an_id_and_behind_a_whole_one() -> None:
    called = [a_feed(9, id="zz")]
    assert with_id(FEEDS, "ab", called) == called
    assert [feed.id for feed in with_id(FEEDS, "ab1", called)] == ["ab1"]


def test_several_are_told_with_the_first_five_ids() -> None:
    none = NotFound(msg("nichts"))
    assert only_one(FEEDS[:1], none, lambda count: msg("{n} davon", n=count)) == FEEDS[0]
    with pytest.raises(NotFound, match="nichts"):
        only_one([], none, lambda count: msg("{n} davon", n=count))
    with pytest.raises(Ambiguous, match="8 davon") as caught:
        only_one(FEEDS, none, lambda count: msg("{n} davon", n=count))
    assert "ab12, ab1, cd34, f0, f1." in str(caught.value.remedy)
