"""The language of messages: which one, and `tell`, which puts a `Message` into it.

One language per process. The source texts are English; German comes from `locale/de/LC_MESSAGES/digest.mo`.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from digest.config.clock import local, long_date, month_name
from digest.config.translations import SearchedTranslations
from digest.domain.message import Message
from digest.domain.month import NamedMonth

DOMAIN = "digest"
#: click's own words alone: it has gettext read a whole catalogue.
CLICK_DOMAIN = "click"
#: How wide a day in a column may be: "28.11.2025", "ohne Datum".
DAY_CELLS = 10
_SHORT = 5
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"

_active: gettext.NullTranslations = gettext.NullTranslations()
# The form of the active language in which months are named, such as "de_AT"; empty for the language itself.
_region = ""


def language_from(environ: Mapping[str, str]) -> str:
    """ "de" or "en": the first of LC_ALL, LC_MESSAGES, LANG that is set (POSIX, "Locale")."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name, ""):
            return "de" if value.lower().startswith("de") else "en"
    return "en"


def activate(language: str) -> None:
    """Make "de" or "en" the language of this process, for click's own words as well."""
    global _active, _region
    _region = ""
    _active = gettext.translation(
        DOMAIN, LOCALE_FOLDER, languages=[language[:2]], class_=SearchedTranslations, fallback=True
    )


def translated(text: str) -> str:
    """A text without places; `_` in the front ends."""
    return _active.gettext(text) if text else text


def decimal(number: float) -> str:
    """A number with one decimal place, as the active language writes it: "1.5", in German "1,5"."""
    written = f"{number:.1f}"
    return written.replace(".", ",") if language() == "de" else written


def storage(size: int) -> str:
    """So many bytes as people say it: "0 kB", "12 kB", "1.5 MB"."""
    if size < 1_000_000:
        return f"{-(-size // 1000)} kB"
    return f"{decimal(size / 1_000_000)} MB"


def language() -> str:
    """The active language: "de" or "en"."""
    return "de" if _active.info().get("language") == "de" else "en"


def name_months_as(region: str) -> None:
    """Name months as "de_AT" does, if that is a form of the active language: "Jänner"."""
    global _region
    if region[:2].lower() == language():
        _region = region


def month_named(month: str) -> str:
    """The name of a month id, in the active language: "November"."""
    return month_name(month, _region or language())


def month_told(month: str) -> str:
    """A month id in a sentence: "November 2026"."""
    return f"{month_named(month)} {int(month[:4])}"


def month_listed(month: str) -> str:
    """A month in a column, at most DAY_CELLS wide: "Nov 2026"; short names stay whole."""
    name = month_named(month)
    return f"{name if len(name) <= _SHORT else name[:3]} {int(month[:4])}"


def day_told(day: date) -> str:
    """A day in a sentence: "28 November 2026", "28. November 2026"; a time as its local day."""
    return long_date(local(day).date() if isinstance(day, datetime) else day, _region or language())


def day_listed(day: date | None, today: date | None = None) -> str:
    """A day in a column, at most DAY_CELLS wide; without the year if that is `today`'s."""
    if day is None:
        return translated("no date")
    if today is None or day.year != today.year:
        return day.strftime(translated("%Y-%m-%d"))
    if day == today:
        return translated("today")
    return translated("yest.") if (today - day).days == 1 else day.strftime(translated("%m-%d"))


def tell(message: Message) -> str:
    """Translate a message and fill it, messages inside it too; secrets are masked."""
    if message.plural:
        template = _active.ngettext(message.template, message.plural, message.count)
    else:
        template = translated(message.template)
    return template.format_map(_Told(message.values))


class _Told(dict[str, object]):
    """Values for a template in readable form; addresses are masked, a missing value is "?"."""

    def __getitem__(self, key: str) -> object:
        value = super().__getitem__(key)
        if isinstance(value, Message):
            return tell(value)
        if isinstance(value, NamedMonth):
            return month_told(value.id)
        if isinstance(value, date):
            return day_told(value)
        if isinstance(value, float):
            return decimal(value)
        if not isinstance(value, str) or "//" not in value:
            return value
        from digest.domain.secrets import masked_text  # not loaded for texts without an address

        return masked_text(value)

    def __missing__(self, key: str) -> str:
        return "?"
