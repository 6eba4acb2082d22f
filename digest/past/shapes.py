"""The start of an entry of a digest: one finder for each shape that curators use.

A `Kategorie | Titel` · B title, then `(Quelle, Autor)` · C bullet `Label: Titel` · D comment, then `Quelle >>` ·
E a heading, bold line or whole line that is a link · F a heading with the link somewhere below it ·
G `1) Name – text` · H a table with a row an entry (in `tables`) · I title, comment, address on lines of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from digest.domain.text import count_words
from digest.past.blocks import Block, Line, cut, first_link, links, numbered, stripped, words
from digest.past.entry_headings import (
    Head,
    credit_of,
    end_of_run,
    end_of_title,
    head_of,
    is_bold,
    links_alone,
    replace_first,
    split_label,
    with_category,
    with_rest,
    with_shared_labels,
)  # fmt: skip

_PIPE = re.compile(r"(.{1,60}?)[ \u00a0]+[|│][ \u00a0]+(?=\S)")
_LABEL = re.compile(r"([^:]{1,40}):\s+(?=\S)")
_ONWARD = re.compile(r"(.{2,160}?)[ \u00a0]*(?:>>|»|→|›)\Z")
_ARROW_BEFORE = re.compile(r"(?:>>|»|→|›|➔|➜|►|▶)[ \u00a0]*(?=\S)")
# An arrow behind a title; "«Titel»" is a quotation.
_ARROW_BEHIND = re.compile(r"(?:>>|→|›|[ \u00a0]»)\s*\Z")
#: A link that only says where it leads: to the entry.
GO = re.compile(
    r"(?i)[\s(\[→–—>-]*(?:(?:hier )?(?:geht.s )?(?:direkt )?(?:zum|zur|zu den) (?:\w+-?)?"
    r"(?:beitrag|artikel|text|original|post|quelle|seite|video|podcast|studie)|(?:hier )?(?:weiter)?lesen|"
    r"mehr(?: lesen| erfahren| dazu)?|read (?:more|on)|link|quelle|source|hier klicken)[\s)\].…:→»›>]*\Z"
)
_AROUND_AN_ADDRESS = " \t\u00a0<>()→»›"
_NAMED = re.compile(r"(.{2,80}?)\s+[–—-]\s+(?=\S)")


def piped(blocks: Sequence[Block]) -> Iterator[Head]:
    """A: the first bar parts category and title; further ones belong to the title."""
    for at, block in enumerate(blocks):
        if block.kind not in ("quote", "row") and (head := _piped(at, block)):
            yield head


def _piped(at: int, block: Block) -> Head | None:
    line = numbered(block.first)
    found = _PIPE.match(words(line))
    if found is None or count_words(found[1]) > 6 or links_alone(line) > 1 or _ARROW_BEHIND.search(words(line)):
        return None
    end = end_of_title(line, found.end())
    title, after = stripped(cut(line, found.end(), end)), cut(line, end)
    rest = with_rest(after, block) if words(after).strip() else block.lines[1:]
    return head_of(at, title, links(line), label=found[1], rest=rest) if len(words(title)) <= 300 else None


def credited(blocks: Sequence[Block]) -> Iterator[Head]:
    """B: a line of its own in brackets below the title."""
    for at, block in enumerate(blocks):
        if block.kind in ("quote", "row") or len(words(block.first)) > 200:
            continue
        line = stripped(numbered(block.first))
        if len(block.lines) > 1 and (credit := credit_of(block.lines[1])):
            yield head_of(at, line, links(line) or links(block.lines[1]), credit=credit, rest=block.lines[2:])
        elif len(block.lines) == 1 and at + 1 < len(blocks) and (credit := credit_of(blocks[at + 1].first)):
            behind = blocks[at + 1]
            found = links(line) or links(behind.first)
            yield replace(head_of(at, line, found, credit=credit, rest=behind.lines[1:]), also=1)


def bulleted(blocks: Sequence[Block]) -> Iterator[Head]:
    """C: `Label: Titel` at the start of a list entry; a link or bold type ends the title."""
    found = [head for at, block in enumerate(blocks) if block.kind == "bullet" and (head := _bullet(at, block))]
    labelled = [_with_label(head) for head in found]
    # "Studie: …" within a linked title is a label only if it is this post's way.
    inside = sum(1 for head, other in zip(found, labelled, strict=True) if other != head)
    yield from labelled if inside * 2 > len(found) else found


def _with_label(head: Head) -> Head:
    found = _LABEL.match(head.title)
    if head.label or found is None or count_words(found[1]) > 4:
        return head
    return replace(head, label=found[1], title=head.title[found.end() :])


def _bullet(at: int, block: Block) -> Head | None:
    line = numbered(block.first)
    linked = links(line)
    if linked:
        start, end = first_link(line)
        before, title, after = stripped(cut(line, 0, start)), stripped(cut(line, start, end)), cut(line, end)
        label = words(before).rstrip(": \u00a0|–-")
        if count_words(label) > 5:  # a sentence with a link in it
            return None
        return head_of(at, title, linked, label=label, rest=with_rest(after, block))
    strong = [span.strong for span in line]
    if strong and strong[0] and False in strong:
        end = sum(len(span.text) for span in line[: strong.index(False)])
        line, after = stripped(cut(line, 0, end)), cut(line, end)
    else:
        after = ()
    found = _LABEL.match(words(line))
    if found is None or count_words(found[1]) > 4:
        return None
    return head_of(at, cut(line, found.end()), [], label=found[1], rest=with_rest(after, block))


def onward(blocks: Sequence[Block]) -> Iterator[Head]:
    """D: a comment's last line, or one after it: `Quelle >>`, `Titel >>`, `>> Titel`."""
    for at, block in enumerate(blocks):
        if block.kind not in ("paragraph", "bullet"):
            continue
        before, line = _last_link(stripped(block.lines[-1]))
        found = _ONWARD.match(words(line))
        title = found[1] if found else _behind_arrow(line)
        if title and not GO.match(title):
            comment = (*block.lines[:-1], *((before,) if before else ()))
            comment = replace_first(comment, numbered(comment[0])) if comment else ()
            label, title = split_label(title)
            linked = links(line)
            yield Head(at, title, label, url=linked[0].url if linked else "", rest=comment, ends=True)


def _behind_arrow(line: Line) -> str:
    """The linked title of ">> Titel"; "" if the line is something else."""
    found = _ARROW_BEFORE.match(words(line))
    linked = links(line)
    title = words(line)[found.end() :].strip() if found else ""
    return title if len(linked) == 1 and linked[0].text.strip() in (title, words(line).strip()) else ""


def _last_link(line: Line) -> tuple[Line, Line]:
    """A line's text, and the link with arrow at its end; no text if the line is only that."""
    linked = links(line)
    text = words(line)
    if not linked or _ARROW_BEFORE.match(text):
        return (), line
    start = text.rindex(linked[-1].text)
    behind = text[start + len(linked[-1].text) :]
    return (stripped(cut(line, 0, start)), cut(line, start)) if not behind.strip(" \u00a0>»→›") else ((), line)


def linked_lines(blocks: Sequence[Block]) -> Iterator[Head]:
    """E: a lower heading or bold first line with a link, or a first line that is only a link."""
    found = [head for at, block in enumerate(blocks) if (head := _linked_line(at, block, blocks[at + 1 : at + 2]))]
    with_bar = [head for head in found if split_label(head.title)[0]]
    if len(with_bar) * 2 > len(found):  # the bar is this post's way to name the category
        found = [with_category(head) for head in found]
    yield from with_shared_labels(found)


def _linked_line(at: int, block: Block, behind: Sequence[Block]) -> Head | None:
    if (head := _below_label(at, block)) is not None:
        return head
    line = numbered(block.first)
    linked = links(line)
    if block.kind == "row" or not linked or links_alone(line) > 1 or not _shows_a_head(line, block, behind):
        return None
    start, _ = first_link(line)
    end = end_of_title(line, start)
    rest = with_rest(cut(line, end), block) if end < len(words(line)) else block.lines[1:]
    return head_of(at, stripped(cut(line, start, end)), linked, label=_before(line, start), rest=rest)


def _below_label(at: int, block: Block) -> Head | None:
    """A label in bold or capitals on one line, a link on the next, the comment below."""
    if block.kind not in ("paragraph", "bullet") or len(block.lines) < 3 or links(block.first):
        return None
    label, line = words(block.first).strip(), stripped(block.lines[1])
    shown = is_bold(block.first) or label.isupper()
    linked = links(line)
    if (
        not shown
        or not 0 < count_words(label) <= 5
        or len(linked) != 1
        or linked[0].text.strip() != words(line).strip()
    ):
        return None
    return head_of(at, line, linked, label=label.rstrip(": "), rest=block.lines[2:])


def _shows_a_head(line: Line, block: Block, behind: Sequence[Block]) -> bool:
    if block.kind == "heading":
        return block.level > 1
    if is_bold(line) or _begins_bold(line):
        return True
    linked = links(line)
    if _is_labelled(line) and (len(block.lines) > 1 or (behind and behind[0].kind == "paragraph")):
        return block.kind == "paragraph"
    whole = len(linked) == 1 and linked[0].text.strip() == words(line).strip() != linked[0].url
    # Text follows, in the block or as a paragraph of its own.
    return whole and (len(block.lines) > 1 or bool(behind and behind[0].kind == "paragraph" and block.kind != "quote"))


def _is_labelled(line: Line) -> bool:
    """True for a short label in bold or italics, a colon or dash, and a link: "Krise: Titel"."""
    start, end = first_link(line)
    label = words(line)[:start]
    shown = bool(line) and (line[0].strong or line[0].emphasised) and not line[0].url
    return (
        shown
        and label.rstrip(" \u00a0")[-1:] in (":", "|", "–", "-")
        and count_words(label) <= 5
        and end == len(words(line))
    )


def _begins_bold(line: Line) -> bool:
    """The line begins with a linked title in bold type, and the comment goes on behind it."""
    end = end_of_run(line, 0, [span.strong for span in line])
    return first_link(line)[1] <= end < len(words(line)) and line[0].strong


def _before(line: Line, start: int) -> str:
    label = words(line)[:start].rstrip(" \u00a0:|–-")
    return label if count_words(label) <= 6 else ""


def headings(blocks: Sequence[Block]) -> Iterator[Head]:
    """F: headings of the most frequent level, each with text below that holds the address."""
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
            yield head_of(at, stripped(numbered(block.first)), [], rest=block.lines[1:])


def _is_heading(block: Block) -> bool:
    """A heading below the first level, or a short line all in bold type."""
    if block.kind == "heading":
        return block.level > 1
    return block.kind != "row" and len(block.lines) == 1 and len(block.text) <= 120 and is_bold(block.first)


def named(blocks: Sequence[Block]) -> Iterator[Head]:
    """G: a number, a name, a dash, and the text goes on in the same line."""
    for at, block in enumerate(blocks):
        line = numbered(block.first)
        found = _NAMED.match(words(line)) if line is not block.first and block.kind != "row" else None
        if found and count_words(found[1]) <= 8:
            linked = links(line)
            head = cut(line, 0, len(found[1]))
            yield head_of(at, head, links(head) and linked, rest=with_rest(cut(line, found.end()), block))


def addressed(blocks: Sequence[Block]) -> Iterator[Head]:
    """I: in plain text, a title, the comment, and a last line that is only the address."""
    found = []
    for at, block in enumerate(blocks):
        first, last = words(block.first).strip(), block.lines[-1]
        linked = links(last)
        alone = len(linked) == 1 and words(last).strip(_AROUND_AN_ADDRESS) == linked[0].url
        if block.verbatim and len(block.lines) > 1 and alone and first[-1:] not in ".:;," and count_words(first) <= 25:
            head = head_of(at, stripped(numbered(block.first)), linked, rest=block.lines[1:-1])
            found.append(with_category(head))
    yield from with_shared_labels(found)
