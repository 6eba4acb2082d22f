"""Which category a curator would give an entry, learned from her own picks alone: naive Bayes over words, feed, tags.

Deterministic, offline, explained by what spoke for it, and silent until it has learned enough.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.domain.text import fold, search_keys

#: Nothing is suggested before so many picks were made, under at least two categories of `FEWEST_OF_ONE` picks each.
ENOUGH_PICKS, FEWEST_OF_ONE = 20, 3
#: A best guess that is less likely than this is not worth a hint.
LIKELY = 0.4

_WORD = re.compile(r"[^\W\d_]{3,}")
# Two words with this beginning count as one: German inflects at the end, and compounds begin with what they are about.
_STEM = 6
_SMOOTHING = 0.2
# What a single word, the feed, a tag of the publisher's weigh.
_FEED_WEIGHT, _TAG_WEIGHT = 2.0, 1.5
_SHOWN_WORDS = 2

_SMALL_WORDS = (
    "der die das den dem des ein eine einen einem einer eines und oder aber auch aus auf für von vom mit bei beim "
    "zum zur ist sind war wird werden hat haben kann können muss nicht kein keine sich wie was wer wenn dass noch "
    "nur mehr schon als bis durch über unter nach vor ohne gegen zwischen diese dieser dieses man wir ihr sie ich "
    "mir mich uns ihre ihren sein seine alle hier dort jetzt dann sehr ganz gut gute the and for with that this "
    "from are you your our not how why what who when into its has have can will"
)
_SMALL = frozenset(search_keys(_SMALL_WORDS)[0].split())


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of an entry before it is picked. `feed` is its title, or the host of a page."""

    title: str
    text: str = ""
    feed: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A pick to learn from. Its comment teaches too, though an entry that is asked about has none yet."""

    features: Features
    category: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category, how likely it is (0 to 1), and what spoke for it: words of the entry, and `feed` if that did."""

    category: str
    likely: float
    words: tuple[str, ...]
    feed: str = ""


class Learned:
    """What picks have taught: how often each sign stood with each category."""

    def __init__(self, examples: Iterable[Example], before: Learned | None = None) -> None:
        """Learn from these, and from all that `before` has learned already."""
        self._signs: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._picks: Counter[str] = Counter(before._picks if before else ())
        for category, signs in before._signs.items() if before else ():
            self._signs[category].update(signs)
        for example in examples:
            self._picks[example.category] += 1
            signs = self._signs[example.category]
            for sign, weight in _signs(example.features, example.comment).items():
                signs[sign] += weight
        self._known = {sign for signs in self._signs.values() for sign in signs}
        self._weights = {category: sum(signs.values()) for category, signs in self._signs.items()}
        self._feeds = {sign for sign in self._known if sign.startswith("feed:")}

    @property
    def picks(self) -> int:
        """How many picks were learned from."""
        return sum(self._picks.values())

    @property
    def has_enough(self) -> bool:
        """True where a suggestion is worth making."""
        return self.picks >= ENOUGH_PICKS and sum(n >= FEWEST_OF_ONE for n in self._picks.values()) >= 2

    def ranked(self, features: Features) -> list[Suggestion]:
        """All categories that were learned, the likeliest first; ties by name."""
        signs = {sign: weight for sign, weight in _signs(features).items() if sign in self._known}
        scores = {category: self._score(category, signs) for category in self._picks}
        if not scores:
            return []
        best = max(scores.values())
        total = sum(math.exp(score - best) for score in scores.values())
        order = sorted(scores, key=lambda category: (-scores[category], category))
        spelled = _spelled(features)
        return [
            Suggestion(
                category,
                math.exp(scores[category] - best) / total,
                self._words(category, signs, spelled),
                self._feed(category, features),
            )
            for category in order
        ]

    def suggest(self, features: Features) -> Suggestion | None:
        """The likeliest category, or None: too little was learned, nothing is known of this, or it is a toss-up."""
        if not self.has_enough or not any(sign in self._known for sign in _signs(features)):
            return None
        best = self.ranked(features)[0]
        return best if best.likely >= LIKELY and (best.words or best.feed) else None

    def _score(self, category: str, signs: Mapping[str, float]) -> float:
        score = math.log(self._picks[category] / self.picks)
        for sign, weight in signs.items():
            score += weight * self._log(category, sign)
        return score

    def _log(self, category: str, sign: str) -> float:
        count = self._signs[category].get(sign, 0.0) + _SMOOTHING
        return math.log(count / (self._weights[category] + _SMOOTHING * len(self._known)))

    def _words(self, category: str, signs: Mapping[str, float], spelled: Mapping[str, str]) -> tuple[str, ...]:
        """The words that speak most for this category against all others together, as the entry spells them."""
        gains = {
            sign: self._log(category, sign) - self._others(category, sign)
            for sign in signs
            if sign in spelled and self._signs[category].get(sign, 0.0)
        }
        best = sorted((sign for sign in gains if gains[sign] > 0.5), key=lambda sign: (-gains[sign], sign))
        return tuple(spelled[sign] for sign in best[:_SHOWN_WORDS])

    def _others(self, category: str, sign: str) -> float:
        """The logarithm of how common a sign is outside a category."""
        count = sum(signs.get(sign, 0.0) for name, signs in self._signs.items() if name != category) + _SMOOTHING
        weight = sum(weight for name, weight in self._weights.items() if name != category)
        return math.log(count / (weight + _SMOOTHING * len(self._known)))

    def _feed(self, category: str, features: Features) -> str:
        """The feed, where most of what was picked from it stood under this category."""
        sign = f"feed:{fold(features.feed)}"
        if not features.feed or sign not in self._feeds:
            return ""
        counts = {name: signs.get(sign, 0.0) for name, signs in self._signs.items()}
        return features.feed if counts[category] > sum(counts.values()) / 2 else ""


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often held-back picks were guessed, of `picks`; shares from 0 to 1. The rest are what is easy to guess.

    `frequent`: always the most frequent category; `random`: as often as each occurs; `preset`: the feed's.
    """

    picks: int
    top1: float
    top3: float
    frequent: float
    random: float
    preset: float


def evaluate(examples: Sequence[Example], presets: Sequence[str], folds: int = 5) -> HitRate:
    """Hold every fifth pick back, learn from the others, guess; `presets` are the feeds' own categories, or ""."""
    if len(examples) < folds:
        return HitRate(len(examples), 0.0, 0.0, 0.0, 0.0, 0.0)
    first = among = frequent = 0
    for fold_number in range(folds):
        held_back = examples[fold_number::folds]
        rest = [example for number, example in enumerate(examples) if number % folds != fold_number]
        learned = Learned(rest)
        most = Counter(example.category for example in rest).most_common(1)[0][0]
        for example in held_back:
            names = [suggestion.category for suggestion in learned.ranked(example.features)[:3]]
            first += names[:1] == [example.category]
            among += example.category in names
            frequent += most == example.category
    count = len(examples)
    shares = Counter(example.category for example in examples)
    return HitRate(
        count,
        first / count,
        among / count,
        frequent / count,
        sum((n / count) ** 2 for n in shares.values()),
        sum(preset == example.category for preset, example in zip(presets, examples, strict=True)) / count,
    )


def _signs(features: Features, comment: str = "") -> dict[str, float]:
    """What speaks: stems of words (the title's count double), the feed, the publisher's tags."""
    signs: dict[str, float] = {}
    for stem in map(_stem, _words(f"{features.text} {comment}")):
        signs[stem] = 1.0
    for stem in map(_stem, _words(features.title)):
        signs[stem] = signs.get(stem, 0.0) + 1.0
    if features.feed:
        signs[f"feed:{fold(features.feed)}"] = _FEED_WEIGHT
    for tag in features.tags:
        signs[f"tag:{fold(tag)}"] = _TAG_WEIGHT
    return signs


def _spelled(features: Features) -> dict[str, str]:
    """How the entry itself writes each stem; the title's spelling before the text's."""
    found: dict[str, str] = {}
    for text in (features.title, features.text):
        for word in _WORD.findall(text):
            found.setdefault(_stem(search_keys(word)[0]), word)
    return found


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(search_keys(text)[0]) if word not in _SMALL]


def _stem(word: str) -> str:
    return word[:_STEM]
