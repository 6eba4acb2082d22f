"""Whatever reads a text takes time in proportion to its length, also if it was made to take more.

Timing decides only what differs by orders of magnitude: 200,000 characters take tenths of a second, while a pattern
that goes back over what it has read takes minutes. The bounds are in time of the processor, so that a busy machine
changes little.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import product

import pytest

from tests.properties.long_texts import PUNCTUATION, READERS, marks_and_nestings, texts

# Seconds that 200,000 characters may take: one is what they are meant to take on a machine that is not busy.
_LENGTH, _BOUND = 200_000, 2.0
# What grows with the square of the length stands out at 8,000 characters already; all else takes hundredths.
_SHORT, _SHORT_BOUND = 8_000, 0.5

# Whole documents hold the text several times: for them it is shorter.
_DOCUMENTS = [name for name in READERS if name.startswith(("export", "preview"))]
_OTHERS = [name for name in READERS if name not in _DOCUMENTS]


def _slow(name: str, some: Mapping[str, str], bound: float) -> dict[str, float]:
    """By name: the texts for which that reader takes more seconds than `bound`, and how many."""
    slow = {}
    for text_name, text in some.items():
        begin = time.process_time()
        READERS[name](text)
        if (spent := time.process_time() - begin) > bound:
            slow[text_name] = spent
    return slow


@pytest.mark.parametrize("name", _OTHERS)
def test_a_text_that_was_made_to_be_slow_is_not(name: str) -> None:
    assert not _slow(name, texts(_SHORT // 8), _SHORT_BOUND)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", _OTHERS)
def test_nor_is_a_long_one(name: str) -> None:
    assert not _slow(name, marks_and_nestings(_LENGTH), _BOUND)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", _DOCUMENTS)
def test_nor_is_a_document_of_such_texts(name: str) -> None:
    assert not _slow(name, texts(_SHORT), _BOUND)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", _OTHERS)
def test_nor_is_one_of_any_two_marks(name: str) -> None:
    pairs = ("".join(pair) for pair in product(PUNCTUATION, repeat=2))
    assert not _slow(name, {pair: pair * (_SHORT // 2) for pair in pairs}, _SHORT_BOUND)
