"""Muted words in titles: one way for key M and for `digest mute`."""

from __future__ import annotations

from collections.abc import Iterable

from digest.domain.muting import ensure_word
from digest.domain.text import curator_line
from digest.storage.store import Store


class MutedWords:
    """The muted words of one library; what a word fits is in `domain.muting`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[str, ...]:
        """As they were typed."""
        return self._store.muted_words()

    def change(self, words: Iterable[str], *, muted: bool) -> tuple[str, ...]:
        """Mute words, or let their entries in again; returns those that this changed.

        Muting one again, in whatever spelling, changes nothing. Raises UsageError for what is no word, changing none.
        """
        wanted = [curator_line(word) for word in words]
        for word in wanted:
            ensure_word(word)
        return (self._store.mute_words if muted else self._store.unmute_words)(wanted)
