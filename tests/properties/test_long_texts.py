"""Whatever reads a text takes time in proportion to its length, also for a hostile one.

Timing decides only what differs by orders of magnitude: 100,000 characters take tenths of a second, while a pattern
that goes back over what it has read takes minutes. The bounds are in time of the processor, and far from both, so that
neither a busy machine nor a slow one changes anything.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import combinations

import pytest

from tests.properties.long_texts import PUNCTUATION, READERS, marks_and_nestings, texts

# Seconds that 100,000 characters may take; they are meant to take half of one.
_LENGTH, _BOUND = 100_000, 10.0
# A shorter text, for what holds it several times and for each of very many texts; it takes hundredths.
_SHORT, _SHORT_BOUND = 8_000, 3.0
# What takes longer than this has to show that four times the text takes four times as long, not sixteen.
_DOUBTFUL, _GROWTH = 0.3, 8

# Whole documents hold the text several times: for them it is shorter.
_DOCUMENTS = [name for name in READERS if name.startswith(("export", "preview"))]
_OTHERS = [name for name in READERS if name not in _DOCUMENTS]


def _slow(name: str, some: Mapping[str, str], bound: float) -> dict[str, float]:
    """By name: the texts for which that reader takes more seconds than `bound`, and how many."""
    return {text_name: spent for text_name, text in some.items() if (spent := _spent(name, text)) > bound}


def _spent(name: str, text: str) -> float:
    begin = time.process_time()
    READERS[name](text)
    return time.process_time() - begin


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
    # "ab" again and again holds "ba" again and again, and one mark alone stands in a longer text above.
    pairs = ("".join(pair) for pair in combinations(PUNCTUATION, 2))
    doubtful = _slow(name, {pair: pair * (_SHORT // 2) for pair in pairs}, _DOUBTFUL)
    assert not {pair for pair, spent in doubtful.items() if _spent(name, pair * _SHORT * 2) > spent * _GROWTH}
