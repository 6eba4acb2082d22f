"""Rebuild the entries that make a feed ill-formed, so that the others are kept.

feedparser's lenient reader, the last resort, loses track at a missing end tag and swallows what follows. Here the fault
stays in its entry: each known field of it is cut out between the marks that begin and end it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from itertools import islice

from digest.domain.text import lazy_pattern

_OPAQUE = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
_NAMESPACE = lazy_pattern(r"""\bxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<>]{0,200}"|'[^'<>]{0,200}')""")
_LONGEST_ROOT = 10_000
_MOST_NAMESPACES = 100
_ENTRY = lazy_pattern(rf"({_OPAQUE})|<((?:[\w.-]+:)?(?:item|entry))(\s[^<>]*)?>", re.DOTALL | re.IGNORECASE)
_FIELDS = (
    "title|link|guid|id|pubDate|published|updated|issued|modified|dc:date|author|name|dc:creator|description|summary|"
    "content|content:encoded|category|comments|enclosure|source"
)
_FIELD = lazy_pattern(rf"<({_FIELDS})(\s[^<>]*?)?(/?)>", re.IGNORECASE)
_CDATA = lazy_pattern(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_XHTML = lazy_pattern(r"""type\s*=\s*(["'])xhtml\1""", re.IGNORECASE)


def with_rebuilt_entries(feed: str, is_sound: Callable[[str], bool]) -> str:
    """`feed` with each unsound entry rebuilt; `is_sound` judges a text as one XML element."""
    root_end = feed.find(">") + 1
    root_name = feed[1:root_end].split(None, 1)[0].rstrip(">")
    root = feed[:root_end]
    if root_end > _LONGEST_ROOT:  # it is read again with each entry, which needs of it the namespaces alone
        root = f"<{root_name} {' '.join(found[0] for found in islice(_NAMESPACE.finditer(root), _MOST_NAMESPACES))}>"
    pieces: list[str] = []
    at = 0
    while begin := _next_entry(feed, at):
        name = begin[2]
        end = _next_end(feed, name, begin.end())
        following = _next_entry(feed, begin.end())
        if end is None or (following and following.start() < end.start()):
            break  # entries inside entries: not for us
        entry = feed[begin.start() : end.end()]
        pieces.append(feed[at : begin.start()])
        sound = is_sound(f"{root}{entry}</{root_name}>")
        pieces.append(entry if sound else _rebuilt(name, begin[3] or "", feed[begin.end() : end.start()]))
        at = end.end()
    return "".join((*pieces, feed[at:]))


def _next_entry(feed: str, at: int) -> re.Match[str] | None:
    return next((found for found in _ENTRY.finditer(feed, at) if found[2]), None)


def _next_end(feed: str, name: str, at: int) -> re.Match[str] | None:
    ends = re.compile(rf"({_OPAQUE})|</{re.escape(name)}\s*>", re.DOTALL | re.IGNORECASE)
    return next((found for found in ends.finditer(feed, at) if not found[1]), None)


def _rebuilt(name: str, attributes: str, inside: str) -> str:
    inside = _CDATA.sub(lambda section: escape(section[1]), inside)
    fields = list(_FIELD.finditer(inside))
    pieces = [f"<{name}{attributes}>"]
    for field, end in zip(fields, [*(following.start() for following in fields), len(inside)][1:], strict=False):
        tag, given = field[1], _XHTML.sub('type="html"', field[2] or "")
        if field[3]:
            pieces.append(f"<{tag}{given}/>")
            continue
        value = inside[field.end() : end]
        close = re.compile(rf"</{re.escape(tag)}\s*>", re.IGNORECASE).search(value)
        value = value[: close.start()] if close else value
        pieces.append(f"<{tag}{given}>{value.replace('<', '&lt;').replace('>', '&gt;')}</{tag}>")
    return "".join((*pieces, f"</{name}>"))
