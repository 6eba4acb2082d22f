"""Where words of one or two letters can be.

The index of letters only knows three at a time.
`bigrams` has, for one letter or two neighbours in a word, the months and the blocks of entries that have them: 8,192
entries whose numbers follow each other. A pair that is nowhere is known to be nowhere, and of one that is rare a few
blocks are looked at. A row stays when its entries go: it says where to look, not what is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from digest.storage.postgresql.connection import Row, Transaction
from digest.storage.sql.conditions import SearchedWord
from digest.storage.sql.records import Folded, bindable

#: What the index of letters needs of a word.
_LETTERS = 3
#: The number of an entry without these bits is that of its block.
BITS = 13
#: Ordered, so that two who add the same rows wait for each other, and do not block each other.
_KEEP = f"""INSERT INTO digest.bigrams SELECT l.letters, e.month, e.block
    FROM (SELECT DISTINCT e.month, e.number >> {BITS} AS block FROM digest.entries e WHERE e.id = ANY(%(ids)s)) e
    CROSS JOIN unnest(%(letters)s::text[]) AS l (letters) ORDER BY l.letters, e.month, e.block
    ON CONFLICT DO NOTHING"""
_ASKED = "SELECT letters, month, block FROM digest.bigrams WHERE letters = ANY(%(letters)s)"


def keep(transaction: Transaction, ids: Collection[str], texts: Iterable[Folded]) -> None:
    """Note the letters of these entries, all together.

    They are nearly always of one month and one block.
    """
    letters: set[str] = set()
    for word in {word for text in texts for kept in text for word in bindable(kept).split(" ")}:
        letters.update(word)
        letters.update(map("".join, pairwise(word)))
    if letters:
        transaction.execute(_KEEP, {"ids": sorted(ids), "letters": sorted(letters)})


def is_short(word: SearchedWord) -> bool:
    """True if the index of letters does not find this word."""
    return bool(word.plain and word.spelled) and min(len(word.plain), len(word.spelled)) < _LETTERS


def asked(words: Sequence[SearchedWord]) -> list[tuple[str, Mapping[str, Any]]]:
    """The question for the places of the short words; none without such a word."""
    letters = sorted({letters for word in words if is_short(word) for letters in _letters(word)})
    return [(_ASKED, {"letters": letters})] if letters else []


class Places:
    """The months and blocks that the letters of the answers to `asked` are in."""

    def __init__(self, answers: Sequence[Sequence[Row]] = ()) -> None:
        self._by_letters: dict[str, set[tuple[str, int]]] = {}
        for letters, month, block in (row for rows in answers for row in rows):
            self._by_letters.setdefault(letters, set()).add((month, block))
        self._months: Collection[str] | None = None

    def months(self, words: Sequence[SearchedWord], months: Sequence[str]) -> list[str]:
        """Of these months those that can have all the words."""
        places = self._of([word for word in words if not (word.feed_ids or word.pages)])
        if places is None:
            return list(months)
        return [month for month in months if month in {month for month, _ in places}]

    def within(self, months: Sequence[str]) -> Places:
        """The same for these months alone."""
        found = Places()
        found._by_letters = self._by_letters
        found._months = frozenset(months)
        return found

    def numbers(self, words: Sequence[SearchedWord]) -> tuple[list[int], list[int]] | None:
        """Ranges of entries whose texts can have all these words.

        Their first and their last numbers. None if the index of letters finds one of the words, or if none of
        them has a letter.
        """
        if not all(map(is_short, words)) or (places := self._of(words)) is None:
            return None
        return _ranges({block for month, block in places if self._months is None or month in self._months})

    def _of(self, words: Sequence[SearchedWord]) -> set[tuple[str, int]] | None:
        found = [
            set().union(*(self._by_letters.get(letters, set()) for letters in _letters(word)))
            for word in words
            if is_short(word)
        ]
        return set.intersection(*found) if found else None


def _letters(word: SearchedWord) -> set[str]:
    """What a text with this word has, in either folding."""
    return {bindable(word.plain)[:2], bindable(word.spelled)[:2]}


def _ranges(blocks: Iterable[int]) -> tuple[list[int], list[int]]:
    """The first and the last numbers of the entries in these blocks, neighbours as one."""
    firsts: list[int] = []
    lasts: list[int] = []
    for block in sorted(blocks):
        if lasts and lasts[-1] + 1 == block << BITS:
            lasts.pop()
        else:
            firsts.append(block << BITS)
        lasts.append((block + 1 << BITS) - 1)
    return firsts, lasts
