"""Figures of editions: categories, sources, authors, own posts, length of comments, gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from digest.domain.edition import Edition, Pick
from digest.domain.message import Message, msg, nmsg
from digest.domain.text import count_words, fold, sort_key
from digest.domain.url import site_of

#: A standing category that is missing for fewer months than this is no news.
WORTH_TELLING = 2


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one or several editions; counts by name, the most frequent first.

    `words` is the mean length of the comments that there are, `days` the median time from an entry's publication to
    the closing of its edition; None if there is nothing to measure.
    """

    picks: int
    categories: Mapping[str, int]
    sources: Mapping[str, int]
    authors: Mapping[str, int]
    own_posts: int
    sponsored: int
    words: float | None
    days: float | None
    curators: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A standing category that the newest editions lack.

    `months` since the last edition that had it; None: no edition had it.
    """

    category: str
    months: int | None


def figures(pairs: Iterable[tuple[Edition, Pick]]) -> Figures:
    """The figures of these picks, each with its edition; dropped picks do not count."""
    rows = [(edition, pick) for edition, pick in pairs if not pick.dropped]
    lengths = [words for _, pick in rows if (words := count_words(pick.comment))]
    days = [
        max((edition.appeared - pick.published).total_seconds() / 86400, 0.0)
        for edition, pick in rows
        if edition.appeared and pick.published
    ]
    return Figures(
        picks=len(rows),
        categories=_counted(pick.category for _, pick in rows),
        sources=_counted(pick.source or site_of(pick.url) for _, pick in rows),
        authors=_counted(pick.author for _, pick in rows),
        own_posts=sum(pick.own_post for _, pick in rows),
        sponsored=sum(pick.sponsored for _, pick in rows),
        words=sum(lengths) / len(lengths) if lengths else None,
        days=median(days) if days else None,
        curators=_counted(pick.curator for _, pick in rows),
    )


def gaps(months: Mapping[str, Iterable[str]], standing: Sequence[str]) -> list[Gap]:
    """Standing categories that are missing now.

    `months` maps the month of each edition to its categories.
    """
    if not months:
        return []
    newest = max(months)
    used: dict[str, str] = {}
    for month in sorted(months):
        for category in months[month]:
            used[fold(category)] = month
    found = []
    for category in standing:
        last = used.get(fold(category))
        missing = _months_between(last, newest) if last else None
        if missing is None or missing >= WORTH_TELLING:
            found.append(Gap(category, missing))
    return found


def gap_sentence(gap: Gap) -> Message:
    """ "Medienarbeit has been missing for 3 months"."""
    if gap.months is None:
        return msg("{category} was never used.", category=gap.category)
    return nmsg(
        "{category} has been missing for {n} month.",
        "{category} has been missing for {n} months.",
        gap.months,
        category=gap.category,
    )


def bars(counts: Mapping[str, int], width: int = 30) -> list[tuple[str, str, int]]:
    """A chart: name, bar in eighths of a cell, count; the largest bar fills `width` cells."""
    most = max(counts.values(), default=0)
    rows = []
    for name, count in counts.items():
        eighths = round(count * width * 8 / most) if most else 0
        rows.append((name, "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip(), count))
    return rows


def _counted(names: Iterable[str]) -> dict[str, int]:
    """How often each name occurs, in the spelling that came first; empty ones left out."""
    spelling: dict[str, str] = {}
    counter = Counter(spelling.setdefault(fold(name), name) for name in names if name)
    return dict(sorted(counter.items(), key=lambda pair: (-pair[1], sort_key(pair[0]))))


def _months_between(earlier: str, later: str) -> int:
    return (int(later[:4]) - int(earlier[:4])) * 12 + int(later[5:]) - int(earlier[5:])
