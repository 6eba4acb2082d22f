"""What a search compares, compressed: each word once, and in two spellings only if needed.

A word that is looked for has no space in it, so it is found within one word of a text or not at all. So the words of a
text are kept without their order; those that both foldings of `domain.text.search_keys` write alike ("same") are not
kept twice. That halves the index beside keeping both foldings whole, and finds the same (tests compare with
`domain.text.matches`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from digest.domain.text import fold, keys_of_folded


class Folded(NamedTuple):
    """A text's words: those equal in both foldings, and the others in either folding."""

    same: str
    plain: str
    spelled: str


def whole(text: str) -> str:
    """A text without NUL, at which SQLite's comparisons would end."""
    return text.replace("\0", "\ufffd")


def folded(texts: Iterable[str]) -> Folded:
    """What is kept of these texts."""
    text = fold(whole("\n".join(texts)))
    words = dict.fromkeys(text.split(" "))
    if text.isascii():
        return Folded(" ".join(words), "", "")
    different = dict.fromkeys(_spellings(word) for word in words if not word.isascii())
    if any(one == other for one, other in different):  # a word without umlauts, but with other marks or letters
        pairs = dict.fromkeys((word, word) if word.isascii() else _spellings(word) for word in words)
        different = dict.fromkeys(pair for pair in pairs if pair[0] != pair[1])
        same = " ".join(one for one, other in pairs if one == other)
    else:
        same = " ".join(filter(str.isascii, words))
    return Folded(same, " ".join(one for one, _ in different), " ".join(other for _, other in different))


# A language has few words with umlauts, and texts have them again and again.
_spellings = lru_cache(maxsize=4096)(keys_of_folded)


def found_in(words: Folded, plain: str, spelled: str) -> bool:
    """True if a search word, in both foldings, is in a text with these words."""
    return any(plain in kept for kept in (words.same, words.plain)) or any(
        spelled in kept for kept in (words.same, words.spelled)
    )
