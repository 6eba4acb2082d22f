"""When an entry was published, from publishers' date fields: parsed or None, never guessed."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from functools import lru_cache

from digest.domain.text import lazy_pattern
from digest.feeds.written_dates import NoSuchDate, written_date

_EPOCH = lazy_pattern(r"\d{9,10}(?:\d{3}|\.\d{1,9})?(?<!^\d{12})")
# feedparser takes the year of these, or the clock, and fills in the rest from today; dateparser guesses.
_FIGURES_FIRST = lazy_pattern(r"\d{3}|\d{1,2}[-/:]|\d{1,2}\s*$")
# American order shows by its clock alone; day-first would be a wrong date, and that is worse than none.
_AMERICAN = lazy_pattern(r"\d{1,2}/\d{1,2}/\d{2,4}\D.*[AP]\.?M\b", re.IGNORECASE)
_WEEKDAY = lazy_pattern(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", re.IGNORECASE)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST = 64
# What a calendar can show and a time zone can shift without overflow; a feed has nothing to say outside.
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


class Undecided(Exception):
    """The text may be a date, and feedparser's reading of it decides."""


def read_date(text: str, parsed: time.struct_time | None, language: str) -> datetime | None:
    """The instant that a date field means, in UTC, or None.

    `parsed` is what feedparser made of `text` (UTC, None if nothing); `language` is the feed's, such as "de-AT".
    A date without zone is UTC. `written_dates` reads nearly all; of the rest feedparser knows some, then dateparser
    tries: in this language and with the day before the month only, for with all languages it guesses, and takes
    seconds for it.
    """
    try:
        return decided_date(text, language)
    except Undecided:
        pass
    text = _trimmed(text)
    if parsed is not None:
        return _in_range(_from_tuple(parsed))
    if len(text) > _LONGEST or _AMERICAN.search(text):
        return None
    return _in_range(_by_words(text, language.partition("-")[0].lower() or "de"))


def decided_date(text: str, language: str) -> datetime | None:
    """`read_date` if that does not depend on feedparser's reading; else raises Undecided."""
    if not text:
        return None
    text = _trimmed(text)
    if _EPOCH.fullmatch(text):
        return _in_range(_from_epoch(text))
    try:
        written = written_date(text, language)
    except NoSuchDate:
        return None
    if written is not None:
        return _in_range(written)
    if _FIGURES_FIRST.match(text) or not any(char.isdigit() for char in text):
        return None
    raise Undecided


def _trimmed(text: str) -> str:
    return text.partition("<")[0].strip()  # an end tag that was broken


def _from_epoch(text: str) -> datetime | None:
    whole = text.partition(".")[0]
    seconds = int(whole) / 1000 if len(whole) > 10 else int(whole)
    return datetime.fromtimestamp(seconds, UTC)


def _from_tuple(parsed: time.struct_time) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1024)
def _by_words(text: str, language: str) -> datetime | None:
    """dateparser's result: whole dates only, none that contradicts a weekday in the text."""
    import dateparser  # a tenth of a second, and hardly any feed needs it

    settings = {
        "DATE_ORDER": "DMY",
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month", "year"],
        "TIMEZONE": "UTC",
        "TO_TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
    }
    try:
        found: datetime | None = dateparser.parse(text, languages=[language], settings=settings)
    except (ValueError, OverflowError):  # a language that it does not know, a year that no calendar has
        return None
    if found is None:
        return None
    weekday = _WEEKDAY.match(text)
    if weekday and _WEEKDAYS[found.weekday()] != weekday[1].lower():
        return None
    return found.astimezone(UTC)


def _in_range(date: datetime | None) -> datetime | None:
    return date if date is not None and _FIRST <= date < _LAST else None
