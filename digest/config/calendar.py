"""Month names in the language of the editions, from CLDR by way of Babel."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

#: What editions are written in where a language is unknown.
FALLBACK = "de"


def month_name(month: str, language: str) -> str:
    """The name of a month such as "2026-01": "Januar", for de_AT "Jänner"."""
    return _formatted(month, "MMMM", language)


def month_and_year(month: str, language: str) -> str:
    """ "Januar 2026", with a no-break space so that the year never stands alone on a line."""
    return _formatted(month, "MMMM\u00a0y", language)


def long_date(day: date, language: str) -> str:
    """ "20. November 2026"."""
    from babel.dates import format_date

    return str(format_date(day, "d MMMM y" if is_english(language) else "d. MMMM y", locale=_locale(language)))


def is_english(language: str) -> bool:
    """True for en, en_GB, en-US …: the one language besides German that exports have words for."""
    return language.replace("-", "_").lower().partition("_")[0] == "en"


def _formatted(month: str, pattern: str, language: str) -> str:
    # Always the format context (MMMM). The stand-alone names (LLLL) depend on which locale Babel loaded first:
    # after de_DE, de_AT says "Januar"; and an export must give the same bytes each time.
    from babel.dates import format_date

    return str(format_date(date(int(month[:4]), int(month[5:]), 1), pattern, locale=_locale(language)))


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
