"""Lists as CSV tables: Pocket, Raindrop, Instapaper, Readwise, one's own; any separator.

Columns are known by their headings, in English and German; a table without headings by a column of addresses.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from digest.bookmarks.collecting import Collecting, split_tags
from digest.bookmarks.reading_list import ReadingList
from digest.domain.message import msg
from digest.domain.url import web_address

_SEPARATORS = ",;\t|"
_LONGEST_CELL = 10_000_000
# Rows whose quotation marks do not pair up; a file with more of them is no table that anybody has quoted.
_MOST_MENDED = 1_000
_PYTHON_TEXT = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_ESCAPE = re.compile(r"\\(.)")
_HEADINGS: Mapping[str, Sequence[str]] = {
    "url": ("url", "source url", "source_url", "link", "href", "uri", "address", "adresse", "webadresse", "given_url"),
    "feed": ("feed url", "feed_url", "feedurl", "xmlurl", "feed", "rss"),
    "title": ("title", "titel", "name", "book title", "überschrift", "headline"),
    "note": ("note", "notes", "notiz", "notizen", "comment", "kommentar", "anmerkung", "bemerkung"),
    "quotation": ("selection", "highlights", "highlight", "zitat"),
    "description": ("excerpt", "description", "beschreibung", "summary"),
    "tags": ("tags", "tag", "document tags", "labels", "schlagwörter", "schlagworte", "stichwörter", "keywords"),
    "folder": ("folder", "collection", "ordner", "sammlung"),  # codespell:ignore ordner
    "added": (
        "time_added", "timestamp", "created", "saved date", "date_added", "date added", "added", "created_at",
        "saved at", "saved_at", "highlighted at", "date", "datum", "gespeichert", "time",
    ),
    "author": ("author", "book author", "autor", "autorin", "verfasser"),
}  # fmt: skip


def read_table(text: str) -> ReadingList | None:
    """The rows of a table; None for what is none with addresses."""
    csv.field_size_limit(_LONGEST_CELL)
    skipped = 0
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own line
        text, skipped = rest, 1
    found = _with_headings(text) or _without_headings(text)
    if found is None:
        return None
    separator, columns, has_headings = found
    collecting = Collecting("table")
    for number, row, is_broken in _numbered_rows(text, separator):
        if has_headings:
            has_headings = not any(cell.strip() for cell in row)
        elif any(cell.strip() for cell in row):
            _take(collecting, skipped + number, row, columns, separator)
            if is_broken:
                reason = msg("a quotation mark is not closed; the line was read as it is")
                collecting.leave_out(skipped + number, separator.join(row), reason)
    return collecting.result()


def _numbered_rows(text: str, separator: str) -> Iterator[tuple[int, list[str], bool]]:
    """Yield each row with its first line's number, and whether its quotes do not pair up.

    Such a row is its one line: it must not swallow those that follow.
    """
    lines = text.split("\n")
    at = mended = 0
    while at < len(lines):
        reader = csv.reader((f"{line}\n" for line in lines[at:]), delimiter=separator, strict=True)
        begun = at
        try:
            for row in reader:
                yield at + 1, row, False
                at = begun + reader.line_num
            return
        except csv.Error:
            mended += 1
            yield at + 1, lines[at].split(separator), True
            at += 1
        if mended == _MOST_MENDED:
            yield from ((number, line.split(separator), False) for number, line in enumerate(lines[at:], start=at + 1))
            return


def _take(collecting: Collecting, number: int, row: Sequence[str], columns: Mapping[str, int], separator: str) -> None:
    cells = {name: row[place].strip() for name, place in columns.items() if place < len(row)}
    if cells.get("feed") and not cells.get("url"):
        collecting.feed(number, cells["feed"], title=cells.get("title", ""), folders=(cells.get("folder", ""),))
        return
    if "url" not in cells:
        collecting.leave_out(number, separator.join(row), msg("there is no address"))
        return
    notes = [cells.get("note", ""), cells.get("quotation", "")]
    note = " · ".join(note for note in notes if note) or cells.get("description", "")
    collecting.page(
        number,
        cells["url"],
        title=cells.get("title", ""),
        note=note,
        tags=[*_tags(cells.get("tags", "")), cells.get("folder", "")],
        added=cells.get("added"),
        author=cells.get("author", ""),
    )


def _tags(cell: str) -> list[str]:
    """The tags of a cell: parted by a sign, or a list.

    Instapaper writes the list in JSON, Readwise Reader in Python's notation.
    """
    if not (cell.startswith("[") and cell.endswith("]")):
        return split_tags(cell)
    with suppress(ValueError, RecursionError):
        tags = json.loads(cell)
        if isinstance(tags, list):
            return [tag for tag in tags if isinstance(tag, str)]
    quoted = [_ESCAPE.sub(r"\1", single or double) for single, double in _PYTHON_TEXT.findall(cell)]
    return quoted or split_tags(cell[1:-1])


def has_headings(text: str) -> bool:
    """Whether the first row names two columns at least that a list has."""
    first = next(_rows(text, max(_SEPARATORS, key=text.partition("\n")[0].count)), [])
    known = {heading for headings in _HEADINGS.values() for heading in headings}
    return len({cell.strip().lower() for cell in first} & known) > 1


def _with_headings(text: str) -> tuple[str, Mapping[str, int], bool] | None:
    """The separator with which the first row names a column of addresses, and the columns."""
    for separator in sorted(_SEPARATORS, key=text.partition("\n")[0].count, reverse=True):
        row = next(_rows(text, separator), [])
        names = [cell.strip().strip("\ufeff").lower() for cell in row]
        columns = {
            kind: names.index(heading)
            for kind, headings in _HEADINGS.items()
            for heading in reversed(headings)
            if heading in names
        }
        if "url" in columns or "feed" in columns:
            return separator, columns, True
    return None


def _without_headings(text: str) -> tuple[str, Mapping[str, int], bool] | None:
    """The separator with which the first row has an address among several cells."""
    for separator in _SEPARATORS:
        row = next(_rows(text, separator), [])
        place = next((at for at, cell in enumerate(row) if _is_address(cell)), None)
        if place is not None and len(row) > 1:
            others = [at for at in range(len(row)) if at != place]
            return separator, {"url": place, **dict(zip(("title", "note", "tags"), others, strict=False))}, False
    return None


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    with suppress(csv.Error):
        yield from (row for row in reader if any(cell.strip() for cell in row))


def _is_address(cell: str) -> bool:
    cell = cell.strip()
    return not any(sign.isspace() for sign in cell) and web_address(cell) is not None
