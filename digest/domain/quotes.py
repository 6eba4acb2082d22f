"""Quotation marks of one style, for who asks for it; otherwise texts go out as they were typed.

Where each mark opens or closes is told by what stands around it, never by which mark it is: „…“, “…”, »…«, «…» and "…"
all mean the same to their writers, and one style's closing mark is another's opening one. A paragraph whose marks do
not pair up is left as it is. Addresses, the targets of links, code and escaped marks are not touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

#: The four marks of each style: outer opening and closing, inner opening and closing.
#: Duden, „Anführungszeichen“ (german, guillemets); Schweizerische Bundeskanzlei, Schreibweisungen (swiss).
STYLES: Mapping[str, str] = {"german": "„“‚‘", "guillemets": "»«›‹", "swiss": "«»‹›", "english": "“”‘’"}

_OUTER, _INNER = '"„“”»«', "'‚‘’›‹"
# These are also apostrophes ("Hans' Buch", "’s war"): only within other marks are they taken for a pair.
_APOSTROPHES = "'’"
_MARKS = _OUTER + _INNER
# What may stand between a mark and what it belongs to: other marks, and emphasis.
_BETWEEN = frozenset(_MARKS + "*_~")

_UNTOUCHED = (
    r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"  # code (CommonMark 6.1)
    r"|\]\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"  # the target and title of a link (6.3)
    r"|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*>"  # an address in pointed brackets (6.5)
    rf"|(?:https?://|www\.)[^\s<>]*[^\s<>{re.escape(_MARKS)}.,;:!?)\]]"  # a bare one
    r"|\\."
)


def set_quotes(text: str, style: str) -> str:
    """The text with quotation marks of that style (`STYLES`); as it is with "". Nothing but these marks changes."""
    if not style:
        return text
    return "".join(_set(part, STYLES[style]) for part in re.split(r"(\n[ \t]*\n)", text))


def _set(paragraph: str, marks: str) -> str:
    pairs = _pairs(paragraph)
    if pairs is None:
        return paragraph
    signs = list(paragraph)
    for opening, closing in pairs:
        inner = 2 if signs[opening] in _INNER else 0
        signs[opening], signs[closing] = marks[inner], marks[inner + 1]
    return "".join(signs)


def _pairs(text: str) -> list[tuple[int, int]] | None:
    """Where marks open and close; None where an outer one has no partner, or could be either."""
    pairs: list[tuple[int, int]] = []
    waiting: list[int] = []
    untouched = {place for found in _untouched().finditer(text) for place in range(*found.span())}
    for place, sign in enumerate(text):
        if sign not in _MARKS or place in untouched:
            continue
        is_inner = sign in _INNER
        opens, closes = _opens(text, place), _closes(text, place)
        if opens == closes:
            if is_inner:
                continue
            return None
        if opens:
            if sign not in _APOSTROPHES or waiting:
                waiting.append(place)
            continue
        if not is_inner:
            # Inner ones that are still open were no quotation marks.
            while waiting and text[waiting[-1]] in _INNER:
                waiting.pop()
            if not waiting:
                return None
        elif not waiting or text[waiting[-1]] in _OUTER:
            continue
        pairs.append((waiting.pop(), place))
    return None if any(text[place] in _OUTER for place in waiting) else pairs


@cache
def _untouched() -> re.Pattern[str]:
    # Compiled when first asked for: most exports leave the marks alone.
    return re.compile(_UNTOUCHED, re.DOTALL | re.IGNORECASE)


def _opens(text: str, place: int) -> bool:
    """Something begins behind it, and nothing ends before it."""
    before, after = _beside(text, place, -1), _beside(text, place, 1)
    free = not before or before.isspace() or not (before.isalnum() or before in ".,;:!?…)]}%")
    return free and bool(after) and (after.isalnum() or after in "([{…$€§#@&+-–—/<¿¡.\\`")


def _closes(text: str, place: int) -> bool:
    """Something ends before it, and no word goes on behind it."""
    before, after = _beside(text, place, -1), _beside(text, place, 1)
    return bool(before) and not before.isspace() and before not in "([{<" and not after.isalnum()


def _beside(text: str, place: int, step: int) -> str:
    """The next character that counts, before or behind a place; empty at the end of the text."""
    place += step
    while 0 <= place < len(text) and text[place] in _BETWEEN:
        place += step
    return text[place] if 0 <= place < len(text) else ""
