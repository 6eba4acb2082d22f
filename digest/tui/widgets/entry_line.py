"""How a row becomes one line: marks, date, title, what was picked, feed, each in its column."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from rich.cells import cell_len

from digest.tui.widgets.cells import cell_text, fit
from digest.tui.widgets.rows import Row

#: What a part of a line is; each has a component class `entry-list--…`.
Kind = Literal["title", "unread", "old", "shortlist", "date", "earlier", "category", "comment", "feed", "cursor"]
Part = tuple[Kind, str]

CURSOR, UNREAD, SHORTLISTED, COMMENTED, EARLIER = "▌", "●", "★", "✎", "↺"

_MARKS = 4  # ▌●★ and a space
_GAP = 2
_LEAST_WITH_DATE = 44
_LEAST_WITH_FEED = 64
_FEED = (10, 28)
_MOST_CATEGORY = 16


class Columns(NamedTuple):
    """Widths in cells, gaps included, 0 for a hidden column; their sum is the line's width.

    `body` holds the title and, at its right end, what a row has of earlier month, category and comment.
    """

    marks: int
    date: int
    body: int
    feed: int


@lru_cache(maxsize=64)
def columns(width: int, date_width: int) -> Columns:
    """The columns of a list `width` cells wide whose longest date takes `date_width`.

    A narrow list gives up the feed first, then the date.
    """
    marks = max(0, min(_MARKS, width))
    date = date_width + 1 if width >= _LEAST_WITH_DATE else 0
    least, most = _FEED
    feed = _GAP + max(least, min(most, width * 3 // 16)) if width >= _LEAST_WITH_FEED else 0
    return Columns(marks, date, max(0, width - marks - date - feed), feed)


def line_parts(row: Row, widths: Columns, here: bool) -> list[Part]:
    """The parts of a row's line, together as wide as the columns; `here` is the cursor's row."""
    room = widths.body // 2
    tags = _tags(row, room)
    title = widths.body - sum(cell_len(text) for _, text in tags)
    parts = _marks(row, widths.marks, here)
    parts += [
        ("date", fit(row.date, widths.date - 1) + " " if widths.date else ""),
        ("unread" if row.unread else "old" if row.old else "title", fit(row.title, title)),
        *tags,
        ("feed", " " * _GAP + fit(row.feed, widths.feed - _GAP) if widths.feed else ""),
    ]
    # Neighbours of one kind as one: what a line costs on its way to the terminal goes by its parts.
    joined = [(kind, "".join(text for _, text in same)) for kind, same in groupby(parts, key=itemgetter(0))]
    return [(kind, text) for kind, text in joined if text]


def _marks(row: Row, width: int, here: bool) -> list[Part]:
    blank: Part = ("title", " ")
    marks: list[Part] = [
        ("cursor", CURSOR) if here else blank,
        ("unread", UNREAD) if row.unread else blank,
        ("shortlist", SHORTLISTED) if row.shortlisted else blank,
        blank,
    ]
    return marks[:width]


def _tags(row: Row, room: int) -> list[Part]:
    """What stands right of the title, in at most `room` cells; the pick is the last to give way."""
    chip: list[Part] = []
    earlier: list[Part] = []
    comment: list[Part] = []
    if row.category and room >= 4:
        size = min(cell_len(cell_text(row.category[: room * 4])), _MOST_CATEGORY, room - 3)
        chip = [("title", " "), ("category", f" {fit(row.category, size)} ")]
        room -= size + 3
    if row.has_comment and room >= 2:
        comment = [("comment", " " + COMMENTED)]
        room -= 2
    if row.earlier and room >= 2:
        text = f" {EARLIER} {cell_text(row.earlier[: room * 4])}"
        text = text if cell_len(text) <= room else f" {EARLIER}"
        earlier = [("earlier", text)]
    return [*earlier, *chip, *comment]
