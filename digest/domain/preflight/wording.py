"""Rules about the curator's words: missing, unfinished, copied, too short or long."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from digest.domain.common_run import longest_common_run
from digest.domain.goals import LONG_COMMENT, SHORT_COMMENT
from digest.domain.message import Message, msg, nmsg
from digest.domain.preflight.remark import Checked, RemarkPlace
from digest.domain.quotes import set_quotes
from digest.domain.text import count_words, fold, hidden_characters

#: So many consecutive words in common with a teaser are no coincidence (one comment of the genre had twelve).
COPIED_WORDS = 8
#: What the right of quotation bears without a second thought (§ 51 UrhG names no number; this is the trade's habit).
QUOTATION_WORDS = 25

_PLACEHOLDER = re.compile(
    r"(?i)\b(?:TODO|FIXME|lorem ipsum|lorem|tbd|tktk|asdf+)\b|\bX{3,}\b|\?{3,}|\bt\.b\.d\.|\bTT\.MM\.JJ(?:JJ)?\b|"
    r"„\s*(?:…|\.{3})\s*“|\[\s*(?:…|\.{3})\s*\]$|"
    r"[\[{<]\s*(?:TK|tba|tbc|\?|(?:(?:dein|ihr|der) )?(?:name|titel|link|quelle|datum|kommentar|text|autor(?:in)?|url|"
    r"zahl|zitat|XX))\s*\??\s*[\]}>](?![(\w:\[])|(?-i:\bXX\b)(?= (?:Prozent|%|Euro|Uhr|Personen|Jahren?)\b)|"
    r"\((?:name|titel|link|quelle|datum|jahr|zahl|autor(?:in)?|stimmt das|prüfen)\s*\?\)|"
    r"[\[{<][^\[\](){}<>\n]{0,60}\b(?:ergänzen|einfügen|einsetzen|ausfüllen|eintragen|nachtragen|nachreichen|prüfen|klären|"
    r"insert|fill in)\b[^\[\](){}<>\n]{0,30}[\]}>](?!\()|"
    r"\((?:bitte|noch|hier) (?:noch )?(?:\w{1,30} )?(?:ergänzen|einfügen|einsetzen|ausfüllen|eintragen|nachtragen|"
    r"prüfen|klären)\)"
)
# "To come": alone, or as a note. In a sentence TK is the name of a health insurer.
_TO_COME = re.compile(
    r"(?:\A|(?<=[.:!?] )|(?<=\n))TK(?=\s*(?:\Z|\n|[:.!?…)\]]|(?:TK|noch|hier|folgt|kommt|Kommentar|Text|Zahl)\b))|"
    r"\bTK(?=\s*\Z)(?<![Dd]ie TK)(?<![Dd]er TK)(?<!zur TK)(?<!von TK)(?<!bei TK)"
)
_SPEAKS = re.compile(r"[^\W_]")
_WORD = re.compile(r"\w+")
_QUOTE = re.compile('[„“”"»«]')

Found = Iterator[tuple[Message, RemarkPlace]]


def no_comment(checked: Checked) -> Found:
    """None at all, or one of signs only, as a note to oneself: "…", "?"."""
    for position, pick in checked.numbered():
        if not _SPEAKS.search(pick.comment):
            yield msg("Pick {position} has no comment.", position=position), RemarkPlace(pick.id, position, "comment")


def placeholder(checked: Checked) -> Found:
    for place in checked.texts():
        if found := holds_placeholder(place):
            yield _said(
                place,
                msg("Pick {position} still holds a placeholder: “{word}”.", position=place.position, word=found[0]),
                msg("The text around the picks still holds a placeholder: “{word}”.", word=found[0]),
            )


def holds_placeholder(place: RemarkPlace) -> re.Match[str] | None:
    """The first placeholder in a text; None if there is none."""
    own = place.field in ("intro", "comment", "outro")
    return _PLACEHOLDER.search(place.text) or (_TO_COME.search(place.text) if own else None)


def copied(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        if run := shared_words(pick.comment, checked.teasers.get(pick.id, "")):
            yield (
                nmsg(
                    "Pick {position}: {n} word in a row stands in the teaser as well.",
                    "Pick {position}: {n} words in a row stand in the teaser as well (“{words}”).",
                    len(run),
                    position=position,
                    words=" ".join(run[:COPIED_WORDS]) + " …",
                ),
                RemarkPlace(pick.id, position, "comment"),
            )


@lru_cache(maxsize=256)  # while one comment is typed, the others stay as they are
def shared_words(comment: str, teaser: str) -> tuple[str, ...]:
    """The longest run of words that both texts have; "" if shorter than `COPIED_WORDS`.

    Words are compared folded, without sentence marks: changing a comma does not make a sentence one's own.
    """
    ours, theirs = _WORD.findall(fold(comment)), _WORD.findall(fold(teaser))
    begin, length = longest_common_run(ours, theirs)
    return tuple(ours[begin : begin + length]) if length >= COPIED_WORDS else ()


def quotation_long(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        if (count := count_words(pick.quotation)) > QUOTATION_WORDS:
            yield (
                nmsg(
                    "Pick {position}: the quotation has {n} word; {most} are usual at most.",
                    "Pick {position}: the quotation has {n} words; {most} are usual at most.",
                    count,
                    position=position,
                    most=QUOTATION_WORDS,
                ),
                RemarkPlace(pick.id, position, "quotation"),
            )


def quotation_source(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        if pick.quotation.strip() and not (pick.quotation_source or pick.source).strip():
            yield (
                msg("Pick {position}: the quotation names no source.", position=position),
                RemarkPlace(pick.id, position, "quotation_source"),
            )


def comment_short(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        if 0 < (count := count_words(pick.comment)) < SHORT_COMMENT:
            yield (
                nmsg(
                    "Pick {position}: the comment has only {n} word.",
                    "Pick {position}: the comment has only {n} words.",
                    count,
                    position=position,
                ),
                RemarkPlace(pick.id, position, "comment"),
            )


def comment_long(checked: Checked) -> Found:
    for position, pick in checked.numbered():
        if (count := count_words(pick.comment)) > LONG_COMMENT:
            yield (
                nmsg(
                    "Pick {position}: the comment has {n} word.",
                    "Pick {position}: the comment has {n} words; readers skip long ones.",
                    count,
                    position=position,
                ),
                RemarkPlace(pick.id, position, "comment"),
            )


def mixed_quotes(checked: Checked) -> Found:
    """Name every text that uses another style of quotation marks than most texts do.

    If exports set the marks, only the texts that they leave alone are looked at.
    """
    styles = {place: quote_styles(set_quotes(place.text, checked.quotes)) for place in checked.own_texts()}
    counted = Counter(style for found in styles.values() for style in found)
    if len(counted) < 2:
        return
    meant = max(counted, key=lambda style: (counted[style], style))
    for place, found in styles.items():
        if found - {meant}:
            yield _said(
                place,
                msg("Pick {position}: the quotation marks are not those of the other texts.", position=place.position),
                msg("The text around the picks has other quotation marks than the comments."),
            )


def quote_styles(text: str) -> set[str]:
    """The pairs a text uses: „…“ german, “…” english, »…« book, «…» swiss, "…" straight.

    U+201C closes in German and opens in English, so its neighbours decide.
    """
    styles = set()
    for found in _QUOTE.finditer(text):
        before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
        opens = bool(after.strip()) and (not before.strip() or before in "([{–—-/„‚“»«")
        match found[0]:
            case "„":
                styles.add("german")
            case "“" if opens:
                styles.add("english")
            case "”":
                styles.add("english")
            case "»" if opens:
                styles.add("book")
            case "«" if opens:
                styles.add("swiss")
            case '"':
                styles.add("straight")
    return styles


def control_characters(checked: Checked) -> Found:
    for place in checked.texts():
        if found := hidden_characters(place.text):
            code = f"U+{ord(found[0]):04X}"
            yield _said(
                place,
                msg("Pick {position} contains an invisible character ({code}).", position=place.position, code=code),
                msg("The text around the picks contains an invisible character ({code}).", code=code),
            )


def _said(place: RemarkPlace, of_pick: Message, of_edition: Message) -> tuple[Message, RemarkPlace]:
    where = RemarkPlace(place.pick_id, place.position, place.field)
    return (of_pick if place.pick_id else of_edition), where
