"""What is muted: whole feeds, and words in titles.

Muted entries leave the inbox; all other lists keep them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.domain.entry import PAGES
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.rules import Rule
from digest.domain.text import fold, search_keys, sort_key


@dataclass(frozen=True, slots=True)
class MutedWord:
    """A word as the curator typed it."""

    word: str


@dataclass(frozen=True, slots=True)
class Muting:
    """All that is muted; `rules` are those that mute.

    A page added by its address is wanted by somebody: no word mutes it.
    """

    feed_ids: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.feed_ids or self.words or self.rules)

    def mutes(self, feed_id: str, title: str) -> bool:
        """True if feed or words mute an entry of this title; for rules see `rules.matching`."""
        return feed_id in self.feed_ids or (feed_id != PAGES and any(self.words_in(title)))

    def words_in(self, title: str) -> list[str]:
        """The muted words that stand in a title."""
        keys = search_keys(title) if self.words else ("", "")
        return [
            word
            for word in self.words
            if any(pattern.search(key) for pattern, key in zip(_patterns(word), keys, strict=True))
        ]


def word_key(word: str) -> str:
    """The key under which two spellings of a muted word are equal; empty if nothing is left."""
    return fold(word) if word.strip(" *") else ""


def ensure_word(word: str) -> None:
    """Raise UsageError for a text that mutes nothing."""
    if not word_key(word):
        raise UsageError(msg("“{word}” is no word.", word=word), msg("Name letters, at most with * behind them."))


@lru_cache(maxsize=256)
def _patterns(word: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for both spellings of umlauts: the whole word, or a prefix if it ends in "*"."""
    end = "" if word.rstrip().endswith("*") else r"(?!\w)"
    plain, spelled = search_keys(word.strip(" *"))
    return re.compile(r"(?<!\w)" + re.escape(plain) + end), re.compile(r"(?<!\w)" + re.escape(spelled) + end)


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
