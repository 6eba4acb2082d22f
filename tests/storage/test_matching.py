"""One matcher for many rules and texts says what each rule alone says of each text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.domain.errors import UsageError
from digest.domain.muting import Muting
from digest.domain.rules import Rule
from digest.storage.rules.matching import Matcher, ensure_matchable
from tests.builders import an_entry

WORDS = st.sampled_from(["Krise", "krise*", "Rückruf", "rueck*", "RUCKRUF", "Krise im Haus", "Straße", "µ", "3½"])
TEXTS = st.lists(
    st.sampled_from(["Krise", "im", "Haus", "Krisen", "Rückruf", "Ru\u0308ckruf", "Straße", "STRASSE", "µ", "3½", "–"])
).map(" ".join)


@given(st.lists(WORDS, max_size=6), st.lists(TEXTS, max_size=6))
@example(["krise"], ["Haus", "Haus Krise", "Haus", "Krise"])
def test_many_words_fit_what_each_of_them_fits_alone(words: list[str], titles: list[str]) -> None:
    rules = [Rule(f"r{number}", word) for number, word in enumerate(words)]
    matcher = Matcher(rules)
    for title in titles:
        expected = [rule for rule in rules if Muting(words=(rule.pattern,)).words_in(title)]
        assert matcher.fitting(an_entry(1, title=title)) == expected


def test_one_wrong_expression_takes_nothing_from_the_others() -> None:
    rules = [
        Rule("r1", "Kris(e|en)", is_regex=True),
        Rule("r2", "(a", is_regex=True),
        Rule("r3", "HAUS$", is_regex=True),
    ]
    assert [rule.id for rule in Matcher(rules).fitting(an_entry(1, title="Krisen im Haus"))] == ["r1", "r3"]


@pytest.mark.parametrize(
    ("pattern", "detail"),
    [("(a", "missing ): (a"), ("a(?=b)", "invalid perl operator: (?="), ("x" * 1_001, "too long")],
)
def test_what_is_wrong_with_an_expression_is_told(pattern: str, detail: str) -> None:
    with pytest.raises(UsageError) as refused:
        ensure_matchable(Rule("", pattern, is_regex=True))
    assert detail in str(refused.value)
