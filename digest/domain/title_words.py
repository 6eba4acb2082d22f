"""The words of a headline that carry its subject, in one form for comparing headlines.

Outlets tell one story as "Studie: Fünf Tipps …" and "5 Tipps …, zeigt eine Studie | PR-Journal": numbers become
figures, labels, attributions and the outlet's name go, and a few words that headlines use for each other become one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.domain.text import fold, lazy_pattern

_WORD = lazy_pattern(r"\w+")
# Words that may come and go between two titles of one story.
_SMALL = frozenset(
    word
    for line in (
        "der die das den dem des ein eine einen einem einer eines und oder auch aus auf im in am an zu zum zur von",
        "vom mit bei für ist sind wird werden hat haben es sich so wie nur noch mehr schon erst zuerst als dass man",
        "jetzt nun",
        "the a an of to in on and or for is are with how",
    )
    for word in line.split()
)
# Labels that outlets put before a title, and words that say where a figure comes from.
_SOURCES = r"(?:studie|umfrage|untersuchung|befragung|medienbericht|bericht|report|survey|study)"
_LABEL = lazy_pattern(
    rf"(?:(?:neue|aktuelle)\s)?(?:{_SOURCES}|kommentar|interview|video|podcast|update|exklusiv|analyse|netzschau|eilmeldung"
    r"|breaking|meinung|kolumne|gastbeitrag|gastkommentar|reportage|liveblog|ticker|hintergrund|ratgeber)s?"
)
_SAID = rf"(?:(?:einer?|der|die|neue[rn]?|aktuelle[rn]?|laut)\s)*{_SOURCES}"
_ATTRIBUTION = lazy_pattern(
    rf"(?:,\s)?(?:(?:das|wie|so)\s)?(?:(?:zeigt|ergibt|ergab|belegt|sagt|meldet)\s)(?:{_SAID})\Z|,?\s?laut\s(?:{_SAID})\Z"
    rf"|\s[-–—]\s(?:{_SAID})\Z|\A(?:{_SAID})\s(?:zeigt|ergibt|belegt)(?::|,\sdass)?\s|\Alaut\s(?:{_SAID})\s"
)
# The outlet's name behind a title: after a bar whatever stands there, after a dash what looks like one.
_TAIL = lazy_pattern(r"\s+[|•»]\s+[^|•»]{2,40}\Z")
_DASH = lazy_pattern(r"\s+[-–—]\s+")
_OUTLET = lazy_pattern(
    r"(?:\S+\s){0,2}\S*(?:journal|zeitung|blatt|online|magazin|blog|kurier|anzeiger|rundschau|news|presse|spiegel"
    r"|\.(?:de|com|at|ch|net|org))",
    re.IGNORECASE,
)
_INITIALS = lazy_pattern(r"[A-ZÄÖÜ]{2,5}")
_NUMBERS = {
    word: str(number)
    for words in (
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
        "two three four five six seven eight nine ten eleven twelve",
    )
    for number, word in enumerate(words.split(), start=2)
}
_LARGEST_IN_WORDS = 12
# Words that headlines use for one thing, by the first of each row.
_SAME = {
    word: row.split()[0]
    for row in (
        "entlässt entlassen kündigt kündigen feuert feuern",
        "sinkt sinken schwindet schwinden schrumpft schrumpfen",
        "steigt steigen wächst wachsen klettert klettern",
        "startet starten beginnt beginnen",  # codespell:ignore startet
        "beendet beenden stoppt stoppen",
        "pr öffentlichkeitsarbeit",
        "millionen mio million",
        "milliarden mrd milliarde",
        "deutsche bundesbürger",
    )
    for word in row.split()
}
_PHRASES = (
    (lazy_pattern(r"\b(?:ki|ai|artificial intelligence)\b"), "künstliche intelligenz"),
    (lazy_pattern(r"\bpublic relations\b"), "pr"),
    (lazy_pattern(r"\bsoziale[rn]? (?:medien|netzwerken?)\b"), "social media"),
    (lazy_pattern(r"\s?%"), " prozent"),
    (lazy_pattern(r"\bkündig(?:t|en)\b(.{1,80})\san\Z"), r"ankündigt\1"),
)
_IN_PHRASES = lazy_pattern(r"künstlich|intelligen|public|relation|sozial|social|medi|netzwerk|prozent|artificial")


def title_words(title: str) -> tuple[str, ...]:
    """The telling words of a title, folded and unified, in their order."""
    return tuple(unified(word) for word in _telling(title))


def literal_words(words: Iterable[str]) -> tuple[str, ...]:
    """The words that every title of the same story has in some form; others may vary."""
    return tuple(word for word in words if not _may_be_written_otherwise(word))


def unified(word: str) -> str:
    """The word itself, or the one that stands for it and others."""
    return _SAME.get(word) or _NUMBERS.get(word) or word


def _may_be_written_otherwise(word: str) -> bool:
    if word.isdigit():
        return len(word) < 3 and int(word) <= _LARGEST_IN_WORDS
    return word in _SAME or _IN_PHRASES.match(word) is not None


def _telling(title: str) -> list[str]:
    title = _without_outlet(_TAIL.sub("", title))
    label, colon, rest = title.partition(":")
    if colon and rest.strip() and _LABEL.fullmatch(fold(label)):
        title = rest
    text = _ATTRIBUTION.sub("", fold(title).rstrip(".!?"))
    for phrase, word in _PHRASES:
        text = phrase.sub(word, text)
    return [word for word in _WORD.findall(text) if word not in _SMALL]


def _without_outlet(title: str) -> str:
    """Without a last part behind a dash that looks like an outlet's name."""
    dashes = [dash for dash in _DASH.finditer(title) if dash.start()]
    if not dashes:
        return title
    tail = title[dashes[-1].end() :]
    return title[: dashes[-1].start()] if _OUTLET.fullmatch(tail) or _INITIALS.fullmatch(tail) else title
