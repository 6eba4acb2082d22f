"""The few words that an export adds of its own, in the language of the edition."""

from __future__ import annotations

from dataclasses import dataclass

from digest.config.clock import is_english


@dataclass(frozen=True, slots=True)
class Words:
    """`quotes` are the opening and the closing mark; the others are labels of the texts."""

    notice: str
    own_posts: str
    tips: str
    privacy: str
    unsubscribe: str
    all_editions: str
    previous: str
    next: str
    feed: str
    also_at: str
    mail: str
    quotes: tuple[str, str]


_GERMAN = Words(
    notice="Anzeige",
    own_posts="In eigener Sache",
    tips="Lesetipps",
    privacy="Datenschutz",
    unsubscribe="Abmelden",
    all_editions="Alle Ausgaben",
    previous="Vorige Ausgabe",
    next="Nächste Ausgabe",
    feed="Feed",
    also_at="Auch erschienen bei",
    mail="Newsletter",
    quotes=("„", "“"),
)
_ENGLISH = Words(
    notice="Advertisement",
    own_posts="Our own posts",
    tips="Reading tips",
    privacy="Privacy",
    unsubscribe="Unsubscribe",
    all_editions="All editions",
    previous="Previous edition",
    next="Next edition",
    feed="Feed",
    also_at="Also published at",
    mail="Newsletter",
    quotes=("“", "”"),
)


def language_name(tag: str, language: str) -> str:
    """A language's name in the edition's language (CLDR), "Englisch"; else the tag itself."""
    from babel import Locale, UnknownLocaleError

    try:
        shown = Locale.parse("en" if is_english(language) else "de")
        return Locale.parse(tag, sep="-").get_language_name(shown) or tag
    except (UnknownLocaleError, ValueError):
        return tag


def words_of(language: str) -> Words:
    """English ones for English editions, German ones for all others."""
    return _ENGLISH if is_english(language) else _GERMAN
