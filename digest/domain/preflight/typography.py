"""Rules about typing and encoding: blanks, doubled words, dashes, entities, umlauts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.domain.message import Message, msg
from digest.domain.preflight.remark import Checked, RemarkPlace, prose, where

Found = Iterator[tuple[Message, RemarkPlace]]

_BLANKS = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
# French sets a space before these marks; German and English do not. "…" may stand apart.
_BLANK_BEFORE = re.compile(r"(?<=[^\W_]) (?=(?:[,;:!?]|\.(?!\.|\w))(?:\s|\Z))")
_HYPHEN = re.compile(r"(?<=[^\W\d_.,!?)“”\"»«*]) (?:-|--) (?=[^\W\d_(„“\"»«*])|(?<=[.,!?)“”\"»«*]) --? (?=[^\W\d_])")
_DOUBLED = re.compile(r"(?i)(?<![\w-])([^\W\d_]{2,30})[ \u00a0\n]+\1(?![\w-])")
# What is said twice on purpose, and pronouns that meet: "sehr sehr", "dass sie sie sah", "what it is is".
_TWICE = (
    "sie ihr was wer nicht sehr ganz viel viele nein ja bla ha na so immer weit nie lange tick tack ping had that very "
    "really is no yes bye"
)
_MEANT_TWICE = frozenset(_TWICE.split())
# "die, die die Regeln kennen": an article may follow its relative pronoun, and a comma stands before that.
_ARTICLES = frozenset({"der", "die", "das", "den", "dem", "denen"})
_RELATIVE = re.compile(r"(?:,|\b(?:und|oder|als|aber|wie))\s+(?:[^\W\d_]+\s+)?\Z")
_ENTITY = re.compile(
    r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|amp|quot|lt|gt|nbsp|apos|shy|euro|copy|[aouAOU]uml|szlig|[nm]dash|hellip|"
    r"[bsrl]dquo|[srl]squo|sbquo|[lr]aquo|[a-z](?:acute|grave|circ));"
)
# UTF-8 read as Windows-1252 or Latin-1, and what stands for a byte that could not be read.
_GARBLED = re.compile("[ÃÂ][\u0080-\u00bf„“‚ƒ–†‡ˆ‰Š‹ŒŽ‘’”•—˜™š›œžŸ€…]|â€[\u0080-\u00bf„“”™šž¦˜œ¢]|ï»¿|ðŸ|\ufffd")


def double_blank(checked: Checked) -> Found:
    for place in _all(checked):
        if found := _BLANKS.search(place.text):
            yield (
                msg(
                    "{where} has two blanks in a row, behind “{word}”.", where=where(place), word=_before(place, found)
                ),
                place.bare,
            )


def blank_before_mark(checked: Checked) -> Found:
    for place in prose(checked):
        if found := _BLANK_BEFORE.search(place.text):
            mark = place.text[found.end()]
            yield (
                msg("{where} has a blank before “{mark}”.", where=where(place), mark=mark),
                place.bare,
            )


def doubled_word(checked: Checked) -> Found:
    for place in _all(checked):
        for found in _DOUBLED.finditer(place.text):
            if not _is_meant(place.text, found):
                yield msg("{where} has “{words}”.", where=where(place), words=" ".join(found[0].split())), place.bare
                break


def _is_meant(text: str, found: re.Match[str]) -> bool:
    first, second = found[0].split()[0], found[0].split()[-1]
    word = first.lower()
    if word in _MEANT_TWICE or (first[0].isupper() and second[0].isupper()):  # a name: Duran Duran
        return True
    before = text[max(0, found.start() - 60) : found.start()]
    return word in _ARTICLES and (not before.strip() or _RELATIVE.search(before) is not None)


def hyphen_dash(checked: Checked) -> Found:
    for place in prose(checked):
        if found := _HYPHEN.search(place.text):
            yield (
                msg(
                    "{where} has a hyphen for a dash, behind “{word}”; a dash is longer: –",
                    where=where(place),
                    word=_before(place, found),
                ),
                place.bare,
            )


def entity(checked: Checked) -> Found:
    for place in _all(checked):
        if found := _ENTITY.search(place.text):
            yield msg("{where} shows “{code}” to readers.", where=where(place), code=found[0]), place.bare


def garbled(checked: Checked) -> Found:
    for place in _all(checked):
        if found := _GARBLED.search(place.text):
            start = max(0, found.start() - 12)
            words = " ".join(place.text[start : found.end() + 12].split())
            yield msg("{where} has garbled characters: “{words}”.", where=where(place), words=words), place.bare


def _all(checked: Checked) -> Iterator[RemarkPlace]:
    """Every text that is published, and the preheader of mails."""
    yield from checked.texts()
    yield RemarkPlace("", 0, "preheader", checked.edition.preheader)


def _before(place: RemarkPlace, found: re.Match[str]) -> str:
    """The word before what was found."""
    return place.text[max(0, found.start() - 30) : found.start()].split()[-1]
