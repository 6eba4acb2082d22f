"""Rules about marks that no export understands: readers would see them as typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.domain.message import Message, msg
from digest.domain.preflight.remark import Checked, RemarkPlace, where
from digest.domain.text import one_line

Found = Iterator[tuple[Message, RemarkPlace]]

_ESCAPED = re.compile(r"\\.")
_ADDRESS = re.compile(r"(?i)https?://[^\s<>]+|\]\([^()\s]*\)")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,20}(?:[\s/][^<>]{0,300})?>|<!--")
_HEADING = re.compile(r"(?m)^ {0,3}#{1,6}[ \t]+[^\s#].{0,40}")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\(")
_PAIRED = re.compile(r"\*\*|__")
# Code, strikethrough, rules, fences.
_UNKNOWN = re.compile(
    r"(?<!`)`[^`\n]{1,200}`|~~[^~\n]{1,200}~~|(?m:^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,}|`{3,}|~{3,})[ \t]*$)"
)


def raw_html(checked: Checked) -> Found:
    for place in checked.own_texts():
        if found := _TAG.search(_bare(place.text)):
            yield (
                msg("{where} contains HTML, which readers would see as typed: {words}",
                    where=where(place), words=one_line(found[0], 40)),
                place.bare,
            )  # fmt: skip


def heading(checked: Checked) -> Found:
    for place in checked.own_texts():
        if found := _HEADING.search(place.text):
            yield (
                msg("{where} contains a heading; readers would see its marks: {words}",
                    where=where(place), words=one_line(found[0], 40)),
                place.bare,
            )  # fmt: skip


def image(checked: Checked) -> Found:
    for place in checked.own_texts():
        if _IMAGE.search(_ESCAPED.sub("", place.text)):
            yield (
                msg("{where} contains an image; exports show only a link.", where=where(place)),
                place.bare,
            )


def open_mark(checked: Checked) -> Found:
    for place in checked.own_texts():
        if mark := _left_over(place.text):
            yield (
                msg("{where} contains a mark that readers would see as typed: {words}",
                    where=where(place), words=one_line(mark, 40)),
                place.bare,
            )  # fmt: skip


def _left_over(text: str) -> str:
    """A bold mark without its partner, or one without meaning here; empty if there is none."""
    for paragraph in re.split(r"\n[ \t]*\n", _bare(text)):
        if found := _UNKNOWN.search(paragraph):
            return found[0].strip()
        waiting: list[str] = []
        for found in _PAIRED.finditer(paragraph):
            before, after = paragraph[found.start() - 1 : found.start()], paragraph[found.end() : found.end() + 1]
            if (
                before.isdigit()
                or after.isdigit()
                or (found[0] == "__" and (before + after).isalnum() and before and after)
            ):
                continue  # "2**3", "a__b"
            if before.strip() and waiting[-1:] == [found[0]]:
                waiting.pop()
            elif after.strip():
                waiting.append(found[0])
            else:
                return found[0]
        if waiting:
            return waiting[-1]
    return ""


def _bare(text: str) -> str:
    """The text without escaped characters, and without addresses, whose signs are their own."""
    return _ADDRESS.sub("]", _ESCAPED.sub("", text))
