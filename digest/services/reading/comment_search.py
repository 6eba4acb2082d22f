"""Search the curator's own words: titles, comments, intros and outros of all editions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digest.domain.edition import Edition, Pick
from digest.domain.text import matches
from digest.storage.store import Store


@dataclass(frozen=True, slots=True)
class OwnText:
    """A pick's comment with its title, or (`pick` None) an edition's `field`: intro or outro."""

    edition: Edition
    pick: Pick | None
    field: str
    text: str


class CommentSearch:
    """Searches the editions of one library."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(self, words: str) -> Iterator[OwnText]:
        """Every text with all words, by the German folding rules; the newest edition first."""
        if not words.strip():
            return
        for edition in self._store.editions():
            for pick in self._store.picks(edition.id):
                if matches(words, pick.shown_title, pick.comment, pick.category, pick.source, pick.author):
                    yield OwnText(edition, pick, "comment", pick.comment)
            for name in ("intro", "outro"):
                if (text := getattr(edition, name)) and matches(words, text):
                    yield OwnText(edition, None, name, text)
