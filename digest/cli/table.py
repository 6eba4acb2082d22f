"""Plain tables for a terminal, aligned by display width (Unicode East Asian Width)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_GAP = "  "


def display_width(text: str) -> int:
    """The cells of `text`: two for wide and fullwidth characters, none for combining ones."""
    return sum(_cell(char) for char in text)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with "…" if something was cut off."""
    if display_width(text) <= width:
        return text
    kept, used = [], 0
    for char in text:
        used += _cell(char)
        if used > width - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def table_lines(head: Sequence[str], rows: Sequence[Sequence[str]], flexible: int = -1, width: int = 0) -> list[str]:
    """Lines of a table with a head; column `flexible` shrinks to fit `width` (0: any) cells."""
    cells = [[_one_line(cell) for cell in row] for row in (head, *rows)]
    widths = [max(display_width(row[column]) for row in cells) for column in range(len(head))]
    if width and flexible >= 0:
        others = sum(widths) - widths[flexible] + len(_GAP) * (len(widths) - 1)
        widths[flexible] = max(12, min(widths[flexible], width - others))
        for row in cells:
            row[flexible] = cut(row[flexible], widths[flexible])
    return [_GAP.join(_padded(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in cells]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _cell(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
