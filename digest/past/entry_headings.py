"""The head of an entry of a digest, and what all its finders (`shapes`) share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from digest.domain.text import count_words
from digest.past.blocks import Block, Line, cut, links, stripped, words

_PIPE = re.compile(r"(.{1,60}?)[ \u00a0]+[|│][ \u00a0]+(?=\S)")
_CREDIT = re.compile(r"\(([^()]{2,100})\)\Z")
_SHARED_LABEL = re.compile(r"(.{1,40}?)(?::|[ \u00a0][–—-])[ \u00a0]+(?=\S)")
_WORDS_OF_A_SHARED_LABEL = 3
_SPONSORED = re.compile(r"(?:Anzeige|Advertisement):\s+")
_QUOTED = re.compile('[„“"»«](.+)[“”"«»]\\Z')
_RUN_IN_WORDS = 4


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an entry, in block `at`; `rest` of that block begins the comment.

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


def head_of(
    at: int, title: Line, linked: Sequence[object], *, label: str = "", credit: str = "", rest: tuple[Line, ...] = ()
) -> Head:
    """Make a head: the title without quotation marks, the mark of an advertisement, the address."""
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


def with_rest(after: Line, block: Block) -> tuple[Line, ...]:
    """What follows the title on its line, without the sign between them, and the lines below."""
    text = words(after)
    start = len(text) - len(text.lstrip(" \t\u00a0:–—-"))
    first = stripped(cut(after, start))
    return (first, *block.lines[1:]) if first else block.lines[1:]


def replace_first(lines: tuple[Line, ...], first: Line) -> tuple[Line, ...]:
    """The lines with another first one."""
    return (first, *lines[1:]) if lines else ()


def split_label(title: str) -> tuple[str, str]:
    """Category and title of "Kategorie | Titel"; without a bar there is no category."""
    found = _PIPE.match(title)
    return (found[1].strip(), title[found.end() :].strip()) if found and count_words(found[1]) <= 6 else ("", title)


def with_category(head: Head) -> Head:
    """The head with the category that its title names before a bar, if there is one."""
    label, title = split_label(head.title)
    return replace(head, label=head.label or label, title=title)


def with_shared_labels(heads: list[Head]) -> list[Head]:
    """The heads with the labels that nearly all titles share ("Krise: Titel") split off.

    A label counts if it occurs repeatedly.

    A title may have a colon of its own, so a few that look so are none.
    """
    labels = [found[1] for head in heads if not head.label and (found := _SHARED_LABEL.match(head.title))]
    labels = [label for label in labels if count_words(label) <= _WORDS_OF_A_SHARED_LABEL]
    if len(labels) * 10 < len(heads) * 9 or len(set(labels)) * 10 > len(labels) * 9:
        return heads
    return [_with_shared_label(head) for head in heads]


def _with_shared_label(head: Head) -> Head:
    found = _SHARED_LABEL.match(head.title)
    if head.label or found is None or count_words(found[1]) > _WORDS_OF_A_SHARED_LABEL:
        return head
    return replace(head, label=found[1].strip(), title=head.title[found.end() :])


def end_of_title(line: Line, start: int) -> int:
    """The end of the title that begins at `start`: of the bold type or link, if text follows."""
    total = len(words(line))
    if not _has_text(cut(line, start)):
        return total
    strong = end_of_run(line, start, [span.strong for span in line])
    if strong < total and _has_text(cut(line, strong)):
        return strong
    linked = end_of_run(line, start, [bool(span.url) for span in line])
    return linked if count_words(words(cut(line, linked))) >= _RUN_IN_WORDS else total


def _has_text(line: Line) -> bool:
    return count_words(words(line)) > 0


def end_of_run(line: Line, start: int, marked: Sequence[bool]) -> int:
    """The end of the run of marked spans that reaches beyond `start`; else the line's end."""
    at, end = 0, 0
    for span, is_marked in zip(line, marked, strict=True):
        before, at = at, at + len(span.text)
        if is_marked and at > start:
            end = at
        elif end and before >= start and span.text.strip():
            return end
    return at


def links_alone(line: Line) -> int:
    """The number of links in a line of nothing but links and signs; several are a menu."""
    linked = links(line)
    return len(linked) if not count_words("".join(span.text for span in line if not span.url)) else 0


def is_bold(line: Line) -> bool:
    """True if all words of a line are in bold type."""
    return bool(words(line).strip()) and all(span.strong for span in line if span.text.strip())


def credit_of(line: Line) -> str:
    """ "Quelle, Autor" if that, in brackets, is all there is."""
    found = _CREDIT.match(words(stripped(line)))
    return found[1].strip() if found and not re.search(r"[!?…]|\.\s", found[1]) else ""
