"""Repair an OPML file as programs write it, so that an XML parser reads it without harm.

Many exporters forget to escape "&", and a parser in recovery mode then drops the rest of the word: the address
`?a=1&b=2` silently becomes `?a=1=2`. So that is mended in the text before parsing. A document type declaration goes
as a whole: OPML has none, and without one there are no entities to expand and no files to open. Line numbers stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

from digest.feeds.charset import read_text

_PROLOG = re.compile(r"\A(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE_PART = re.compile(r"""<!--.*?-->|<\?.*?\?>|"[^"]*"|'[^']*'|[\[\]>]""", re.DOTALL)
# XML 1.0 §2.2: characters that no document may hold, not even as a reference.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#([0-9]{1,8}|[xX][0-9a-fA-F]{1,7});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class MendedText:
    """The document's text; `mended` tells whether it broke a rule of XML."""

    text: str
    mended: bool


def mended_text(data: bytes) -> MendedText:
    """Decode the bytes for a parser: no document type, references repaired."""
    whole = _without_doctype(read_text(data, {}))
    clean = _FORBIDDEN.sub("", whole)
    mended = _REFERENCE.sub(_mended_reference, clean)
    undecodable = "\ufffd" in whole and "\ufffd".encode() not in data
    return MendedText(mended, mended != whole or undecodable)


def xml_text(text: str) -> str:
    """`text` without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def _without_doctype(text: str) -> str:
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text
    depth = 0
    for part in _DOCTYPE_PART.finditer(text, start + 9):
        depth += {"[": 1, "]": -1}.get(part.group(), 0)
        if part.group() == ">" and depth <= 0:
            return text[:start] + "\n" * text.count("\n", start, part.end()) + text[part.end() :]
    return text


def _mended_reference(found: re.Match[str]) -> str:
    number, name = found.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        allowed = code <= 0x10FFFF and not _FORBIDDEN.match(chr(code)) and code > 0
        return found.group() if allowed else ""
    if name in _XML_NAMES:
        return found.group()
    if name and (known := html5.get(name + ";")):
        return "".join(f"&#{ord(char)};" for char in known)
    return "&amp;" + found.group()[1:]
