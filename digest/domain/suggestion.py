"""Suggest the category that this curator would choose: naive Bayes over her own picks.

What is learned from: words, feed, tags.

Each category is weighed by how little its signs occur in all the others (complement naive Bayes, Rennie et al. 2003),
which copes better with categories of few picks. The likelihoods are calibrated on the picks themselves, each held back
in its turn (temperature scaling, Guo et al. 2017): of the suggestions that are said to be 70 % sure, about 70 % are
right. Deterministic, offline, explained by what spoke for it, and silent until it has learned enough.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from digest.domain.text import fold, lazy_pattern, search_keys

#: Nothing is suggested before so many picks were made, under at least two categories of `FEWEST_OF_ONE` picks each.
ENOUGH_PICKS, FEWEST_OF_ONE = 20, 3
#: A best guess that is less likely than this is not worth a hint.
LIKELY = 0.6

_WORD = lazy_pattern(r"[^\W\d_]{3,}")
# Two words with this beginning count as one: German inflects at the end, and compounds begin with what they are about.
_STEM = 6
_SMOOTHING = 0.5
# What the feed and a tag of the publisher's weigh, compared with a word.
_FEED_WEIGHT, _TAG_WEIGHT = 1.0, 1.0
_SHOWN_WORDS = 2
# The likelihoods are calibrated on so many of the latest picks; more make no difference, and cost time.
_CALIBRATED_ON = 300
# Temperatures that are tried, and how much of each likelihood is left to chance: a new entry may be of a new kind.
_TEMPERATURES = tuple(0.02 * 1.25**step for step in range(28))
_CHANCE = 0.1

_SMALL_WORDS = (
    "der die das den dem des ein eine einen einem einer eines und oder aber auch aus auf für von vom mit bei beim "
    "zum zur ist sind war wird werden hat haben kann können muss nicht kein keine sich wie was wer wenn dass noch "
    "nur mehr schon als bis durch über unter nach vor ohne gegen zwischen diese dieser dieses man wir ihr sie ich "
    "mir mich uns ihre ihren sein seine alle hier dort jetzt dann sehr ganz gut gute pur mal etwa artikel beitrag "
    "beiträge text texte lesen lesenswert the and for with that this from are you your our not how why what who "
    "when into its has have can will article post read"
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
    """A pick to learn from, its comment included; an entry asked about has no comment yet."""

    features: Features
    category: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """What one pick taught."""

    category: str
    signs: Mapping[str, float]

    @property
    def weight(self) -> float:
        return sum(self.signs.values())


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category, its likelihood (0 to 1), and the evidence: words, and `feed` if it counted.

    `by_rule`: the curator's own rule says so; `words` are its pattern.
    """

    category: str
    likely: float
    words: tuple[str, ...]
    feed: str = ""
    by_rule: bool = False


class Learned:
    """What picks have taught: how often each sign stood with each category."""

    def __init__(self, examples: Iterable[Example], before: Learned | None = None) -> None:
        """Learn from these, and from all that `before` has learned already."""
        self._signs: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._picks: Counter[str] = Counter(before._picks if before else ())
        self._rows: list[_Row] = list(before._rows) if before else []
        for category, signs in before._signs.items() if before else ():
            self._signs[category].update(signs)
        for example in examples:
            row = _Row(example.category, _signs(example.features, example.comment))
            self._rows.append(row)
            self._picks[row.category] += 1
            signs = self._signs[row.category]
            for sign, weight in row.signs.items():
                signs[sign] += weight
        self._totals: dict[str, float] = defaultdict(float)
        for signs in self._signs.values():
            for sign, weight in signs.items():
                self._totals[sign] += weight
        self._weights = {category: sum(signs.values()) for category, signs in self._signs.items()}
        self._weight = sum(self._weights.values())
        if before is not None and before.has_enough:
            self._temperature = before._temperature  # a few picks more do not change how sure the words are

    @property
    def picks(self) -> int:
        """How many picks were learned from."""
        return sum(self._picks.values())

    @property
    def has_enough(self) -> bool:
        """True if enough has been learned for a suggestion."""
        return self.picks >= ENOUGH_PICKS and sum(n >= FEWEST_OF_ONE for n in self._picks.values()) >= 2

    def ranked(self, features: Features) -> list[Suggestion]:
        """All categories that were learned, the likeliest first; ties by name."""
        signs = {sign: weight for sign, weight in _signs(features).items() if sign in self._totals}
        if not self._picks:
            return []
        likely = self._likelihoods(self._scores(signs), self._temperature)
        order = sorted(likely, key=lambda category: (-likely[category], category))
        spelled = _spelled(features)
        return [
            Suggestion(
                category, likely[category], self._words(category, signs, spelled), self._feed(category, features)
            )
            for category in order
        ]

    def suggest(self, features: Features) -> Suggestion | None:
        """The likeliest category.

        None if too little was learned, nothing is known of this entry, or two are about equal.
        """
        if not self.has_enough or not any(sign in self._totals for sign in _signs(features)):
            return None
        best = self.ranked(features)[0]
        return best if best.likely >= LIKELY and (best.words or best.feed) else None

    def _scores(self, signs: Mapping[str, float], held_back: _Row | None = None) -> dict[str, float]:
        """How much the signs speak for each category, as if `held_back` had not been learned from."""
        own = held_back.signs if held_back else {}
        size = _SMOOTHING * len(self._totals)
        scores = {}
        for category, counts in self._signs.items():
            here = held_back is not None and held_back.category == category
            outside = self._weight - self._weights[category] - (0.0 if here or held_back is None else held_back.weight)
            score = 0.0
            for sign, weight in signs.items():
                count = self._totals[sign] - counts.get(sign, 0.0) - (0.0 if here else own.get(sign, 0.0))
                score -= weight * math.log((max(count, 0.0) + _SMOOTHING) / (outside + size))
            scores[category] = score
        return scores

    def _likelihoods(self, scores: Mapping[str, float], temperature: float) -> dict[str, float]:
        best = max(scores.values())
        raised = {category: math.exp((score - best) / temperature) for category, score in scores.items()}
        total, picks = sum(raised.values()), self.picks
        return {
            category: (1 - _CHANCE) * value / total + _CHANCE * self._picks[category] / picks
            for category, value in raised.items()
        }

    @cached_property
    def _temperature(self) -> float:
        """The temperature under which the held-back picks are the likeliest."""
        rows = self._rows[-_CALIBRATED_ON:]
        scored = [(self._scores(row.signs, row), row.category) for row in rows if self._picks[row.category] > 1]
        if not scored:
            return 1.0

        def surprise(temperature: float) -> float:
            return -sum(math.log(self._likelihoods(scores, temperature)[category]) for scores, category in scored)

        return min(_TEMPERATURES, key=surprise)

    def _log(self, category: str, sign: str) -> float:
        count = self._signs[category].get(sign, 0.0) + _SMOOTHING
        return math.log(count / (self._weights[category] + _SMOOTHING * len(self._totals)))

    def _words(self, category: str, signs: Mapping[str, float], spelled: Mapping[str, str]) -> tuple[str, ...]:
        """The words with the most weight for this category, in the entry's spelling."""
        gains = {
            sign: self._log(category, sign) - self._others(category, sign)
            for sign in signs
            if sign in spelled and self._signs[category].get(sign, 0.0)
        }
        best = sorted((sign for sign in gains if gains[sign] > 0.5), key=lambda sign: (-gains[sign], sign))
        return tuple(spelled[sign] for sign in best[:_SHOWN_WORDS])

    def _others(self, category: str, sign: str) -> float:
        """The logarithm of how common a sign is outside a category."""
        count = self._totals[sign] - self._signs[category].get(sign, 0.0) + _SMOOTHING
        weight = self._weight - self._weights[category]
        return math.log(count / (weight + _SMOOTHING * len(self._totals)))

    def _feed(self, category: str, features: Features) -> str:
        """The feed, if most picks from it are in this category."""
        sign = f"feed:{fold(features.feed)}"
        if not features.feed or sign not in self._totals:
            return ""
        counts = {name: signs.get(sign, 0.0) for name, signs in self._signs.items()}
        return features.feed if counts[category] > sum(counts.values()) / 2 else ""


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often held-back picks were guessed, of `picks`; shares from 0 to 1.

    `shown`: the part for which a suggestion is made at all, `shown_right`: how many of those were right.
    `calibration`: how far the stated likelihoods are from the truth, in the mean over tenths (expected calibration
    error, Naeini et al. 2015). The rest are what is easy to guess: `frequent`: always the most frequent category;
    `random`: as often as each occurs; `preset`: the feed's.
    """

    picks: int
    top1: float
    top3: float
    frequent: float
    random: float
    preset: float
    shown: float = 0.0
    shown_right: float = 0.0
    calibration: float = 0.0


def evaluate(examples: Sequence[Example], presets: Sequence[str], folds: int = 5) -> HitRate:
    """Hold every fifth pick back, learn from the others, guess.

    `presets` are the feeds' own categories, or "".
    """
    if len(examples) < folds:
        return HitRate(len(examples), 0.0, 0.0, 0.0, 0.0, 0.0)
    first = among = frequent = shown = shown_right = 0
    stated: list[tuple[float, bool]] = []
    for fold_number in range(folds):
        held_back = examples[fold_number::folds]
        rest = [example for number, example in enumerate(examples) if number % folds != fold_number]
        learned = Learned(rest)
        most = Counter(example.category for example in rest).most_common(1)[0][0]
        for example in held_back:
            ranked = learned.ranked(example.features)
            names = [suggestion.category for suggestion in ranked[:3]]
            is_right = names[:1] == [example.category]
            first += is_right
            among += example.category in names
            frequent += most == example.category
            stated.append((ranked[0].likely, is_right))
            if learned.suggest(example.features) is not None:
                shown += 1
                shown_right += is_right
    count = len(examples)
    shares = Counter(example.category for example in examples)
    return HitRate(
        count,
        first / count,
        among / count,
        frequent / count,
        sum((n / count) ** 2 for n in shares.values()),
        sum(preset == example.category for preset, example in zip(presets, examples, strict=True)) / count,
        shown / count,
        shown_right / shown if shown else 0.0,
        calibration_error(stated),
    )


def calibration_error(stated: Iterable[tuple[float, bool]]) -> float:
    """Mean distance of likelihoods from the share that came true, by tenth, weighted by count."""
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for likely, is_right in stated:
        tenths[min(int(likely * 10), 9)].append((likely, is_right))
    count = sum(map(len, tenths.values()))
    gaps = (abs(sum(likely for likely, _ in tenth) - sum(right for _, right in tenth)) for tenth in tenths.values())
    return sum(gaps) / count if count else 0.0


def _signs(features: Features, comment: str = "") -> dict[str, float]:
    """The features: stems of words, the feed, the publisher's tags.

    Long texts weigh no more than short ones.
    """
    signs = dict.fromkeys(map(_stem, _words(f"{features.title} {features.text} {comment}")), 1.0)
    if features.feed:
        signs[f"feed:{fold(features.feed)}"] = _FEED_WEIGHT
    for tag in features.tags:
        signs[f"tag:{fold(tag)}"] = _TAG_WEIGHT
    length = math.sqrt(sum(weight * weight for weight in signs.values()))
    return {sign: weight / length for sign, weight in signs.items()}


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
