"""Plain text as blocks: blank lines part them, signs at the start of a line make a list."""

from __future__ import annotations

import re

from digest.domain.links import links_in
from digest.past.blocks import Block, Kind, Line, Span

_BULLET = re.compile(r"\s*(?:[•▪◦‣*–—-])\s+")
_RULE = re.compile(r"\s*(?:[-–—_=*+#]\s*){3,}\Z")


def text_blocks(text: str) -> list[Block]:
    """The blocks of a text; a row of dashes, stars or plus signs only separates blocks."""
    found: list[Block] = []
    open_lines: list[Line] = []
    kind: Kind = "paragraph"
    begun = 0

    def finish() -> None:
        if open_lines:
            found.append(Block(begun, kind, tuple(open_lines), verbatim=True))
            open_lines.clear()

    for number, row in enumerate(text.split("\n"), start=1):
        if not row.strip() or _RULE.match(row):
            finish()
            continue
        bullet = _BULLET.match(row)
        if bullet:
            finish()
        if not open_lines:
            begun, kind = number, "bullet" if bullet else "paragraph"
        open_lines.append(linked(row[bullet.end() :] if bullet else row.rstrip(" \t")))
    finish()
    return found


def linked(row: str) -> Line:
    """A row of text with the addresses in it as links."""
    spans: list[Span] = []
    for url in links_in(row):
        before, _, row = row.partition(url)
        spans += [Span(before), Span(url, url)] if before else [Span(url, url)]
    return tuple([*spans, Span(row)] if row or not spans else spans)
