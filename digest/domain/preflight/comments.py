"""Rules about comments: unfinished, repeated, mixed forms of address, broken links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.domain.message import Message, msg
from digest.domain.preflight.remark import Checked, RemarkPlace, prose, where
from digest.domain.preflight.wording import holds_placeholder
from digest.domain.text import count_words, fold

Found = Iterator[tuple[Message, RemarkPlace]]

#: From so many characters on, an address written out is no word of a sentence any more.
LONG_ADDRESS = 30

_UNFINISHED = re.compile(
    r"(?i)\b(?:(?:kommentar|text|beschreibung|begründung|satz|rest|link|quelle|mehr) (?:folgt|kommt)(?: noch)?|"
    r"(?:wird |muss |bitte )?noch (?:zu )?(?:ergänzen|ergänzt|einfügen|schreiben|ausfüllen|nachtragen|nachgetragen|"
    r"nachgereicht|ausformulieren)|(?:hier|bitte) (?:noch )?(?:ergänzen|einfügen|ausfüllen|eintragen|nachtragen)|"
    r"hier (?:kommt|fehlt) (?:noch )?(?:ein |der |die |das )?(?:kommentar|text|link|titel|name)|(?:to follow|tk tk)\b)|"
    r"\A\W*(?:wird (?:noch )?(?:ergänzt|nachgereicht)|platzhalter|bla(?: bla)*|n\. ?n|to be done|coming soon)\W*\Z|"
    r"\bhier fehlt noch\b|\bfolgt noch(?=[\s.!…)\]]*\Z)|\A\W*(?:folgt|kommt)(?: noch)?\W*\Z"
)
_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n]{1,200})\]\(\s{0,3}<?([^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)>?"
    r"(?:\s{1,3}(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?\s{0,3}\)"
)
_UNCLOSED = re.compile(
    r"(?<!!)\[[^\[\]\n]{1,200}\]\((?:https?:|www\.)[^()\s]*(?=\s(?!\s?[\"'(])|\Z)|\[[^\[\]\n]{1,200}\]\(\s{0,5}\Z"
)
# What is left of a link when the whole ones are taken away: a bracket is missing.
_PICTURE_OR_LINK = re.compile(r"!?\[[^\[\]\n]{0,200}\]\([^()\n]{0,500}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)")
_HALF = re.compile(
    r"[^\s\[\]]{1,40}\]\((?:https?:|www\.)[^()\s]{0,500}|"
    r"\[[^\s\[\]()]{1,80}\((?:https?:|www\.)[^()\s]{0,500}\)(?!\])"
)
_APART = re.compile(r"\[([^\[\]\n]{1,200})\][ \u00a0]\(\s*https?://")
_SAYS_NOTHING = re.compile(
    r"(?i)\W*(?:(?:hier|da|dort)(?: (?:klicken|lesen|entlang|weiterlesen|nachlesen))?|klick(?:en sie)?(?: hier)?|"
    r"mehr|mehr (?:lesen|dazu|erfahren|infos?)|weiter|weiterlesen|link|diese[rsm]? link|url|"
    r"(?:click |read |see )?here|click|this|this link|(?:read |learn )?more|link|)\W*\Z"
)
_WITHOUT_TEXT = re.compile(r"(?<!!)\[([ \u00a0]{0,3})\]\(https?://")
_ADDRESS = re.compile(r"(?i)(?<![(<\]\w])https?://[^\s<>()\[\]\"„“»«]{1,2000}")
_QUOTED = re.compile(
    r"„[^„“”\n]{0,500}[“”]|“[^“”\n]{0,500}”|»[^»«\n]{0,500}«|«[^»«\n]{0,500}»|\"[^\"\n]{0,500}\"|(?m:^> .*$)"
)
# At the start of a sentence "Sie" may be "they" or "she".
# "Ihr" may be the plural of "du" in a letter.
_FORMAL = re.compile(r"(?<=[^\W\d_A-ZÄÖÜ][ ,])\s?(?:Sie|Ihnen|Ihre[nmrs]?)\b")
_INFORMAL = re.compile(r"\b(?:[Dd]u|[Dd]ir|[Dd]ich|[Dd]ein(?:e[nmrs]?)?|[Ee]uch|[Ee]uer|[Ee]ure[nmrs]?)\b")


def unfinished(checked: Checked) -> Found:
    for place in prose(checked):
        found = _UNFINISHED.search(place.text)
        if found and not holds_placeholder(place):  # which is told already, as an error
            words = " ".join(found[0].split())
            yield msg("{where} looks unfinished: “{words}”.", where=where(place), words=words), place.bare


def broken_link(checked: Checked) -> Found:
    for place in prose(checked):
        found = next(_broken(place.text), "")
        if found:
            words = found if len(found) <= 60 else found[:59] + "…"
            yield msg("{where} has a link that leads nowhere: {words}", where=where(place), words=words), place.bare


def _broken(text: str) -> Iterator[str]:
    """Links without a usable address, not closed, or with a blank before the address."""
    for found in _LINK.finditer(text):
        if not re.match(r"(?i)https?://[^\s/]|mailto:[^\s@]+@|tel:\+?\d|\{\{", found[2]):
            yield found[0]
    rest = _PICTURE_OR_LINK.sub("", text)
    yield from (found[0] for found in _HALF.finditer(rest))
    for pattern in (_UNCLOSED, _APART):
        for found in pattern.finditer(text):
            yield found[0]


def link_text(checked: Checked) -> Found:
    for place in prose(checked):
        for found in (*_LINK.finditer(place.text), *_WITHOUT_TEXT.finditer(place.text)):
            if _SAYS_NOTHING.match(found[1]):
                yield (
                    msg("{where} has a link whose text says nothing: “{words}”.", where=where(place), words=found[1]),
                    place.bare,
                )
                break


def bare_address(checked: Checked) -> Found:
    for place in prose(checked):
        for found in _ADDRESS.finditer(place.text):
            if len(found[0]) > LONG_ADDRESS:
                yield (
                    msg("{where} has a long address written out; a link with words reads better.", where=where(place)),
                    place.bare,
                )
                break


def same_comment(checked: Checked) -> Found:
    first: dict[str, int] = {}
    for position, pick in checked.numbered():
        key = _plain(pick.comment)
        if count_words(pick.comment) >= 3 and (other := first.setdefault(key, position)) != position:
            yield (
                msg("Picks {first} and {position} have the same comment.", first=other, position=position),
                RemarkPlace(pick.id, position, "comment"),
            )


def comment_is_title(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        comment = _plain(pick.comment)
        if comment and comment in (_plain(pick.shown_title), _plain(pick.original_title)):
            yield (
                msg("Pick {position}: the comment only repeats the title.", position=position),
                RemarkPlace(pick.id, position, "comment"),
            )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def address_form(checked: Checked) -> Found:
    """Name the texts in the rarer form of address if both "Sie" and "du" occur; German only."""
    if checked.language.partition("-")[0].partition("_")[0].lower() != "de":
        return
    formal: list[RemarkPlace] = []
    informal: list[RemarkPlace] = []
    for place in prose(checked):
        own = _QUOTED.sub(" ", place.text)
        if _FORMAL.search(own):
            formal.append(place)
        if _INFORMAL.search(own):
            informal.append(place)
    if formal and informal:
        for place in min(informal, formal, key=len):
            yield (
                msg("{where} addresses readers differently from the rest: Sie and du are mixed.", where=where(place)),
                place.bare,
            )
