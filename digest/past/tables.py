"""Shape H: a table with a row for each entry; most cells decide what a column holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import mean

from digest.domain.text import count_words
from digest.past.blocks import Block, Line, cells, links, stripped, words
from digest.past.entry_headings import Head

_ONLY_SAYS_GO = re.compile(
    r"(?i)(?:hier|link|lesen|öffnen|ansehen|mehr|weiter(?:lesen)?|zum (?:beitrag|artikel|text|original)|read|more|open|"
    r"https?://\S+|[\w.-]+\.[a-z]{2,})\W*\Z"
)
_WORDS_OF_A_CATEGORY = 5


def rows(blocks: Sequence[Block]) -> Iterator[Head]:
    """H: title, category and comment in a cell each, or title and comment in one."""
    found = [(at, block) for at, block in enumerate(blocks) if block.kind == "row"]
    counts = Counter(len(block.edges) for _, block in found)
    if not counts:
        return
    width = counts.most_common(1)[0][0]
    table = [(at, cells(block)) for at, block in found if len(block.edges) == width]
    body = [row for _, row in table if any(links(line) for cell in row for line in cell)]
    if not body:
        return
    title = _title_column(body, width)
    category = _category_column(body, width, title)
    for at, row in table:
        if row in body:
            yield _entry(at, row, title, category)


def _title_column(table: Sequence[Sequence[tuple[Line, ...]]], width: int) -> int:
    """The column with the most links; if they only say "read", the one of short titles."""
    linked = [sum(1 for row in table if links(row[at][0])) for at in range(width)]
    best = max(range(width), key=lambda at: linked[at])
    if sum(1 for row in table if _ONLY_SAYS_GO.match(words(row[best][0]).strip())) * 2 <= len(table):
        return best
    others = [at for at in range(width) if at != best and _words(table, at) >= 2]
    return min(others, key=lambda at: _words(table, at), default=best)


def _category_column(table: Sequence[Sequence[tuple[Line, ...]]], width: int, title: int) -> int | None:
    """The column of short words in which names come again, or the first short one."""
    short = [
        at
        for at in range(width)
        if at != title
        and 0 < _words(table, at) <= _WORDS_OF_A_CATEGORY
        and not all(re.fullmatch(r"[\W\d]*", words(row[at][0])) for row in table)
        and not sum(1 for row in table if _ONLY_SAYS_GO.match(words(row[at][0]).strip())) * 2 > len(table)
    ]
    return min(short, key=lambda at: len({words(row[at][0]) for row in table}), default=None)


def _words(table: Sequence[Sequence[tuple[Line, ...]]], at: int) -> float:
    return mean(sum(count_words(words(line)) for line in row[at]) for row in table)


def _entry(at: int, row: Sequence[tuple[Line, ...]], title: int, category: int | None) -> Head:
    addresses = [link.url for cell in (row[title], *row) for line in cell for link in links(line)]
    rest = list(row[title][1:])
    for column, cell in enumerate(row):
        text = words(cell[0]).strip()
        if column not in (title, category) and not _ONLY_SAYS_GO.match(text) and re.search(r"[^\W\d]", text):
            rest += cell
    label = words(stripped(row[category][0])) if category is not None else ""
    return Head(at, words(stripped(row[title][0])), label, addresses[0] if addresses else "", rest=tuple(rest))
