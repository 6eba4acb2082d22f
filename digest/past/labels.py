"""Categories apart from titles: on a line above, or in bold type before a comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from digest.domain.text import count_words
from digest.past.blocks import Block, Line, cut, links, stripped, words
from digest.past.entry_headings import Head
from digest.past.surroundings import ends_post, is_noise

#: A line above entries is taken for their category if at least this part of them has one.
MOST = 0.6
_WORDS_OF_A_LABEL = 5


def with_labels_as_headings(blocks: Sequence[Block], heads: Sequence[Head]) -> list[Block]:
    """The blocks, with the category lines between entries as headings, as the page shows them."""
    places = _above_comments(blocks, heads) if heads[0].ends else _above_titles(blocks, heads)
    return [replace(block, kind="heading", level=6) if at in places else block for at, block in enumerate(blocks)]


def _above_titles(blocks: Sequence[Block], heads: Sequence[Head]) -> set[int]:
    taken = {head.at for head in heads}
    above = {head.at - 1 for head in heads} - taken
    labels = {at for at in above if at >= 0 and _is_label(blocks[at])}
    return labels if len(labels) >= MOST * len(heads) else {at for at in labels if _is_shown(blocks[at].first)}


def _above_comments(blocks: Sequence[Block], heads: Sequence[Head]) -> set[int]:
    """As above, for entries that end with their title: a label begins the body of most of them."""
    starts = [(former.at + 1, head.at) for former, head in pairwise(heads)]
    labels = {start for start, end in starts if start < end and _is_label(blocks[start])}
    if not labels or len(labels) < MOST * len(starts):
        return set()
    usual = Counter(end - start for start, end in starts if start in labels).most_common(1)[0][0]
    first = heads[0].at - usual
    return labels | ({first} if first >= 0 and _is_label(blocks[first]) else set())


def _is_label(block: Block) -> bool:
    """A short line without a link that is no sentence."""
    text = words(block.first).strip()
    return (
        block.kind == "paragraph"
        and len(block.lines) == 1
        and 0 < count_words(text) <= _WORDS_OF_A_LABEL
        and not links(block.first)
        and text[-1:] not in ".!?…,;"
        and not is_noise(block)
        and not ends_post(block)
    )


def _is_shown(line: Line) -> bool:
    """The line is set off: in bold type, in capitals, or by a colon at its end."""
    text = words(line).strip()
    return all(span.strong for span in line if span.text.strip()) or text.isupper() or text.endswith(":")


def with_leading_labels(heads: Sequence[Head], bodies: list[list[Block]]) -> list[Head]:
    """The heads with the bold categories that begin the comments; these leave `bodies`."""
    found = [_leading(head, body) for head, body in zip(heads, bodies, strict=True)]
    if sum(1 for one in found if one) < MOST * len(heads):
        return list(heads)
    labelled = []
    for number, (head, split) in enumerate(zip(heads, found, strict=True)):
        if split is None:
            labelled.append(head)
            continue
        label, rest = split
        body = bodies[number]
        if body:
            body[0] = replace(body[0], lines=(*((rest,) if rest else ()), *body[0].lines[1:]))
            bodies[number] = body if body[0].lines else body[1:]
            labelled.append(replace(head, label=head.label or label))
        else:
            lines = (*((rest,) if rest else ()), *head.rest[1:])
            labelled.append(replace(head, label=head.label or label, rest=lines))
    return labelled


def _leading(head: Head, body: Sequence[Block]) -> tuple[str, Line] | None:
    """The label that begins a comment, and the rest of the line: "**Krise:** Erst …"."""
    lines = body[0].lines if body else head.rest
    line = lines[0] if lines else ()
    end = next((at for at, span in enumerate(line) if not span.strong), len(line))
    label = words(line[:end])
    after = words(line[end:])
    ends = label.rstrip(" \u00a0")[-1:] in (":", "|") or after.lstrip(" \u00a0")[:1] in (":", "|", "–")
    if not end or not 0 < count_words(label) <= _WORDS_OF_A_LABEL or not (ends or (not after and len(lines) > 1)):
        return None
    start = len(label) + len(after) - len(after.lstrip(" \u00a0:|–"))
    return label.strip(" \u00a0:|–"), stripped(cut(line, start))
