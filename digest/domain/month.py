"""Months as ids ("2026-11"): reading them from words, and counting with them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from digest.domain.text import fold, lazy_pattern

_MONTH = lazy_pattern(r"([0-9]{4})-([0-9]{1,2})\Z")
_NAMES: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jaenner january",
            "februar feber february",
            "märz maerz march",
            "april",
            "mai may",
            "juni june",
            "juli july",
            "august",
            "september",
            "oktober october",
            "november",
            "dezember december",
        ),
        start=1,
    )
    for name in names.split()
}

#: A month's whole name within a text, and the year behind it, if there is one.
NAMED_MONTH = lazy_pattern(
    r"(?i)\b("
    + "|".join(sorted((name for name in _NAMES if name != "may"), key=len, reverse=True))
    + r")\b\.?(?:\s+(\d{4})\b)?"
)

#: Digests appear on the 1st to 4th of the next month: until then a new library may be meant for either month.
LAST_DAY_OF_PUBLICATION = 4
#: Up to this day the month before is still at work in a library that was at work in it.
LAST_DAY_OF_PREVIOUS = 10


@dataclass(frozen=True, slots=True)
class NamedMonth:
    """A month id as a value of a Message, shown as "November 2026" in the message's language."""

    id: str

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class MonthMeant:
    """The month that words mean.

    `other` is the next nearest of the same name; empty if the words name the year.
    """

    id: str
    other: str = ""

    @property
    def is_exact(self) -> bool:
        """True if the words leave no choice."""
        return not self.other


def month_of(local: datetime) -> str:
    """The month id of a local time."""
    return f"{local.year:04d}-{local.month:02d}"


@lru_cache(1024)
def previous_month(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1:04d}-12" if number == 1 else f"{year:04d}-{number - 1:02d}"


def next_month(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1:04d}-01" if number == 12 else f"{year:04d}-{number + 1:02d}"


@lru_cache(1024)
def is_month(text: str) -> bool:
    """True for "2026-11" and nothing else."""
    return len(text) == 7 and _MONTH.match(text) is not None and 1 <= int(text[5:]) <= 12 and int(text[:4]) > 0


def month_number(name: str) -> int:
    """1 to 12 for a month's whole name in German or English. Raises KeyError."""
    return _NAMES[fold(name)]


def read_month(text: str, local_now: datetime) -> MonthMeant | None:
    """Read "2026-11", "2026-3", "November", "nov", "März 2026"; without a year the nearest.

    On 28 November 2026 "dezember" is 2026-12, "januar" 2027-01, "märz" 2027-03, "oktober" 2026-10; of two that are
    equally far the one in the past. None if the text is no month, or its beginning fits several.
    """
    words = fold(text).replace(".", "").split()
    if len(words) == 1 and (found := _MONTH.match(words[0])):
        month = f"{found[1]}-{int(found[2]):02d}"
        return MonthMeant(month) if is_month(month) else None
    if not words or len(words) > 2 or (len(words) == 2 and not re.fullmatch(r"\d{4}", words[1])):
        return None
    numbers = {number for name, number in _NAMES.items() if len(words[0]) >= 3 and name.startswith(words[0])}
    if words[0] in _NAMES:
        numbers = {_NAMES[words[0]]}
    if len(numbers) != 1:
        return None
    number = numbers.pop()
    if len(words) == 2:
        month = f"{words[1]}-{number:02d}"
        return MonthMeant(month) if is_month(month) else None
    here = month_of(local_now)
    years = (local_now.year - 1, local_now.year, local_now.year + 1)
    nearest = sorted((f"{year:04d}-{number:02d}" for year in years), key=lambda month: abs(months_between(here, month)))
    return MonthMeant(*nearest[:2])


def months_between(earlier: str, later: str) -> int:
    """How many months the second lies after the first; negative if it lies before."""
    return 12 * (int(later[:4]) - int(earlier[:4])) + int(later[5:]) - int(earlier[5:])


def current_month(local_now: datetime, was_at_work: Callable[[str], bool], is_closed: Callable[[str], bool]) -> str:
    """The month whose edition is at work.

    The running month; up to its tenth day the one before if that `was_at_work`, which is asked of that month only: a
    new library begins in the running month. If that edition is closed, the next one that is not.
    """
    month = month_of(local_now)
    previous = previous_month(month)
    if local_now.day <= LAST_DAY_OF_PREVIOUS and was_at_work(previous):
        month = previous
    while is_closed(month):
        month = next_month(month)
    return month
