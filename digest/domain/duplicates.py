"""One page in several feeds, and one story under nearly the same title: which entries belong together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from digest.domain.entry import Entry
from digest.domain.text import fold

#: Only what appeared within this time of each other is taken for one story.
CLOSE = timedelta(hours=48)
#: How alike two titles must be, from 0 to 100, as `Likeness` has it.
ALIKE = 80

#: How alike two folded texts are, from 0 to 100.
Likeness = Callable[[str, str], float]

# Two forms of one word have at least this beginning in common; titles of fewer telling words say too little.
_START, _FEWEST = 4, 3
_WORD = re.compile(r"\w+")
# Words that may come and go between two titles of one story.
_SMALL_WORDS = (
    "der die das den dem des ein eine einen einem einer eines und oder auch aus auf im in am an zu zum zur von vom mit "
    "bei für ist sind wird werden hat haben es sich so wie nur noch mehr schon erst zuerst "
    "the a an of to in on and or for is are with"
)
# Labels that outlets put before a title.
_KIND_WORDS = "studie umfrage report kommentar interview video podcast update exklusiv analyse netzschau"
_SMALL, _KIND = frozenset(_SMALL_WORDS.split()), frozenset(_KIND_WORDS.split())


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together, the one to be shown first. `same`: they are one page, not merely alike."""

    entries: tuple[Entry, ...]
    same: bool

    @property
    def shown(self) -> Entry:
        return self.entries[0]


def same_pages(entries: Iterable[Entry]) -> list[Group]:
    """The entries by page, in the order in which each page comes first; one without an address stands alone."""
    pages: dict[str, list[Entry]] = {}
    for entry in entries:
        pages.setdefault(entry.canonical_url or "\0" + entry.id, []).append(entry)
    return [Group(tuple(group), True) for group in pages.values()]


def alike_titles(entries: Sequence[Entry], likeness: Likeness) -> dict[str, tuple[Entry, ...]]:
    """For each entry, by id, the others that tell the same story by their title; never the same page or feed.

    A hint, no more: nothing is merged.
    """
    keys = {entry.id: title_words(entry.title) for entry in entries}
    found: dict[str, list[Entry]] = defaultdict(list)
    for one, other in _candidates(entries, keys):
        if near_equal(keys[one.id], keys[other.id], likeness):
            found[one.id].append(other)
            found[other.id].append(one)
    return {entry_id: tuple(others) for entry_id, others in found.items()}


def alike_to(entry: Entry, others: Iterable[Entry], likeness: Likeness) -> list[Entry]:
    """Those of the others that tell the same story as one entry, by their title; as `alike_titles` finds them."""
    own = title_words(entry.title)
    return [
        other
        for other in others
        if abs(other.date - entry.date) <= CLOSE
        and _may_belong(entry, other)
        and near_equal(own, title_words(other.title), likeness)
    ]


def searches(title: str) -> tuple[str, ...]:
    """Words to search for (all of one search must occur), so that what is near equal to a title is found by one.

    A near equal title lacks at most one of the title's words, so it has all of the first half of them, or all of the
    second; of each word at least the beginning. None where a title says too little to be compared.
    """
    starts = sorted(_starts(title_words(title)))
    middle = len(starts) // 2
    return (" ".join(starts[:middle]), " ".join(starts[middle:])) if len(starts) >= _FEWEST else ()


def title_words(title: str) -> tuple[str, ...]:
    """The words of a title that tell what it is about, folded, in their order; labels such as "Studie:" left out."""
    label, colon, rest = title.partition(":")
    if colon and fold(label) in _KIND:
        title = rest
    return tuple(word for word in _WORD.findall(fold(title)) if word not in _SMALL)


def near_equal(ours: Sequence[str], theirs: Sequence[str], likeness: Likeness) -> bool:
    """True where two titles say the same with at most one word more, and none that says otherwise.

    What differs is compared word by word: inflections may ("Rückruf", "Rückrufs"), other words may not ("Interne",
    "Externe", which makes whole titles 94 of 100 alike), and numbers never.
    """
    if min(len(_starts(ours)), len(_starts(theirs))) < _FEWEST or {*filter(str.isdigit, ours)} != {
        *filter(str.isdigit, theirs)
    }:
        return False
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    left, right = _unmatched(matcher, ours, theirs)
    for word in list(left):
        twin = next((other for other in right if _inflected(word, other, likeness)), None)
        if twin is not None:
            left.remove(word)
            right.remove(twin)
    if left and right:
        return False
    extra = left or right
    return (len(extra) <= (1 if min(len(ours), len(theirs)) >= 4 else 0) and not any(map(_says_otherwise, extra))) and (
        likeness(" ".join(ours), " ".join(theirs)) >= ALIKE
    )


def _starts(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:_START] for word in words)


def _unmatched(
    matcher: SequenceMatcher[str], ours: Sequence[str], theirs: Sequence[str]
) -> tuple[list[str], list[str]]:
    left: list[str] = []
    right: list[str] = []
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind != "equal":
            left += ours[start:end]
            right += theirs[other_start:other_end]
    return left, right


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
    """Pairs that are close in time, of two feeds and pages, where one has the beginning of every word of the other.

    Only such pairs can be near equal. The rarest of these beginnings leads to them, and time cuts the way short.
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
