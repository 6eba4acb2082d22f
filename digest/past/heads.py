"""Where an entry of a digest begins: one finder for each shape in which curators have written them.

A `Kategorie | Titel` · B title, then `(Quelle, Autor)` · C bullet `Label: Titel` · D comment, then `Quelle >>` ·
E a heading, bold line or whole line that is a link · F a heading with the link somewhere below it ·
G `1) Name – text` · H a table with a row an entry (in `tables`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from digest.domain.text import count_words
from digest.past.blocks import Block, Line, cut, first_link, links, numbered, stripped, words

_PIPE = re.compile(r"(.{1,60}?)[ \u00a0]+[|│][ \u00a0]+(?=\S)")
_LABEL = re.compile(r"([^:]{1,40}):\s+(?=\S)")
_CREDIT = re.compile(r"\(([^()]{2,100})\)\Z")
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
_NAMED = re.compile(r"(.{2,80}?)\s+[–—-]\s+(?=\S)")
_SPONSORED = re.compile(r"(?:Anzeige|Advertisement):\s+")
_QUOTED = re.compile('[„“"»«](.+)[“”"«»]\\Z')
_LONG_TITLE = 160
_RUN_IN_WORDS = 4


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
        if block.kind not in ("quote", "row") and (head := _piped(at, block)):
            yield head


def _piped(at: int, block: Block) -> Head | None:
    line = numbered(block.first)
    found = _PIPE.match(words(line))
    if found is None or count_words(found[1]) > 6 or _all_links(line) > 1 or _ARROW_BEHIND.search(words(line)):
        return None
    end = _end_of_title(line, found.end())
    title, after = stripped(cut(line, found.end(), end)), cut(line, end)
    rest = _with_rest(after, block) if words(after).strip() else block.lines[1:]
    return _head(at, title, links(line), label=found[1], rest=rest) if len(words(title)) <= 300 else None


def _all_links(line: Line) -> int:
    """The number of links in a line that is nothing but links and signs: a menu, if there are several."""
    linked = links(line)
    return len(linked) if not count_words("".join(span.text for span in line if not span.url)) else 0


def _end_of_title(line: Line, start: int) -> int:
    """Where the title ends that begins at `start`: with the bold type, or the link, if the line goes on with a text."""
    total = len(words(line))
    if not _has_text(cut(line, start)):
        return total
    strong = _end_of(line, start, [span.strong for span in line])
    if strong < total and _has_text(cut(line, strong)):
        return strong
    linked = _end_of(line, start, [bool(span.url) for span in line])
    return linked if count_words(words(cut(line, linked))) >= _RUN_IN_WORDS else total


def _has_text(line: Line) -> bool:
    return count_words(words(line)) > 0


def _end_of(line: Line, start: int, marked: Sequence[bool]) -> int:
    """Where the run of marked spans ends that reaches beyond `start`; the end of the line if none does."""
    at, end = 0, 0
    for span, is_marked in zip(line, marked, strict=True):
        before, at = at, at + len(span.text)
        if is_marked and at > start:
            end = at
        elif end and before >= start and span.text.strip():
            return end
    return at


def credited(blocks: Sequence[Block]) -> Iterator[Head]:
    """B: a line of its own in brackets below the title."""
    for at, block in enumerate(blocks):
        if block.kind in ("quote", "row") or len(words(block.first)) > 200:
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
    """D: the last line of a comment, or a line behind it, is `Quelle >>`, `Titel >>` or `>> Titel`."""
    for at, block in enumerate(blocks):
        if block.kind not in ("paragraph", "bullet"):
            continue
        before, line = _last_link(stripped(block.lines[-1]))
        found = _ONWARD.match(words(line))
        title = found[1] if found else _behind_arrow(line)
        if title and not GO.match(title):
            comment = (*block.lines[:-1], *((before,) if before else ()))
            comment = replace_first(comment, numbered(comment[0])) if comment else ()
            label, title = _split(title)
            linked = links(line)
            yield Head(at, title, label, url=linked[0].url if linked else "", rest=comment, ends=True)


def _behind_arrow(line: Line) -> str:
    """The linked title of ">> Titel"; "" if the line is something else."""
    found = _ARROW_BEFORE.match(words(line))
    linked = links(line)
    title = words(line)[found.end() :].strip() if found else ""
    return title if len(linked) == 1 and linked[0].text.strip() in (title, words(line).strip()) else ""


def _last_link(line: Line) -> tuple[Line, Line]:
    """The text of a line, and the link with its arrow that ends it; no text if the line is one thing."""
    linked = links(line)
    text = words(line)
    if not linked or _ARROW_BEFORE.match(text):
        return (), line
    start = text.rindex(linked[-1].text)
    behind = text[start + len(linked[-1].text) :]
    return (stripped(cut(line, 0, start)), cut(line, start)) if not behind.strip(" \u00a0>»→›") else ((), line)


def replace_first(lines: tuple[Line, ...], first: Line) -> tuple[Line, ...]:
    """The lines with another first one."""
    return (first, *lines[1:]) if lines else ()


def _split(title: str) -> tuple[str, str]:
    """Category and title of "Kategorie | Titel"; without a bar there is no category."""
    found = _PIPE.match(title)
    return (found[1].strip(), title[found.end() :].strip()) if found and count_words(found[1]) <= 6 else ("", title)


def linked_lines(blocks: Sequence[Block]) -> Iterator[Head]:
    """E: a heading below the first level, or a bold first line, with a link; or a first line that is nothing else."""
    found: list[Head] = []
    for at, block in enumerate(blocks):
        line = numbered(block.first)
        linked = links(line)
        if (
            block.kind != "row"
            and linked
            and _all_links(line) < 2
            and _shows_a_head(line, block, blocks[at + 1 : at + 2])
        ):
            start, _ = first_link(line)
            end = _end_of_title(line, start)
            rest = _with_rest(cut(line, end), block) if end < len(words(line)) else block.lines[1:]
            label = _before(line, start)
            found.append(_head(at, stripped(cut(line, start, end)), linked, label=label, rest=rest))
    with_bar = [head for head in found if _split(head.title)[0]]
    if len(with_bar) * 2 > len(found):  # the bar is this post's way to name the category
        found = [_with_category(head) for head in found]
    yield from found


def _shows_a_head(line: Line, block: Block, behind: Sequence[Block]) -> bool:
    if block.kind == "heading":
        return block.level > 1
    if _is_bold(line) or _begins_bold(line):
        return True
    linked = links(line)
    if _is_labelled(line) and (len(block.lines) > 1 or (behind and behind[0].kind == "paragraph")):
        return block.kind == "paragraph"
    whole = len(linked) == 1 and linked[0].text.strip() == words(line).strip() != linked[0].url
    # Text follows, in the block or as a paragraph of its own.
    return whole and (len(block.lines) > 1 or bool(behind and behind[0].kind == "paragraph" and block.kind != "quote"))


def _is_labelled(line: Line) -> bool:
    """The line is a short label in bold or italic type, a colon or dash, and one link: "Krise: Titel"."""
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
    end = _end_of(line, 0, [span.strong for span in line])
    return first_link(line)[1] <= end < len(words(line)) and line[0].strong


def _with_category(head: Head) -> Head:
    label, title = _split(head.title)
    return replace(head, label=head.label or label, title=title)


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
        found = _NAMED.match(words(line)) if line is not block.first and block.kind != "row" else None
        if found and count_words(found[1]) <= 8:
            linked = links(line)
            head = cut(line, 0, len(found[1]))
            yield _head(at, head, links(head) and linked, rest=_with_rest(cut(line, found.end()), block))


def _is_heading(block: Block) -> bool:
    """A heading below the first level, or a short line all in bold type."""
    if block.kind == "heading":
        return block.level > 1
    return block.kind != "row" and len(block.lines) == 1 and len(block.text) <= 120 and _is_bold(block.first)


def _is_bold(line: Line) -> bool:
    return bool(words(line).strip()) and all(span.strong for span in line if span.text.strip())


def _head(
    at: int, title: Line, linked: Sequence[object], *, label: str = "", credit: str = "", rest: tuple[Line, ...] = ()
) -> Head:
    text = _without_address(title).strip(" \t\u00a0")
    sponsored = _SPONSORED.match(text)
    text = text[sponsored.end() :] if sponsored else text
    if quoted := _QUOTED.match(text):
        inner = quoted[1]
        text = inner if not re.search('[„“”"»«]', inner) else text
    url = str(getattr(linked[0], "url", "")) if linked else ""
    if not url and rest and (below := links(rest[0])) and words(rest[0]).strip("<>() \t") == below[0].url:
        url, rest = below[0].url, rest[1:]  # mails in plain text have the address on a line below the title
    return Head(at, text, label.strip(" \t\u00a0"), url, credit, rest, sponsored=bool(sponsored))


def _without_address(title: Line) -> str:
    """The words of a title; an address written out behind them, as in mails, is none of them."""
    kept = "".join(span.text for span in title if span.text != span.url)
    text = words(title)
    return re.sub(r"\s*[<(\[]\s*[>)\]]\s*\Z", "", kept) if kept.strip(" <>()[]\t") and kept != text else text


def _with_rest(after: Line, block: Block) -> tuple[Line, ...]:
    """What follows the title on its line, without the sign between them, and the lines below."""
    text = words(after)
    start = len(text) - len(text.lstrip(" \t\u00a0:–—-"))
    first = stripped(cut(after, start))
    return (first, *block.lines[1:]) if first else block.lines[1:]


def _before(line: Line, start: int) -> str:
    label = words(line)[:start].rstrip(" \u00a0:|–-")
    return label if count_words(label) <= 6 else ""
