"""Month names in the language of the editions, as CLDR has them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

#: What editions are written in if a language is unknown.
FALLBACK = "de"

# The languages that digest itself speaks: Babel would need 40 ms for these few words, a fifth of an export. A test
# compares them with CLDR.
_KNOWN = frozenset({"de", "de_DE", "de_AT", "de_CH", "en", "en_GB", "en_US"})
_NAMES = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


def month_name(month: str, language: str) -> str:
    """The name of a month such as "2026-01": "Januar", for de_AT "Jänner"."""
    tag, number = language.replace("-", "_").partition(".")[0], int(month[5:])
    if tag in _KNOWN:
        return "Jänner" if (tag, number) == ("de_AT", 1) else _NAMES[tag[:2]][number - 1]
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
