"""Names of curators as persons and systems write them, and the initials that come of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.curator import LONGEST_NAME, Curator, curator_of, same_curator, shown_initials
from digest.domain.text import fold


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Dora Fuchs", "DF"),
        ("dora fuchs", "DF"),
        ("Dora von der Fuchs", "DF"),
        ("Dora Fuchs-Meier", "DM"),
        ("dora.fuchs", "DF"),
        ("dfuchs", "DF"),
        ("D", "D"),
        ("ßa", "SS"),
        ("🦊 Fuchs", "FU"),
        ("山田太郎", "山田"),
        ("(Dora) [Fuchs]", "DF"),
        ("🦊", "?"),
        ("1000", "10"),
    ],
)
def test_initials_are_made_of_the_first_and_the_last_word(name: str, initials: str) -> None:
    assert shown_initials([curator_of(name)]) == {name: initials}


def test_who_was_there_earlier_keeps_the_shorter_initials() -> None:
    names = ["Dora Fuchs", "Dieter Funke", "Doris Fux", "Dirk F.", "Dana F"]
    assert [*shown_initials(map(Curator, names)).values()] == ["DF", "DFu", "DFux", "DF2", "DF3"]


def test_own_initials_count_before_derived_ones_and_nobody_has_anothers() -> None:
    found = shown_initials([Curator("Dora Fuchs"), Curator("Dieter Funke", "DF"), Curator("Dagmar Fink", "df")])
    assert found == {"Dora Fuchs": "DFu", "Dieter Funke": "DF", "Dagmar Fink": "df2"}


def test_one_name_in_two_spellings_is_one_person() -> None:
    assert same_curator("Dora  FUCHS", "dora fuchs")
    assert not same_curator("Dora", "Dora Fuchs")


@pytest.mark.parametrize(
    "name", ["Dora\nFuchs", "Dora\tFuchs", " Dora \r\n Fuchs ", "Do\x1b[31mra Fuchs", "\u202eDora Fuchs"]
)
def test_a_name_is_one_line_that_moves_nothing(name: str) -> None:
    cleaned = curator_of(name).name
    assert cleaned.isprintable()
    assert cleaned.split()[-1] == "Fuchs"


def test_a_long_name_is_cut_between_letters() -> None:
    name = curator_of("👩‍👩‍👧" * 100).name
    assert len(name) <= LONGEST_NAME
    assert not name.endswith("\u200d…")


@given(st.lists(st.tuples(st.text(), st.text(max_size=6)), max_size=12))
def test_no_two_curators_have_the_same_initials_and_none_has_none(given: list[tuple[str, str]]) -> None:
    curators = [made for name, own in given if (made := curator_of(name, own)).name]
    found = shown_initials(curators)
    assert {fold(name) for name in found} == {fold(curator.name) for curator in curators}
    folded = [fold(one) for one in found.values()]
    assert len({*folded}) == len(folded)
    assert all(one.strip() for one in found.values())


@given(st.lists(st.sampled_from(["Dora Fuchs", "Dieter Funke", "Emil", "E. Mil", "emil", "🦊", "D F"]), unique=True))
def test_nobodys_initials_change_when_a_colleague_joins(names: list[str]) -> None:
    shown = [shown_initials(map(Curator, names[:count])) for count in range(1, len(names) + 1)]
    for before, after in pairwise(shown):
        assert [*before.values()] == [*after.values()][: len(before)]
