"""An old post as blocks of lines of spans: one form for HTML, Markdown and text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

Kind = Literal["heading", "paragraph", "bullet", "quote", "row"]

_NUMBER = re.compile(r"\(?(\d{1,2}|[IVX]{1,4})[.)]\s+")
# What would be Markdown in text from elsewhere. A star or underscore between two letters is none (gender stars).
_SPECIAL = re.compile(r"(\\(?=[!-/:-@\[-`{-~])|`|(?<!\w)[*_]|[*_](?!\w)|\[|\](?=[(:\[]|\Z)|<(?=[A-Za-z/!?]))")

_LINE_START = re.compile(r"(?m)^[-+>](?=[ \t]|$)")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; `url` if it is a link."""

    text: str
    url: str = ""
    strong: bool = False
    emphasised: bool = False


#: One line of a block.
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list entry, quotation or table row, from line `number`.

    `level` counts for headings. `verbatim`: the text is what a curator typed, and is Markdown already. `edges`: for
    rows, the index of the first line of each cell. `item`: which list entry, or which of several articles, holds it; 0
    for none.
    """

    number: int
    kind: Kind
    lines: tuple[Line, ...]
    level: int = 0
    verbatim: bool = False
    edges: tuple[int, ...] = ()
    item: int = 0

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def text(self) -> str:
        """Its words without any marks."""
        return "\n".join(map(words, self.lines))


def words(line: Iterable[Span]) -> str:
    """The text of a line without marks."""
    return "".join(span.text for span in line)


def links(line: Iterable[Span]) -> list[Span]:
    """The linked runs of a line that say something; neighbours with one address are one."""
    found: list[Span] = []
    former = ""
    for span in line:
        if span.url and span.url == former and found:
            found[-1] = replace(found[-1], text=found[-1].text + span.text)
        elif span.url and span.text.strip():
            found.append(span)
        former = span.url if span.url and found and found[-1].url == span.url else ""
    return found


def first_link(line: Iterable[Span]) -> tuple[int, int]:
    """Start and end of a line's first link, by characters of its text; (0, 0) if none."""
    start = at = 0
    url = ""
    for span in line:
        if url and span.url != url:
            break
        if span.url and span.text.strip() and not url:
            start, url = at, span.url
        at += len(span.text)
    return (start, at) if url else (0, 0)


def cut(line: Sequence[Span], start: int, end: int | None = None) -> Line:
    """Part of a line, by characters of its text."""
    end = len(words(line)) if end is None else end
    kept, at = [], 0
    for span in line:
        text = span.text[max(start - at, 0) : max(end - at, 0)]
        if text:
            kept.append(replace(span, text=text))
        at += len(span.text)
    return tuple(kept)


def cells(block: Block) -> list[tuple[Line, ...]]:
    """The cells of a row, each with its lines."""
    return [block.lines[start:end] for start, end in pairwise([*block.edges, len(block.lines)])]


def stripped(line: Sequence[Span]) -> Line:
    """A line without white space around it; no-break spaces stay, they were typed on purpose."""
    text = words(line)
    start = len(text) - len(text.lstrip(" \t\n"))
    return cut(line, start, max(len(text.rstrip(" \t\n")), start))


def numbered(line: Line) -> Line:
    """A line without the number at its start: "3. Titel", "1) Titel", "II. Titel"."""
    found = _NUMBER.match(words(line))
    return cut(line, found.end()) if found else line


def markdown(lines: Iterable[Line], *, verbatim: bool = False) -> str:
    """The lines as a comment's Markdown: links and emphasis kept, everything else text."""
    text = "\n".join("".join(_written(span, verbatim) for span in line) for line in lines)
    return text if verbatim else _LINE_START.sub(r"\\\g<0>", text)


def comment_of(blocks: Sequence[Block]) -> str:
    """Blocks as one comment: paragraphs apart, entries of a list one below the other."""
    parts: list[str] = []
    previous = ""
    for block in blocks:
        text = markdown(block.lines, verbatim=block.verbatim).strip(" \t\n")
        if block.kind == "quote":
            text = "\n".join(f"> {row}" for row in text.split("\n"))
        elif block.kind == "bullet":
            text = "- " + text.replace("\n", "\n  ")
        if text:
            parts.append(("\n" if previous == block.kind == "bullet" else "\n\n") + text)
            previous = block.kind
    return "".join(parts).strip("\n")


def _written(span: Span, verbatim: bool) -> str:
    if verbatim and span.text == span.url:
        return span.text
    text = span.text if verbatim else _SPECIAL.sub(r"\\\1", span.text)
    core = text.strip(" ")
    if not core:
        return text
    head, tail = text[: text.index(core)], text[text.index(core) + len(core) :]
    mark = ("**" if span.strong else "") + ("*" if span.emphasised else "")
    core = f"{mark}{core}{mark[::-1]}"
    if span.url:
        core = f"<{span.url}>" if span.text == span.url else f"[{core}]({_destination(span.url)})"
    return head + core + tail


def _destination(url: str) -> str:
    return f"<{url}>" if re.search(r"[()\s]", url) else url
