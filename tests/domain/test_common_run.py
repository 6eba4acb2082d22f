"""The longest common run is the one that comparing every place with every other finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digest.domain.common_run import longest_common_run


def _by_trying(ours: list[str], theirs: list[str]) -> tuple[int, int]:
    best = (0, 0)
    for at in range(len(ours)):
        for other in range(len(theirs)):
            length = 0
            while (
                at + length < len(ours) and other + length < len(theirs) and ours[at + length] == theirs[other + length]
            ):
                length += 1
            if length > best[1]:
                best = (at, length)
    return best


_WORDS = st.lists(st.sampled_from("abc"), max_size=30)


@given(_WORDS, _WORDS)
def test_it_is_the_first_of_the_longest(ours: list[str], theirs: list[str]) -> None:
    assert longest_common_run(ours, theirs) == _by_trying(ours, theirs)
