"""Searching: which entries hold all the words, in their own text, their feed's title or the comments on them.

The index holds each entry's text in one of the two foldings that German needs (ä as a); what the other one (ä as ae)
would find is a few more spellings to look for, and is compared again. So most of a search runs over bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from digest.domain.feed import feed_title
from digest.domain.text import matches, search_keys
from digest.storage.tinydb.index import States, searched_text
from digest.storage.tinydb.refreshing import Records

if TYPE_CHECKING:
    from digest.storage.tinydb.reading import ReadingPart

# More spellings than this of one word are not looked for one by one.
_MOST_SPELLINGS = 32


class Search:
    """The words looked for, with the titles of the feeds and the comments of the picks at hand."""

    def __init__(self, library: ReadingPart, words: str) -> None:
        self._library = library
        states = library.fetch_states()
        titles = {feed.id: feed_title(feed, states.get(feed.id)) for feed in library.feeds()}
        comments: dict[str, list[str]] = defaultdict(list)
        for plain in library._files.tables()["picks"].values():
            if (comment := plain.get("comment")) and not plain.get("dropped"):
                for name in {plain.get("entry_id"), plain.get("canonical_url")} - {None, ""}:
                    comments[str(name)].append(comment)
        self._titles = titles
        self._comments = comments
        self._all = words
        self._words = [_Word(word, titles, comments) for word in words.split()]

    def candidates(self, month: str, states: States) -> dict[str, bool]:
        """The ids of a month's entries that may hold all the words, and whether it is sure that they do."""
        texts = self._library._index.texts(month, states)
        rarest, *others = sorted(self._words, key=lambda word: word.at_most(texts))
        found: dict[str, bool] = {}
        for begin, is_sure in rarest.lines(texts).items():
            line = texts[begin : texts.index(b"\n", begin)]
            held = [is_sure, *(word.holds(line) for word in others)]
            if None not in held:
                found[line[: line.index(b"\t")].decode()] = all(held)
        return found

    def found_in(self, candidates: Mapping[str, bool], records: Records) -> dict[str, Mapping[str, Any]]:
        """Those of a month's entries that hold all the words."""
        return {
            entry_id: records[entry_id]
            for entry_id, is_sure in candidates.items()
            if entry_id in records and (is_sure or self._finds(entry_id, records[entry_id]))
        }

    def _finds(self, entry_id: str, plain: Mapping[str, Any]) -> bool:
        texts = (
            searched_text(plain),
            self._titles.get(str(plain.get("feed_id")), ""),
            *self._comments.get(entry_id, ()),
            *self._comments.get(str(plain.get("canonical_url")), ()),
        )
        # One text for all: no word of a search holds white space, so none is found across a line's end.
        return matches(self._all, "\n".join(texts))


class _Word:
    """One word, and where else than in an entry's own text it stands."""

    def __init__(self, word: str, titles: Mapping[str, str], comments: Mapping[str, list[str]]) -> None:
        self.word = word
        plain, spelled = search_keys(word)
        self._sure = plain.encode("utf-8", "replace")
        self._perhaps = [text.encode("utf-8", "replace") for text in _spellings(spelled) if text != plain]
        self._feeds = {feed_id.encode() for feed_id, title in titles.items() if matches(word, title)}
        self._commented = {name.encode("utf-8", "replace") for name, texts in comments.items() if matches(word, *texts)}

    def at_most(self, texts: bytes) -> int:
        """In how many lines of a month the word may be, counted quickly."""
        elsewhere = [b"\t" + feed_id + b"\t" for feed_id in self._feeds] + list(self._commented)
        return sum(map(texts.count, [self._sure, *self._perhaps, *elsewhere]))

    def lines(self, texts: bytes) -> dict[int, bool]:
        """Where the lines of a month begin that may hold the word; True where it is sure."""
        found: dict[int, bool] = {}
        for spelling in self._perhaps:
            found.update(dict.fromkeys(_holding(texts, spelling), False))
        for name in (*(b"\t" + feed_id + b"\t" for feed_id in self._feeds), *self._commented):
            found.update(dict.fromkeys(_holding(texts, name, anywhere=True), False))
        found.update(dict.fromkeys(_holding(texts, self._sure), True))
        return found

    def holds(self, line: bytes) -> bool | None:
        """The same for one line; None where it cannot hold the word."""
        entry_id, feed_id, address, text = line.split(b"\t", 3)
        if self._sure in text:
            return True
        if feed_id in self._feeds or entry_id in self._commented or address in self._commented:
            return False
        return False if any(spelling in text for spelling in self._perhaps) else None


def _holding(texts: bytes, wanted: bytes, *, anywhere: bool = False) -> Iterator[int]:
    """Where the lines begin that hold these bytes: in the text, their last field, or `anywhere`."""
    if not wanted:
        return
    place = texts.find(wanted)
    while place >= 0:
        begin = texts.rfind(b"\n", 0, place) + 1
        end = texts.find(b"\n", place)
        if anywhere:
            yield begin
        else:
            text = texts.rfind(b"\t", begin, end) + 1
            if place >= text or texts.find(wanted, text, end) >= 0:
                yield begin
        place = texts.find(wanted, end) if end >= 0 else -1


def _spellings(spelled: str) -> set[str]:
    """What may stand in a text folded the plain way where the other way has `spelled`: ae, oe, ue may be one letter.

    A word that begins with e may begin in the middle of such a letter. Where that gives too many, its longest part
    without one stands for all.
    """
    found = {""}
    at = 0
    while at < len(spelled):
        pair = spelled[at : at + 2]
        found = {
            text + ending for text in found for ending in ({pair, pair[0]} if pair in ("ae", "oe", "ue") else {pair[0]})
        }
        at += 2 if pair in ("ae", "oe", "ue") else 1
        if len(found) > _MOST_SPELLINGS:
            return {max(spelled.replace("ae", " ").replace("oe", " ").replace("ue", " ").split(), key=len, default="e")}
    return found | {text[1:] for text in found if text.startswith("e")}
