"""Search the curator's own words: titles, comments, intros and outros of all editions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.domain.curator import same_curator
from digest.domain.edition import Edition, Pick
from digest.domain.event import texts_of
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

    def search(self, words: str, by: str = "") -> Iterator[OwnText]:
        """Every text with all words, by the German folding rules; the newest edition first.

        With `by` only those that this curator wrote last.
        """
        if not words.strip():
            return
        for edition in self._store.editions():
            found = self._in(edition, words)
            yield from self._written(by, edition, list(found)) if by else found

    def _in(self, edition: Edition, words: str) -> Iterator[OwnText]:
        for pick in self._store.picks(edition.id):
            if matches(words, pick.shown_title, pick.comment, pick.category, pick.source, pick.author):
                yield OwnText(edition, pick, "comment", pick.comment)
        for name in ("intro", "outro"):
            if (text := getattr(edition, name)) and matches(words, text):
                yield OwnText(edition, None, name, text)

    def _written(self, by: str, edition: Edition, found: Sequence[OwnText]) -> Iterator[OwnText]:
        """Those of the texts that this curator wrote last.

        The history tells it; of texts that are older than the history the pick.
        """
        events = self._store.history(edition.id) if found else []
        for text in found:
            pick = text.pick
            written = texts_of(events, pick.id if pick else "", text.field)
            writer = written[-1].by if written else ""
            if same_curator(writer or (pick.edited_by or pick.curator if pick else ""), by):
                yield text
