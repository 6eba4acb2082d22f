"""Entries that belong together: one page in several feeds, or nearly the same title."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from digest.domain.entry import Entry
from digest.domain.title_words import literal_words, title_words

#: Only what appeared within this time of each other is taken for one story.
CLOSE = timedelta(hours=48)
#: How alike two titles must be, from 0 to 100, as `Likeness` has it.
ALIKE = 80

#: How alike two folded texts are, from 0 to 100.
Likeness = Callable[[str, str], float]

# Two forms of one word have at least this beginning in common; titles of fewer telling words say too little.
_START, _FEWEST = 4, 3
# So many words more may one title have than another of at least so many.
_MOST_EXTRA, _LONG = 2, 6


@dataclass(frozen=True, slots=True)
class AlikeEntries:
    """Entries that belong together, the one to be shown first at the front.

    `same`: they are one page, not merely alike.
    """

    entries: tuple[Entry, ...]
    same: bool

    @property
    def shown(self) -> Entry:
        return self.entries[0]


def same_pages(entries: Iterable[Entry]) -> list[AlikeEntries]:
    """Group entries by page, in the order in which each page comes first.

    An entry without an address is a group of its own.
    """
    pages: dict[str, list[Entry]] = {}
    for entry in entries:
        pages.setdefault(entry.page, []).append(entry)
    return [AlikeEntries(tuple(group), True) for group in pages.values()]


def alike_titles(entries: Sequence[Entry], likeness: Likeness) -> dict[str, tuple[Entry, ...]]:
    """By entry id: the other entries whose title tells the same story.

    Never of the same page or feed. A hint, no more: nothing is merged.
    """
    keys = {entry.id: title_words(entry.title) for entry in entries}
    found: dict[str, list[Entry]] = defaultdict(list)
    for one, other in _candidates(entries, keys):
        if near_equal(keys[one.id], keys[other.id], likeness):
            found[one.id].append(other)
            found[other.id].append(one)
    return {entry_id: tuple(others) for entry_id, others in found.items()}


def alike_to(entry: Entry, others: Iterable[Entry], likeness: Likeness) -> list[Entry]:
    """Those of the others whose title tells the same story as this one's; as `alike_titles`."""
    own = title_words(entry.title)
    return [
        other
        for other in others
        if abs(other.date - entry.date) <= CLOSE
        and _may_belong(entry, other)
        and near_equal(own, title_words(other.title), likeness)
    ]


def searches(title: str) -> tuple[str, ...]:
    """Words to search for, so that one search at least finds each near equal title.

    All words of one search must occur.

    A near equal title lacks at most two of the title's words, so of three parts it has one as a whole; of each word at
    least the beginning. Words that may be written otherwise (figures, abbreviations) are not searched for. None if a
    title says too little to be compared.
    """
    if len(_starts(title_words(title))) < _FEWEST:
        return ()
    starts = sorted(_starts(literal_words(title_words(title))))
    parts = (" ".join(starts[part :: _MOST_EXTRA + 1]) for part in range(_MOST_EXTRA + 1))
    return tuple(part for part in parts if part)


def near_equal(ours: Sequence[str], theirs: Sequence[str], likeness: Likeness) -> bool:
    """True if two titles say the same, in any order, with at most a few words more on one side.

    What differs is compared word by word: inflections may ("Rückruf", "Rückrufs"), other words may not ("Interne",
    "Externe", which makes whole titles 94 of 100 alike), and numbers never.
    """
    ours, theirs = sorted((tuple(ours), tuple(theirs)))  # which of them is asked about makes no difference
    one, other = _starts(ours), _starts(theirs)
    if min(len(one), len(other)) < _FEWEST or not (one <= other or other <= one):
        return False
    if not (literal_words(ours) and literal_words(theirs)):
        return False
    if {*filter(str.isdigit, ours)} != {*filter(str.isdigit, theirs)}:
        return False
    left, right = _unmatched(ours, theirs, likeness)
    if left and right:
        return False
    extra, length = left or right, min(len(ours), len(theirs))
    allowed = _MOST_EXTRA if length >= _LONG else 1 if length > _FEWEST else 0
    if len(extra) > allowed or any(map(_says_otherwise, extra)):
        return False
    if likeness(" ".join(ours), " ".join(theirs)) >= ALIKE and _in_order(ours, theirs, likeness):
        return True
    return length > _FEWEST and _with_one_part_moved(ours, theirs, likeness)


def _starts(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:_START] for word in words)


def _unmatched(ours: Sequence[str], theirs: Sequence[str], likeness: Likeness) -> tuple[list[str], list[str]]:
    """The words of each side that the other has in no form.

    A compound that the other side writes as two words counts as matched ("Bahn-Chef").
    """
    left, right = list(ours), list(theirs)
    for word in ours:
        if word in right:
            right.remove(word)
            left.remove(word)
    for one, other in ((left, right), (right, left)):
        for word in list(one):
            twin = next((candidate for candidate in other if _inflected(word, candidate, likeness)), None)
            if twin is not None:
                one.remove(word)
                other.remove(twin)
    for one, other in ((left, right), (right, left)):
        for first, second in pairwise(list(one)):
            joined = next((word for word in other if word in (first + second, f"{first}s{second}")), None)
            if joined is not None and first in one and second in one:
                one.remove(first)
                one.remove(second)
                other.remove(joined)
    return left, right


def _in_order(ours: Sequence[str], theirs: Sequence[str], likeness: Likeness) -> bool:
    """True if the words that both have stand in one order: who does what to whom is told by it."""
    one, other = _shared(ours, theirs, likeness)
    return one == other


def _with_one_part_moved(ours: Sequence[str], theirs: Sequence[str], likeness: Likeness) -> bool:
    """True if the common words are in one order but for one part, moved over several words.

    "So gelingt es im Büro" and "Wie es im Büro gelingt"; not two names that have changed places.
    """
    one, other = _shared(ours, theirs, likeness)
    length = len(one)
    for start in range(length):
        for end in range(start + 1, length + 1):
            part, rest = one[start:end], one[:start] + one[end:]
            for place in range(len(rest) + 1):
                is_far = abs(place - start) > 1 or len(part) > 1
                if is_far and rest[:place] + part + rest[place:] == other:
                    return True
    return False


def _shared(ours: Sequence[str], theirs: Sequence[str], likeness: Likeness) -> tuple[list[str], list[str]]:
    """The common words, in the order of each title, the second's in the form of the first."""
    left = list(ours)
    other: list[str] = []
    for word in theirs:
        twin = word if word in left else next((each for each in left if _inflected(word, each, likeness)), None)
        if twin is not None:
            left.remove(twin)
            other.append(twin)
    rest = list(left)
    one = []
    for word in ours:
        if word in rest:
            rest.remove(word)
        else:
            one.append(word)
    return one, other


def _inflected(word: str, other: str, likeness: Likeness) -> bool:
    """One word in two forms: the same beginning, and not much else behind it."""
    return word[:_START] == other[:_START] and not word.isdigit() and likeness(word, other) >= ALIKE


def _says_otherwise(word: str) -> bool:
    return word.isdigit() or word in (
        "nicht",
        "kein",
        "keine",
        "keinen",
        "ohne",
        "nie",
        "not",
        "no",
        "without",
        "never",
    )


def _candidates(entries: Sequence[Entry], keys: dict[str, tuple[str, ...]]) -> Iterator[tuple[Entry, Entry]]:
    """Yield pairs close in time, of two feeds and pages, that share the beginnings of words.

    One title has the beginning of every word of the other: only such pairs can be near equal. They are looked up by
    the rarest of these beginnings, and only within the time span.
    """
    starts = {entry.id: _starts(keys[entry.id]) for entry in entries}
    by_start: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.date, entry.id)):
        for start in starts[entry.id]:
            by_start[start].append(entry)
    dates = {start: [entry.date for entry in found] for start, found in by_start.items()}
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        own = starts[entry.id]
        if len(own) < _FEWEST:
            continue
        rarest = min(own, key=lambda start: (len(by_start[start]), start))
        first = bisect_left(dates[rarest], entry.date - CLOSE)
        last = bisect_right(dates[rarest], entry.date + CLOSE)
        for other in by_start[rarest][first:last]:
            pair = (min(entry.id, other.id), max(entry.id, other.id))
            if own <= starts[other.id] and pair not in seen and _may_belong(entry, other):
                seen.add(pair)
                yield entry, other


def _may_belong(one: Entry, other: Entry) -> bool:
    return one.feed_id != other.feed_id and (not one.canonical_url or one.canonical_url != other.canonical_url)
