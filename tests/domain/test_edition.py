"""Order of sections and picks."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from digest.domain.edition import Edition, Frozen, Pick, ordered_sections, section_order
from digest.domain.text import known_spelling

STANDING = ("Strategie", "Medienarbeit", "IK", "Krise")
ORDER = ("Strategie", "Medienarbeit", "IK", "*", "Krise")


def pick(number: int, category: str) -> Pick:
    return Pick(str(number), "2026-11", category, f"Titel {number}", f"https://a.example/{number}", "", rank=number)


def names(edition: Edition, *categories: str) -> list[str]:
    picks = [pick(number, category) for number, category in enumerate(categories)]
    return [section.category for section in ordered_sections(edition, picks, ORDER, STANDING)]


def test_ad_hoc_labels_stand_in_the_curators_order_at_the_star() -> None:
    edition = Edition("2026-11", labels=("Krise", "Tumblr", "Strategie", "Chatbots"))
    assert names(edition, "Krise", "Chatbots", "Strategie", "Tumblr", "IK") == [
        "Strategie", "IK", "Tumblr", "Chatbots", "Krise",
    ]  # fmt: skip


def test_a_standing_category_that_the_order_forgets_stands_before_the_labels() -> None:
    assert section_order(("A", "*", "Z"), ("A", "B", "Z"), ("Neu", "b")) == ("A", "B", "Neu", "Z")
    assert section_order(("A",), ("A", "B"), ("Neu",)) == ("A", "B", "Neu")


def test_a_closed_edition_keeps_its_order_whatever_the_configuration_says() -> None:
    frozen = Frozen("Titel", ("Krise", "IK", "Strategie"), 3, "de")
    edition = replace(Edition("2026-11", labels=("Krise", "IK", "Strategie")), frozen=frozen)
    assert names(edition, "Strategie", "IK", "Krise") == ["Krise", "IK", "Strategie"]


def test_a_label_that_is_called_star_is_a_label() -> None:
    assert names(Edition("2026-11"), "Krise", "*", "IK") == ["IK", "*", "Krise"]
    closed = replace(Edition("2026-11"), frozen=Frozen("Titel", ("Krise", "*", "IK"), 3, "de"))
    assert names(closed, "IK", "*", "Krise") == ["Krise", "*", "IK"]


def test_dropped_picks_are_not_assembled() -> None:
    picks = [pick(1, "IK"), replace(pick(2, "IK"), dropped=True)]
    assert [p.id for s in ordered_sections(Edition("2026-11"), picks, ORDER, STANDING) for p in s.picks] == ["1"]


def test_categories_are_one_in_any_spelling_of_case_and_umlaut() -> None:
    assert known_spelling("krise", STANDING) == "Krise"
    assert known_spelling(" Künstliche  Intelligenz ", ["künstliche Intelligenz"]) == "künstliche Intelligenz"
    assert known_spelling("Kuenstliche Intelligenz", ["Künstliche Intelligenz"]) == "Künstliche Intelligenz"
    assert known_spelling("Neu", STANDING) == "Neu"


@given(st.lists(st.sampled_from([*STANDING, "Podcast", "Tumblr", "krise", "*"]), max_size=20))
def test_every_pick_is_assembled_once_and_keeps_its_order_within_its_section(categories: list[str]) -> None:
    picks = [pick(number, category) for number, category in enumerate(categories)]
    sections = ordered_sections(Edition("2026-11"), picks, ORDER, STANDING)
    assert sorted(p.rank for s in sections for p in s.picks) == list(range(len(picks)))
    assert all([p.rank for p in s.picks] == sorted(p.rank for p in s.picks) for s in sections)
    assert len({s.category.casefold() for s in sections}) == len(sections)
