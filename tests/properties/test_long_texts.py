"""Whatever reads a text takes time in proportion to its length, also if it was made to take more.

Timing decides only what differs by orders of magnitude: 200 kB take tenths of a second, while a pattern that
goes back over what it has read takes minutes. The bound is in time of the processor, so that a busy machine changes
little.
"""

from __future__ import annotations

import time
from itertools import product

import pytest

from tests.properties.long_texts import PUNCTUATION, READERS, texts

_LENGTH = 200_000
# Seconds. One is what a text of that length is meant to take; five are far from what a quadratic pattern needs.
_BOUND = 5.0


def _seconds(name: str, text: str) -> float:
    begin = time.process_time()
    READERS[name](text)
    return time.process_time() - begin


# Whole documents are made of the same texts several times over: their turn comes with the slow tests.
_QUICK = [name for name in READERS if not name.startswith(("export", "preview"))]


@pytest.mark.parametrize("name", _QUICK)
def test_a_text_that_was_made_to_be_slow_is_not(name: str) -> None:
    """Shorter than below, yet what grows with the square of the length stands out."""
    slow = {piece: spent for piece, text in texts(8_000).items() if (spent := _seconds(name, text)) > 2}
    assert not slow


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", READERS)
def test_nor_is_a_long_one(name: str) -> None:
    slow = {piece: spent for piece, text in texts(_LENGTH).items() if (spent := _seconds(name, text)) > _BOUND}
    assert not slow


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", READERS)
def test_nor_one_of_any_two_marks(name: str) -> None:
    slow = {}
    for pair in product(PUNCTUATION, repeat=2):
        if (spent := _seconds(name, "".join(pair) * (_LENGTH // 4))) > _BOUND:
            slow[pair] = spent
    assert not slow
