"""Time: the clock as an argument, this machine's zone, dates in the editions' language.

The clock is the real one, or DIGEST_NOW for tests and demos. Names of months are as CLDR has them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from digest.domain.errors import ConfigError
from digest.domain.message import msg

if TYPE_CHECKING:
    from babel import Locale


#: Gives the present moment in UTC.
Clock = Callable[[], datetime]

_MARGIN = timedelta(days=366)


def clock_from(environ: Mapping[str, str]) -> Clock:
    """The system's clock, or one fixed at DIGEST_NOW: ISO 8601, local if it has no zone."""
    text = environ.get("DIGEST_NOW", "")
    if not text:
        return lambda: datetime.now(UTC)
    try:
        fixed_utc = datetime.fromisoformat(text).astimezone(UTC)
        # In any zone, and a year on either side, there must be a time: months are counted from it.
        _ = fixed_utc - _MARGIN, fixed_utc + _MARGIN
    except (ValueError, OverflowError):
        raise ConfigError(
            msg("DIGEST_NOW is “{text}”, which is not a time.", text=text),
            msg("Write it like 2026-11-21T08:30 or 2026-11-21T08:30+01:00."),
        ) from None
    return lambda: fixed_utc


def local(moment: datetime) -> datetime:
    """A moment in the zone of this machine (TZ), in which months begin and end."""
    return moment.astimezone()


#: What editions are written in if a language is unknown.
FALLBACK = "de"

# The languages that digest itself speaks: Babel would need 40 ms for these few words, a fifth of an export. A test
# compares them with CLDR.
_SPOKEN = frozenset({"de", "de_DE", "de_AT", "de_CH", "en", "en_GB", "en_US"})
_MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


def month_name(month: str, language: str) -> str:
    """The name of a month such as "2026-01": "Januar", for de_AT "Jänner"."""
    tag, number = language.replace("-", "_").partition(".")[0], int(month[5:])
    if tag in _SPOKEN:
        return "Jänner" if (tag, number) == ("de_AT", 1) else _MONTHS[tag[:2]][number - 1]
    # Always the names for use in a sentence. The stand-alone ones depend on which locale Babel loaded first: after
    # de_DE, de_AT says "Januar"; and an export must give the same bytes each time.
    return str(_locale(language).months["format"]["wide"][number])


def month_and_year(month: str, language: str) -> str:
    """ "Januar 2026", with a no-break space so that the year never stands alone on a line."""
    return f"{month_name(month, language)}\u00a0{int(month[:4])}"


def long_date(day: date, language: str) -> str:
    """ "20. November 2026"."""
    name = month_name(f"{day.year:04d}-{day.month:02d}", language)
    return f"{day.day}{'' if is_english(language) else '.'} {name} {day.year}"


def is_english(language: str) -> bool:
    """True for en, en_GB, en-US …: the one language besides German that exports have words for."""
    return language.replace("-", "_").lower().partition("_")[0] == "en"


def _locale(language: str) -> Locale:
    """The locale of a tag ("de_AT", "de-AT"), else of its language alone, else German."""
    from babel import Locale, UnknownLocaleError

    tag = language.replace("-", "_").partition(".")[0]
    for name in (tag, tag.partition("_")[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse(FALLBACK)
