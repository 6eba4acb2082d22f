"""Searching: which entries hold all the words, in their own text, their feed's title or the comments on them.

The index holds each entry's text in both foldings that German needs (ä as a, ä as ae), so that a search runs over
bytes, and only what is found is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from digest.domain.feed import feed_title
from digest.domain.text import matches, search_keys
from digest.storage.tinydb.index import States

if TYPE_CHECKING:
    from digest.storage.tinydb.reading import ReadingPart

# So many bytes of a month are tried first. Where every word is in one of so many lines of them, looking at all lines
# costs less than looking for those that hold a word.
_SAMPLE, _OFTEN = 1 << 16, 4


class Search:
    """The words looked for, with the titles of the feeds and the comments of the picks at hand."""

    def __init__(self, library: ReadingPart, words: str) -> None:
        self._library = library
        states = library.fetch_states()
        titles = {feed.id: feed_title(feed, states.get(feed.id)) for feed in library.feeds()}
        comments: dict[str, list[str]] = defaultdict(list)
        for place in library._files.places():
            for plain in place.picks.values():
                if (comment := plain.get("comment")) and not plain.get("dropped"):
                    for name in {str(plain.get("entry_id") or ""), str(plain.get("canonical_url") or "")} - {""}:
                        comments[name].append(str(comment))
        self._words = [Word(word, titles, comments) for word in words.split()]

    def found_in(self, month: str, states: States) -> set[str]:
        """The ids of a month's entries that hold all the words."""
        found = set()
        for line in self._lines(self._library._index.texts(month, states)):
            entry_id, feed_id, address, plain, spelled = line.split(b"\t")
            for word in self._words:
                if not word.is_in(entry_id, feed_id, address, plain, spelled):
                    break
            else:
                found.add(entry_id.decode())
        return found

    def _lines(self, texts: bytes) -> Iterable[bytes]:
        """The lines that may hold all the words, in any order."""
        sample = texts[:_SAMPLE]
        many = sample.count(b"\n")
        if all(word.at_most(sample) * _OFTEN >= many for word in self._words):
            return filter(None, texts.split(b"\n"))
        rarest = min(self._words, key=lambda word: word.at_most(texts))
        return (texts[begin : texts.index(b"\n", begin)] for begin in rarest.perhaps_in(texts))


class Word:
    """One word, and the feeds and commented entries in whose titles and comments it stands."""

    def __init__(self, word: str, titles: Mapping[str, str], comments: Mapping[str, list[str]]) -> None:
        self._plain, self._spelled = (key.encode("utf-8", "replace") for key in search_keys(word))
        self._feeds = {feed_id.encode() for feed_id, title in titles.items() if matches(word, title)}
        self._commented = {name.encode("utf-8", "replace") for name, texts in comments.items() if matches(word, *texts)}

    def at_most(self, texts: bytes) -> int:
        """In how many lines of a month the word may be, counted quickly."""
        return sum(map(texts.count, self._signs()))

    def perhaps_in(self, texts: bytes) -> set[int]:
        """Where the lines of a month begin that hold the word, and perhaps some others."""
        return {begin for sign in self._signs() for begin in _holding(texts, sign)}

    def is_in(self, entry_id: bytes, feed_id: bytes, address: bytes, plain: bytes, spelled: bytes) -> bool:
        """True where the entry of that line holds the word, in either spelling of umlauts."""
        return (
            self._plain in plain
            or self._spelled in spelled
            or feed_id in self._feeds
            or entry_id in self._commented
            or address in self._commented
        )

    def _signs(self) -> set[bytes]:
        return {self._plain, self._spelled, *self._commented, *(b"\t" + feed_id + b"\t" for feed_id in self._feeds)}


def _holding(texts: bytes, wanted: bytes) -> Iterator[int]:
    """Where the lines begin that hold these bytes."""
    place = texts.find(wanted)
    while place >= 0:
        begin = texts.rfind(b"\n", 0, place) + 1
        end = texts.find(b"\n", max(place, begin))
        if end > begin:
            yield begin
        place = texts.find(wanted, end + 1) if end >= 0 else -1
