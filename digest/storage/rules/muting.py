"""What muting words and taking them back does: decisions alone, the same for every backend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from digest.domain.muting import MutedWord, word_key
from digest.domain.text import sort_key


def words_to_add(present: Mapping[str, MutedWord], words: Sequence[str]) -> dict[str, MutedWord]:
    """Those of `words` that are new, by `word_key`. An empty one is a bug."""
    added: dict[str, MutedWord] = {}
    for word in words:
        key = word_key(word)
        if not key:
            raise ValueError(f"{word!r} mutes nothing")
        if key not in present:
            added.setdefault(key, MutedWord(word))
    return added


def words_to_remove(present: Mapping[str, MutedWord], words: Sequence[str]) -> list[str]:
    """The keys of those of `words` that are there."""
    return [key for key in dict.fromkeys(map(word_key, words)) if key in present]


def in_order(words: Iterable[MutedWord]) -> tuple[str, ...]:
    """As a list shows them."""
    return tuple(sorted((muted.word for muted in words), key=sort_key))
