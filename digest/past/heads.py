"""Where an entry of a digest begins: one finder for each shape in which curators have written them.

A `Kategorie | Titel` · B title, then `(Quelle, Autor)` · C bullet `Label: Titel` · D comment, then `Quelle >>` ·
E a heading, bold line or whole line that is a link · F a heading with the link somewhere below it · G `1) Name – text`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from digest.domain.text import count_words
from digest.past.blocks import Block, Line, cut, links, numbered, stripped, words

_PIPE = re.compile(r"(.{1,60}?)[ \u00a0]+[|│][ \u00a0]+(?=\S)")
_LABEL = re.compile(r"([^:]{1,40}):\s+(?=\S)")
_CREDIT = re.compile(r"\(([^()]{2,100})\)\Z")
_ONWARD = re.compile(r"(.{2,60}?)[ \u00a0]*(?:>>|»|→|›)\Z")
_NAMED = re.compile(r"(.{2,80}?)\s+[–—-]\s+(?=\S)")
_SPONSORED = re.compile(r"(?:Anzeige|Advertisement):\s+")
_QUOTED = re.compile('[„“"»«](.+)[“”"«»]\\Z')


@dataclass(frozen=True, slots=True)
class Head:
    """An entry's head in block `at`. `rest` is what the block holds besides it: the beginning of the comment.

    `ends` is true for shape D, whose head stands behind the comment.
    """

    at: int
    title: str
    label: str = ""
    url: str = ""
    credit: str = ""
    rest: tuple[Line, ...] = ()
    ends: bool = False
    sponsored: bool = False
    also: int = 0  # how many blocks behind it belong to the head


def piped(blocks: Sequence[Block]) -> Iterator[Head]:
    """A: the first bar parts category and title; further ones belong to the title."""
    for at, block in enumerate(blocks):
        line = numbered(block.first)
        found = _PIPE.match(words(line))
        if found and count_words(found[1]) <= 6 and len(words(line)) <= 300 and block.kind != "quote":
            title = stripped(cut(line, found.end()))
            yield _head(at, title, links(line), label=found[1], rest=block.lines[1:])


def credited(blocks: Sequence[Block]) -> Iterator[Head]:
    """B: a line of its own in brackets below the title."""
    for at, block in enumerate(blocks):
        if block.kind == "quote" or len(words(block.first)) > 200:
            continue
        line = stripped(numbered(block.first))
        if len(block.lines) > 1 and (credit := credit_of(block.lines[1])):
            yield _head(at, line, links(line) or links(block.lines[1]), credit=credit, rest=block.lines[2:])
        elif len(block.lines) == 1 and at + 1 < len(blocks) and (credit := credit_of(blocks[at + 1].first)):
            behind = blocks[at + 1]
            found = links(line) or links(behind.first)
            yield replace(_head(at, line, found, credit=credit, rest=behind.lines[1:]), also=1)


def credit_of(line: Line) -> str:
    """ "Quelle, Autor" where that stands in brackets and nothing else does."""
    found = _CREDIT.match(words(stripped(line)))
    return found[1].strip() if found and not re.search(r"[!?…]|\.\s", found[1]) else ""


def bulleted(blocks: Sequence[Block]) -> Iterator[Head]:
    """C: `Label: Titel` at the start of a list entry; a link or bold type shows where the title ends."""
    for at, block in enumerate(blocks):
        if block.kind == "bullet":
            head = _bullet(at, block)
            if head is not None:
                yield head


def _bullet(at: int, block: Block) -> Head | None:
    line = numbered(block.first)
    linked = links(line)
    if linked:
        start = words(line).index(linked[0].text)
        end = start + len(linked[0].text)
        before, title, after = stripped(cut(line, 0, start)), stripped(cut(line, start, end)), cut(line, end)
        label = words(before).rstrip(": \u00a0")
        if count_words(label) > 5:  # a sentence with a link in it
            return None
        if not label and (found := _LABEL.match(words(title))) and count_words(found[1]) <= 4:
            label, title = found[1], cut(title, found.end())
        return _head(at, title, linked, label=label, rest=_with_rest(after, block))
    strong = [span.strong for span in line]
    if strong and strong[0] and False in strong:
        end = sum(len(span.text) for span in line[: strong.index(False)])
        line, after = stripped(cut(line, 0, end)), cut(line, end)
    else:
        after = ()
    found = _LABEL.match(words(line))
    if found is None or count_words(found[1]) > 4:
        return None
    return _head(at, cut(line, found.end()), [], label=found[1], rest=_with_rest(after, block))


def onward(blocks: Sequence[Block]) -> Iterator[Head]:
    """D: the last line of a comment, or a line behind it, is `Quelle >>`."""
    for at, block in enumerate(blocks):
        line = stripped(block.lines[-1])
        found = _ONWARD.match(words(line))
        if found and block.kind in ("paragraph", "bullet"):
            linked = links(line)
            first = replace_first(block.lines[:-1], numbered(block.first))
            yield Head(at, found[1], url=linked[0].url if linked else "", rest=first, ends=True)


def replace_first(lines: tuple[Line, ...], first: Line) -> tuple[Line, ...]:
    """The lines with another first one."""
    return (first, *lines[1:]) if lines else ()


def linked_lines(blocks: Sequence[Block]) -> Iterator[Head]:
    """E: a heading below the first level, or a bold first line, with a link; or a first line that is nothing else."""
    for at, block in enumerate(blocks):
        line = numbered(block.first)
        linked = links(line)
        if linked and (_is_bold(line) or _is_link(line, block) or (block.kind == "heading" and block.level > 1)):
            label = _before(line, linked[0].text)
            title = stripped(cut(line, words(line).index(linked[0].text)))
            yield _head(at, title, linked, label=label, rest=block.lines[1:])


def headings(blocks: Sequence[Block]) -> Iterator[Head]:
    """F: headings of the level that is most frequent, each with text below; the address stands in the text."""
    candidates = [
        (at, block)
        for at, block in enumerate(blocks[:-1])
        if _is_heading(block) and not _is_heading(blocks[at + 1]) and blocks[at + 1].kind != "bullet"
    ]
    if not candidates:
        return
    level = max(Counter(block.level for _, block in candidates).items(), key=lambda pair: (pair[1], pair[0]))[0]
    for at, block in candidates:
        if block.level == level:
            yield _head(at, stripped(numbered(block.first)), [], rest=block.lines[1:])


def named(blocks: Sequence[Block]) -> Iterator[Head]:
    """G: a number, a name, a dash, and the text goes on in the same line."""
    for at, block in enumerate(blocks):
        line = numbered(block.first)
        found = _NAMED.match(words(line)) if line is not block.first else None
        if found and count_words(found[1]) <= 8:
            yield _head(at, cut(line, 0, len(found[1])), [], rest=_with_rest(cut(line, found.end()), block))


FINDERS: tuple[Callable[[Sequence[Block]], Iterator[Head]], ...] = (
    piped,
    bulleted,
    credited,
    linked_lines,
    onward,
    headings,
    named,
)


def _is_heading(block: Block) -> bool:
    """A heading below the first level, or a short line all in bold type."""
    if block.kind == "heading":
        return block.level > 1
    return len(block.lines) == 1 and len(block.text) <= 120 and _is_bold(block.first)


def _is_bold(line: Line) -> bool:
    return bool(words(line).strip()) and all(span.strong for span in line if span.text.strip())


def _is_link(line: Line, block: Block) -> bool:
    """The line is one link, in words, and text follows in the block."""
    linked = links(line)
    return len(block.lines) > 1 and len(linked) == 1 and linked[0].text.strip() == words(line).strip() != linked[0].url


def _head(
    at: int, title: Line, linked: Sequence[object], *, label: str = "", credit: str = "", rest: tuple[Line, ...] = ()
) -> Head:
    text = words(title).strip(" \t")
    sponsored = _SPONSORED.match(text)
    text = text[sponsored.end() :] if sponsored else text
    if quoted := _QUOTED.match(text):
        inner = quoted[1]
        text = inner if not re.search('[„“”"»«]', inner) else text
    url = str(getattr(linked[0], "url", "")) if linked else ""
    return Head(at, text, label.strip(" \t"), url, credit, rest, sponsored=bool(sponsored))


def _with_rest(after: Line, block: Block) -> tuple[Line, ...]:
    """What follows the title on its line, without the sign between them, and the lines below."""
    text = words(after)
    start = len(text) - len(text.lstrip(" \t\u00a0:–—-"))
    first = stripped(cut(after, start))
    return (first, *block.lines[1:]) if first else block.lines[1:]


def _before(line: Line, title: str) -> str:
    label = words(line)[: words(line).index(title)].rstrip(" \u00a0:|–-")
    return label if count_words(label) <= 6 else ""
