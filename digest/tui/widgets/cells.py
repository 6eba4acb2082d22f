"""Text in terminal cells: harmless, measured by display width, cut between graphemes.

Texts are made harmless where cells are made. What stands in a field to be edited is shown as it is, so that a last
filter before the terminal takes out control characters whoever writes, even Textual.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from digest.domain.text import lazy_pattern

_ZWJ = "\u200d"
_ELLIPSIS = "…"

# Here a code point is a grapheme one cell wide and there is nothing to take out: most titles, and the fast way.
_PLAIN = lazy_pattern(
    "[ -~\u00a1-\u00ac\u00ae-\u024f\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u203b\u20a0-\u20bf\u2190-\u2193]*"
)
_SPACE = lazy_pattern(r"[^\S ]")
# C0, DEL and C1 (ECMA-48), and what turns the direction of a line (UAX #9). rich counts them as no cell.
_OBEYED = lazy_pattern("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FLAG_LETTERS = lazy_pattern("[\U0001f1e6-\U0001f1ff]{1,2}")

# Not of the categories Cc and Cf, and yet nothing to see. Of the variation selectors and skin tones, terminals and
# rich disagree about the width; without them both count the same.
_UNSEEN = lazy_pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U0001f3fb-\U0001f3ff"
    "\U000e0000-\U000e0fff]"
)  # fmt: skip
_PICTOGRAPH = lazy_pattern("[\u2190-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001faff]")

# One base can carry any number of marks, and a joiner can chain any number of emoji: a stranger's title could hide a
# megabyte in one cell. No orthography stacks more marks, and the largest families have four people.
_MOST_MARKS = 8
_MOST_JOINED = 4

# UAX #29: what never begins a grapheme though it has a width (SpacingMark of Thai and Lao, half-width voicing)
# and what never ends one (Prepend; those of category Cf are taken out before).
_EXTENDING = frozenset("\u0e33\u0eb3\uff9e\uff9f")
_PREPENDED = frozenset(
    "\u0d4e\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88"
    "\U00011a89\U00011d46\U00011f02"
)
_HANGUL_LEADS = lazy_pattern("[\u1100-\u115f\ua960-\ua97c]")
_HANGUL = lazy_pattern("[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7a3\ud7b0-\ud7fb]")
_VIRAMA = 9  # the canonical combining class of the sign that binds consonants in Indic scripts


def cell_text(text: str) -> str:
    """A stranger's text for a cell: one line whose width rich and the terminal agree on.

    Control, escape, bidi and other invisible characters go, with variation selectors and skin tones; white space
    becomes spaces, a lone surrogate U+FFFD, half a flag its letter. A zero-width joiner stays between emoji only.
    """
    if _PLAIN.fullmatch(text):
        return text
    seen = "".join(_seen(_SPACE.sub(" ", text)))
    return unicodedata.normalize("NFC", _FLAG_LETTERS.sub(_whole_flag, seen))


def cell_lines(text: str) -> str:
    """A text of several lines, each as `cell_text` makes it."""
    return "\n".join(map(cell_text, text.splitlines()))


def fit(text: str, width: int) -> str:
    """Fit the text into exactly `width` cells: padded, or cut between graphemes with "…"."""
    if width <= 0:
        return ""
    # Beyond this nothing can be seen: a megabyte is not searched for what fits on a line.
    part = text[: 64 + 16 * width]
    line, whole = cell_text(part), len(part) == len(text)
    size = cell_len(line)
    if size <= width and whole:
        return line + " " * (width - size)
    if _PLAIN.fullmatch(line):
        return (line[: width - 1].rstrip() + _ELLIPSIS).ljust(width)
    room, shown = width - 1, []
    for cluster in graphemes(line):
        room -= cell_len(cluster)
        if room < 0:
            break
        shown.append(cluster)
    line = "".join(shown).rstrip() + _ELLIPSIS
    return line + " " * (width - cell_len(line))


def graphemes(line: str) -> Iterator[str]:
    """Split a text of `cell_text` into what a reader takes for one character.

    As UAX #29 has it; if the standard library does not know, two of its clusters come as one, never half of one.
    """
    start = 0
    for index in range(1, len(line)):
        if not _joined(line, start, index):
            yield line[start:index]
            start = index
    if line:
        yield line[start:]


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken between words; its own line ends stay."""
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for word in cell_text(paragraph).split(" "):
            longer = f"{line} {word}" if line else word
            if line and cell_len(longer) > width:
                lines.append(line)
                longer = word
            line = longer if cell_len(longer) <= width else fit(longer, width)
        lines.append(line)
    return lines


def _seen(text: str) -> Iterator[str]:
    """The characters that may stay."""
    shown = joining = base_is_wide = False
    marks, joined = 0, 1
    for char in text:
        category = unicodedata.category(char)
        if char == _ZWJ:
            joining = base_is_wide and joined < _MOST_JOINED
        elif category in ("Cc", "Cf") or _UNSEEN.match(char):
            continue
        elif category[0] == "M" or cell_len(char) == 0:
            joining = False
            marks += 1
            if shown and marks <= _MOST_MARKS:  # without a base it would sit on what stands before the cell
                yield char
        else:
            if category == "Cs":
                char = "\ufffd"
            pictograph = _PICTOGRAPH.match(char) is not None
            if joining and pictograph:
                yield _ZWJ
                joined += 1
            else:
                base_is_wide, joined = pictograph and cell_len(char) == 2, 1
            joining, marks, shown = False, 0, True
            yield char


def _whole_flag(found: re.Match[str]) -> str:
    return found[0] if len(found[0]) == 2 else chr(ord(found[0]) - ord("\U0001f1e6") + ord("A"))


def _joined(line: str, start: int, index: int) -> bool:
    """True if the character at `index` belongs to the grapheme that begins at `start`."""
    before, char = line[index - 1], line[index]
    if _PLAIN.fullmatch(before) and _PLAIN.fullmatch(char):
        return False
    if before == _ZWJ or before in _PREPENDED or char == _ZWJ or char in _EXTENDING:
        return True
    if unicodedata.category(char)[0] == "M" or cell_len(char) == 0:
        return True
    if _FLAG_LETTERS.match(char) and _FLAG_LETTERS.match(before):
        return index - start == 1
    if _HANGUL_LEADS.match(before) and _HANGUL.match(char):
        return True
    if unicodedata.category(char) != "Lo" or unicodedata.category(before)[0] != "M":
        return False
    return any(unicodedata.combining(mark) == _VIRAMA for mark in line[start:index])


class LastFilter(LineFilter):
    """Takes out of a line whatever a terminal would obey."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's
        """The same segments, or clean ones."""
        if not any(_OBEYED.search(segment.text) for segment in segments):
            return segments
        return [Segment(_OBEYED.sub("", text), style, control) for text, style, control in segments]
