"""The author of a text, from a page's byline; roles, machines and mail addresses are none.

A wrong byline ends up in print, a missing one is seen: in doubt there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.domain.text import fold
from digest.feeds.normalise import plain_name

_LIMIT = 120
_KIND = (
    r"(?:gast)?(?:beitrag|kommentar|kolumne|interview|text|artikel|analyse|bericht|essay|glosse"
    r"|autor(?:[:/*_·]?in(?:nen)?)?|author)"
)
# What stands before a name: "Von", "By", "Ein Gastbeitrag von", "Text:".
_VON = re.compile(r"(?:von|by)\s*(?:\s|:\s*)", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:(?:eine?\s+)?{_KIND}|written|posted|geschrieben|verfasst)\s*(?:\s(?:von|by)\b|:)\s*", re.IGNORECASE
)
_PICTURE = re.compile(r"(?:fotos?|bild(?:er)?|photos?|grafik|illustration)\b.{0,20}(?::|\bvon\b|\bby\b)", re.IGNORECASE)
_BEHIND = re.compile(r"\s+(?:on|am|um|at|in|für|for)\Z|\s*(?:/\s*[A-Za-z-]{2,7}|[(\[][\w/. -]{1,12}[)\]])\Z")
_PARTS = re.compile(r"\s*[|•·]\s*|\s+[/–—-]\s+|,\s+")
_MAIL = re.compile(r"[^\s<>()@]+@[^\s<>()@]+")
_IN_BRACKETS = re.compile(r"\(([^()@]{3,60})\)")
_BRACKETS = re.compile(r"[(\[<][^()\[\]<>]{0,60}[)\]>]")
_DOMAIN = re.compile(r"(?:https?://\S+|@?\w[\w-]*(?:\.\w[\w-]*)*\.[a-z]{2,24}(?:/\S*)?)\Z", re.IGNORECASE)
# Alone they are no name.
_NOBODY = frozenset(
    word
    for line in (
        "super admin administrator adm root null none nil undefined nan n/a na unknown unbekannt anonymous anonym gast",
        "guest user username benutzer nutzer webmaster wordpress wp author autor autorin editor staff default",
        "test demo system api import feed rss bot anonymer false true nobody superuser webadmin siteadmin wpadmin",
        "cms typo3 joomla drupal name dpa afp reuters kna epd sid apa ap ots sda ddp dapd xinhua tass ansa efe",
        "dpa-afx afx kyodo",
    )
    for word in line.split()
)
_OFFICE = re.compile(
    r"\b(?:\w*redaktion(?:en|s\w*)?|redakteure|presse(?:stelle|abteilung|team)|newsroom|news ?desk|team|editors"
    r"|editorial|kommunikationsabteilung|unternehmenskommunikation|marketing|mitarbeiter|nachrichtenagentur"
    r"|staff writer|press office|corporate communications?|verlag|g?gmbh|e\. ?v\.?|inc|ltd|llc|magazin|zeitung|online"
    r"|news|kundenservice|social media|öffentlichkeitsarbeit|\w*(?:universität|hochschule|ministerium|institut|stiftung"
    r"|verband|behörde)|stadtverwaltung|dpa-\w+)(?![\w-])"
    r"|\A[\[@]|\b(?:19|20)\d\d\b|\((?:fotos?|bild(?:er)?|grafik)\)"
)
_ROLE_WORD = (
    r"(?:(?:freie[rs]?|stellvertretende[rs]?|leitende[rs]?|senior|politische[rs]?)[ -])*"
    r"(?:\w*redakteur(?:in)?|\w*journalist(?:in)?|\w*korrespondent(?:in)?|\w*autor(?:in)?|volont[äa]r(?:in)?"
    r"|reporter(?:in)?|editor|author|writer|correspondent|ressortleiter(?:in)?|herausgeber(?:in)?|kolumnist(?:in)?"
    r"|pressesprecher(?:in)?)"
)
_ROLE = re.compile(rf"{_ROLE_WORD}(?: .{{0,60}})?", re.IGNORECASE)
_ROLE_BEFORE = re.compile(rf"{_ROLE_WORD}\s+(?=\S+\s\S)", re.IGNORECASE)
_OWN_ROLE = re.compile(r"\s*\((?:text|autor(?:in)?|red\.?)\)", re.IGNORECASE)
_FOR = re.compile(r"\s+(?:für|bei|for|at)\s+(\S.*)\Z", re.IGNORECASE)
# A sign such as (pet) or dpa/lby.
_SIGN = re.compile(r"(?:[a-zäöü]{1,3}|[A-ZÄÖÜ]{1,5})(?:[/.,+-](?:[a-zäöü]{1,4}|[A-ZÄÖÜ]{1,5}))*\.?")


def person(text: str, own_names: Iterable[str]) -> str:
    """The name in a byline without "Von", role, mail address and outlet (`own_names`).

    Empty if none is left.
    """
    own = {letters(name) for name in own_names} - {""}
    name = _without_mail(plain_name(text, _LIMIT))
    if _PICTURE.match(name) or name.startswith("[object"):  # what JavaScript makes of a list of authors
        return ""
    name = _ROLE_BEFORE.sub("", _without_von(_BEFORE.sub("", name, count=1)), count=1)
    outlet = _FOR.search(name)
    name = name[: outlet.start()] if outlet and letters(outlet[1]) in own else name
    name = name if _OFFICE.search(name) else _BEHIND.sub("", name)
    parts = [part for part in _PARTS.split(name) if part and letters(part) not in own]
    while len(parts) > 1 and (_ROLE.fullmatch(parts[-1]) or _is_nobody(parts[-1])):
        parts.pop()
    name = _OWN_ROLE.sub("", ", ".join(parts)).strip(" ,;|/–—-")
    is_role = len(parts) == 1 and re.fullmatch(_ROLE_WORD, name, re.IGNORECASE)
    return "" if not name or is_role or letters(name) in own or any(map(_is_nobody, parts)) else name


def letters(text: str) -> str:
    """What two spellings of a name have in common: letters and figures."""
    return "".join(char for char in fold(text) if char.isalnum())


def _without_mail(text: str) -> str:
    """Without addresses; of `a@b.example (Petra Ahorn)` the name in brackets is left."""
    if not _MAIL.search(text):
        return text
    named = _IN_BRACKETS.search(text)
    bare = _MAIL.sub("", _BRACKETS.sub("", text)).strip(" ,;<>()")
    return bare or (named[1] if named else "")


def _is_nobody(name: str) -> bool:
    folded = fold(name).strip(".:()[] ")
    if all(word in _NOBODY for word in folded.split()) or not any(char.isalpha() for char in folded):
        return True
    return bool(_OFFICE.search(folded) or _DOMAIN.match(folded) or _SIGN.fullmatch(name.strip("()[] ")))


def _without_von(name: str) -> str:
    """Of "Von Braun" alone nobody knows whether it is a name."""
    rest = _VON.sub("", name, count=1) if _VON.match(name) else name
    return rest if " " in rest or _is_nobody(rest) else name
