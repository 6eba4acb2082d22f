"""What is thin in a month, and how small charts are drawn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from digest.config.language import activate, tell
from digest.domain.balance import Balance, balances, by_age, compared, is_thin, labels_of, sparkline, thin_sentence
from tests.builders import NOW

MONTHS = ["2026-03", "2026-04", "2026-05", "2026-06"]


@pytest.mark.parametrize(
    ("counts", "thin"),
    [((2, 2, 2, 0), True), ((0, 0, 0, 1), True), ((2, 2, 2, 1), False), ((3, 3, 3, 1), True), ((1, 1, 1, 1), False)],
)
def test_a_category_is_thin_beside_what_is_usual(counts: tuple[int, ...], thin: bool) -> None:
    assert is_thin(Balance("IK", counts)) is thin


@pytest.mark.parametrize(
    ("counts", "english", "german"),
    [
        (
            (1, 0, 0, 1),
            "IK: 1 pick, none in May 2026 and April 2026",
            "IK: 1 Tipp, im Mai 2026 und im April 2026 keiner",
        ),
        ((1, 1, 0, 0), "IK: no pick, none in May 2026", "IK: kein Tipp, im Mai 2026 keiner"),
        ((0, 0, 0, 1), "IK: 1 pick, none in all editions compared", "IK: 1 Tipp, in keiner verglichenen Ausgabe einer"),
        ((4, 4, 4, 1), "IK: 1 pick, usually 4", "IK: 1 Tipp, sonst meist 4"),
    ],
)  # fmt: skip
def test_the_sentence_names_the_months_without_any(counts: tuple[int, ...], english: str, german: str) -> None:
    sentence = thin_sentence(Balance("IK", counts), MONTHS)
    assert tell(sentence) == english
    activate("de")
    try:
        assert tell(sentence) == german
    finally:
        activate("en")


def test_after_more_than_two_the_last_month_that_had_one_is_named() -> None:
    sentence = thin_sentence(Balance("IK", (2, 0, 0, 0, 1)), ["2026-02", *MONTHS])
    assert tell(sentence) == "IK: 1 pick, none since February 2026"


def test_standing_categories_come_first_and_spellings_count_together() -> None:
    found = balances([["krise", "Audio"], ["Krise", "KRISE", "Chatbots", "Chatbots", "Audio"]], ("IK", "Krise"))
    assert [(one.name, one.counts) for one in found] == [
        ("IK", (0, 0)), ("Krise", (1, 2)), ("Chatbots", (0, 2)), ("Audio", (1, 1)),
    ]  # fmt: skip


def test_a_month_is_compared_with_the_eleven_editions_before_it() -> None:
    months = [f"2025-{number:02}" for number in range(1, 13)] + ["2026-02"]
    assert compared(months, "2026-01") == [*months[1:12], "2026-01"]
    assert compared([], "2026-01") == ["2026-01"]


def test_labels_of_all_years_have_their_latest_spelling() -> None:
    labels = labels_of({"2020-01": ["ki", "Video"], "2026-01": ["KI"]})
    assert [(one.name, one.picks, one.last) for one in labels] == [("KI", 2, "2026-01"), ("Video", 1, "2020-01")]


def test_a_chart_of_one_line_has_a_dot_for_nought_and_a_full_block_for_the_most() -> None:
    assert sparkline([0, 1, 4, 8]) == "·▁▄█"
    assert sparkline([0, 0]) == "··"
    assert sparkline([]) == ""


def test_entries_are_told_by_their_age() -> None:
    since = [NOW - timedelta(days) for days in (0, 7, 8, 31, 200, 90)]
    assert by_age(since, NOW) == [2, 1, 2, 1]
