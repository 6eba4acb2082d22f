"""Months as ids ("2026-11"): reading them from words, counting with them, and which one is current."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from digest.domain.text import fold

_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})\Z")
_NAMES: Mapping[str, int] = {
    fold(name): number
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
NAMED_MONTH = re.compile(
    r"(?i)\b("
    + "|".join(sorted((name for name in _NAMES if name != "may"), key=len, reverse=True))
    + r")\b\.?(?:\s+(\d{4})\b)?"
)

#: Up to this day of a month the edition of the month before is still at work (digests appear on the 1st to 4th).
LAST_DAY_OF_PREVIOUS = 10


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


def read_month(text: str, local_now: datetime) -> str | None:
    """A month id from "2026-11", "2026-3", "November", "nov", "März 2026"; a bare name is the latest not in the future.

    None where the text is no month, or its beginning fits several.
    """
    words = fold(text).replace(".", "").split()
    if len(words) == 1 and (found := _MONTH.match(words[0])):
        month = f"{found[1]}-{int(found[2]):02d}"
        return month if is_month(month) else None
    if not words or len(words) > 2 or (len(words) == 2 and not re.fullmatch(r"\d{4}", words[1])):
        return None
    numbers = {number for name, number in _NAMES.items() if len(words[0]) >= 3 and name.startswith(words[0])}
    if words[0] in _NAMES:
        numbers = {_NAMES[words[0]]}
    if len(numbers) != 1:
        return None
    number = numbers.pop()
    if len(words) == 2:
        return f"{words[1]}-{number:02d}"
    return f"{local_now.year - (number > local_now.month):04d}-{number:02d}"


def month_by_calendar(local_now: datetime) -> str | None:
    """The month whose edition is at work where the day alone says it; None where the library has to be asked."""
    return month_of(local_now) if local_now.day > LAST_DAY_OF_PREVIOUS else None


def current_month(local_now: datetime, founded: datetime | None, previous_is_closed: bool) -> str:
    """The month whose edition is at work.

    The running month; on its first ten days the one before, unless its edition is closed or the library did not
    exist then (`founded`, local time, None for an empty library).
    """
    running = month_of(local_now)
    if month_by_calendar(local_now) or previous_is_closed or founded is None:
        return running
    previous = previous_month(running)
    return previous if month_of(founded) <= previous else running
