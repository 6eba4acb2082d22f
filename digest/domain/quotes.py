"""Quotation marks of one style, if the settings ask for it; else texts stay as typed.

Whether a mark opens or closes is decided by its neighbours, never by the mark itself: „…“, “…”, »…«, «…» and "…"
all mean the same to their writers, and one style's closing mark is another's opening one. A paragraph whose marks do
not pair up is left as it is. Addresses, the targets of links, code and escaped marks are not touched.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache

from digest.domain.text import lazy_pattern

#: The four marks of each style: outer opening and closing, inner opening and closing.
#: Duden, „Anführungszeichen“ (german, guillemets); Schweizerische Bundeskanzlei, Schreibweisungen (swiss).
STYLES: Mapping[str, str] = {"german": "„“‚‘", "guillemets": "»«›‹", "swiss": "«»‹›", "english": "“”‘’"}

_OUTER, _INNER = '"„“”»«', "'‚‘’›‹"
# These are also apostrophes ("Hans' Buch", "’s war"): only within other marks are they taken for a pair.
_APOSTROPHES = "'’"
_MARKS = _OUTER + _INNER
_NO_MARK = lazy_pattern(f"[^{re.escape(_MARKS)}]*")
# What may stand between a mark and what it belongs to: other marks, and emphasis.
_BETWEEN = frozenset(_MARKS + "*_~")

# A run of backticks may begin code (CommonMark 6.1), which ends at the next run of the same length.
_UNTOUCHED = (
    r"(?P<ticks>`+)"
    r"|\]\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"  # the target and title of a link (6.3)
    r"|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*>"  # an address in pointed brackets (6.5)
    rf"|(?:https?://|www\.)[^\s<>]*[^\s<>{re.escape(_MARKS)}.,;:!?)\]]"  # a bare one
    r"|\\."
)


def set_quotes(text: str, style: str) -> str:
    """Return the text with quotation marks of that style (`STYLES`); unchanged for "".

    Nothing but these marks changes.
    """
    if not style:
        return text
    return "".join(_set(part, STYLES[style]) for part in re.split(r"(\n[ \t]*\n)", text))


def _set(paragraph: str, marks: str) -> str:
    if _NO_MARK.fullmatch(paragraph):
        return paragraph
    pairs = _pairs(paragraph)
    if pairs is None:
        return paragraph
    signs = list(paragraph)
    for opening, closing in pairs:
        inner = 2 if signs[opening] in _INNER else 0
        signs[opening], signs[closing] = marks[inner], marks[inner + 1]
    return "".join(signs)


def _pairs(text: str) -> list[tuple[int, int]] | None:
    """Find the opening and closing marks.

    None if an outer mark has no partner, or could be either.
    """
    pairs: list[tuple[int, int]] = []
    waiting: list[int] = []
    beside = _neighbours(text)
    untouched = {place for begin, end in _untouched(text) for place in range(begin, end)}
    for place, sign in enumerate(text):
        if sign not in _MARKS or place in untouched:
            continue
        is_inner = sign in _INNER
        opens, closes = _opens(*beside[place]), _closes(*beside[place])
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


def _untouched(text: str) -> Iterator[tuple[int, int]]:
    """Beginning and end of each part in which no mark is touched."""
    runs: dict[int, list[int]] = {}
    for run in re.finditer("`+", text):
        runs.setdefault(len(run[0]), []).append(run.start())
    at = 0
    while found := _pattern().search(text, at):
        at = found.end()
        if ticks := found["ticks"]:
            same = runs.get(len(ticks), [])
            following = bisect_left(same, at)
            if following == len(same):
                continue
            at = same[following] + len(ticks)
        yield found.start(), at


@cache
def _pattern() -> re.Pattern[str]:
    # Compiled when first asked for: most exports leave the marks alone.
    return re.compile(_UNTOUCHED, re.DOTALL | re.IGNORECASE)


def _neighbours(text: str) -> dict[int, tuple[str, str]]:
    """By position of each mark: the next characters before and behind it that count.

    Empty at the text's ends.
    """
    before: dict[int, str] = {}
    last = ""
    for place, sign in enumerate(text):
        if sign in _MARKS:
            before[place] = last
        if sign not in _BETWEEN:
            last = sign
    found: dict[int, tuple[str, str]] = {}
    following = ""
    for place in range(len(text) - 1, -1, -1):
        sign = text[place]
        if sign in _MARKS:
            found[place] = before[place], following
        if sign not in _BETWEEN:
            following = sign
    return found


def _opens(before: str, after: str) -> bool:
    """Something begins behind the mark, and nothing ends before it."""
    free = not before or before.isspace() or not (before.isalnum() or before in ".,;:!?…)]}%")
    return free and bool(after) and (after.isalnum() or after in "([{…$€§#@&+-–—/<¿¡.\\`")


def _closes(before: str, after: str) -> bool:
    """Something ends before the mark, and no word goes on behind it."""
    return bool(before) and not before.isspace() and before not in "([{<" and not after.isalnum()
