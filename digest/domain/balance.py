"""A month's balance: picks by category and source, beside earlier editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.domain.edition import Pick
from digest.domain.message import Message, msg, nmsg
from digest.domain.month import NamedMonth
from digest.domain.text import fold, sort_key
from digest.domain.url import site_of

#: Editions that a month is compared with, itself included: a year of them.
COMPARED = 12
_BARS = "▁▂▃▄▅▆▇█"
#: The ages that a shortlist is told by: at most so many days, the last without end.
AGES: tuple[int, ...] = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class Balance:
    """A name's picks in each of the editions compared, oldest first, the month itself last."""

    name: str
    counts: tuple[int, ...]

    @property
    def here(self) -> int:
        """How many there are in the month."""
        return self.counts[-1]


@dataclass(frozen=True, slots=True)
class Label:
    """A category of any year: how many picks it has had, and the last month that had one."""

    name: str
    picks: int
    last: str


def compared(months: Iterable[str], month: str) -> list[str]:
    """The editions to compare: the latest ones before the month, and the month itself."""
    return [*sorted(one for one in months if one < month)[1 - COMPARED :], month]


def balances(editions: Sequence[Iterable[str]], standing: Sequence[str]) -> list[Balance]:
    """Each name with its counts. `editions`: names of the picks, the month's own last."""
    spelling: dict[str, str] = {fold(name): name for name in standing}
    tallies = []
    for names in editions:
        listed = [name for name in names if name]
        for name in listed:
            spelling.setdefault(fold(name), name)
        tallies.append(Counter(map(fold, listed)))
    here = tallies[-1]
    first = [fold(name) for name in standing]
    others = sorted((key for key in here if key not in first), key=lambda key: (-here[key], sort_key(spelling[key])))
    return [Balance(spelling[key], tuple(tally[key] for tally in tallies)) for key in dict.fromkeys((*first, *others))]


def source_of(pick: Pick) -> str:
    """What a pick counts for among the sources: its source, else the host of its page."""
    return pick.source or site_of(pick.url)


def is_thin(balance: Balance) -> bool:
    """True for no pick, one after an edition without any, or less than half of the usual."""
    *before, here = balance.counts
    if not here:
        return True
    return bool(before) and ((here == 1 and before[-1] == 0) or here * 2 < sum(before) / len(before))


def thin_sentence(balance: Balance, months: Sequence[str]) -> Message:
    """ "IK: 1 pick, none in May and April". `months` are those of the counts."""
    picks = nmsg("{name}: {n} pick", "{name}: {n} picks", balance.here, name=balance.name)
    if not balance.here:
        picks = msg("{name}: no pick", name=balance.name)
    *before, _ = zip(months, balance.counts, strict=True)
    empty: list[str] = []
    for month, count in reversed(before):
        if count:
            break
        empty.append(month)
    if not empty:
        usual = sum(count for _, count in before) / len(before) if before else 0
        return msg("{picks}, usually {usual}", picks=picks, usual=f"{usual:.0f}") if usual >= 1 else picks
    if len(empty) == len(before):
        return msg("{picks}, none in all editions compared", picks=picks)
    if len(empty) == 1:
        return msg("{picks}, none in {month}", picks=picks, month=NamedMonth(empty[0]))
    if len(empty) == 2:
        return msg(
            "{picks}, none in {month} and {other}",
            picks=picks,
            month=NamedMonth(empty[0]),
            other=NamedMonth(empty[1]),
        )
    last = before[-len(empty) - 1][0]
    return msg("{picks}, none since {month}", picks=picks, month=NamedMonth(last))


def by_age(since: Iterable[datetime], now: datetime) -> list[int]:
    """How many are as old as each of `AGES` says, and how many older than all."""
    counts = [0] * (len(AGES) + 1)
    for moment in since:
        counts[next((at for at, days in enumerate(AGES) if now - moment <= timedelta(days)), len(AGES))] += 1
    return counts


def labels_of(categories: Mapping[str, Iterable[str]]) -> list[Label]:
    """Every category of any edition, the most frequent first; `categories` by month."""
    spelling: dict[str, str] = {}
    counts: Counter[str] = Counter()
    last: dict[str, str] = {}
    for month in sorted(categories):
        for name in categories[month]:
            key = fold(name)
            spelling[key], last[key] = name, month
            counts[key] += 1
    ordered = sorted(counts, key=lambda key: (-counts[key], sort_key(spelling[key])))
    return [Label(spelling[key], counts[key], last[key]) for key in ordered]


def sparkline(counts: Sequence[float]) -> str:
    """A chart of one line, a block for each number: the highest is full, a dot for nought."""
    most = max(counts, default=0)
    return "".join(
        _BARS[max(0, round(count / most * len(_BARS)) - 1)] if count else "·" for count in counts
    ) if most else "·" * len(counts)  # fmt: skip
