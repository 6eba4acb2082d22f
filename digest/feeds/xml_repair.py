"""Repairs the text of an XML feed, and tells whether it is complete.

An XML parser cannot tell whether a feed is complete: many feeds are never well-formed (an undefined entity, a bare
ampersand, an unbound prefix, something after the end), and each would be parsed at every refresh as if damaged. The
rule: a feed is whole if the end tag of its root element is there, outside CDATA sections
and comments. A feed that was cut short lacks that tag, the last one; sloppy publishers do not leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from xml.parsers import expat

from digest.domain.text import lazy_pattern
from digest.feeds.entry_repair import with_rebuilt_entries

#: Why a feed counts as damaged.
CUT_OFF = "it breaks off before its end"

_PROLOG = lazy_pattern(r"[^<]*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_ROOT = lazy_pattern(r"<((?:[A-Za-z_][\w.-]*:)?(rss|feed|rdf))(?=[\s>/])", re.IGNORECASE)
_HTML = lazy_pattern(r"<!doctype\s+html|<html[\s>]|<(?:head|body)[\s>]", re.IGNORECASE)
_OPAQUE = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
_SECTIONS = lazy_pattern(rf"({_OPAQUE})", re.DOTALL)
_BEGUN_ENTRY = lazy_pattern(r"<((?:[\w.-]+:)?(?:item|entry))[\s>]", re.IGNORECASE)
_END_TAG = lazy_pattern(rf"{_OPAQUE}|</(?P<name>[\w.:-]+)\s*>", re.DOTALL)
_NOT_XML = lazy_pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BAD_REFERENCE = lazy_pattern(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f])|x0*d[89a-f][0-9a-f]{2}|5(?:5[3-9]|6\d|7[0-2])\d\d);",
    re.IGNORECASE,
)
_SURROGATE_PAIR = lazy_pattern(r"&#(5[56]\d{3});&#(5[67]\d{3});")
_AMPERSAND = lazy_pattern(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:(\w{1,32};))?")
_PREFIX = lazy_pattern(r"<([A-Za-z_][\w.-]*):")
# Python's reader takes names apart at blanks, those of Unicode too, and fails where a namespace holds one.
# What is a blank is asked behind the match: asked within it, a value that never ends would take quadratic time.
_NAMESPACE = lazy_pattern(r"""(\bxmlns(?::[\w.-]+)?\s*=\s*)("[^"<>]*"|'[^'<>]*')""")
_DECLARED = lazy_pattern(r"\bxmlns:([A-Za-z_][\w.-]*)\s*=")
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
# By the root's name; RSS has none, but feedparser takes this one for it.
_NAMESPACES_OF_ROOTS = {
    "feed": _NAMESPACES["atom"],
    "rdf": _NAMESPACES["rdf"],
    "rss": "http://backend.userland.com/rss2",
}


@dataclass(frozen=True, slots=True)
class Mended:
    """An XML feed from its root tag to its end; without prolog, so no entity is declared.

    `well_formed`: an XML parser reads it without complaint. `damage`: why it is not whole, or empty. `in_page`: an
    HTML page was around it, so that it is a feed only if it has entries.
    """

    text: str
    well_formed: bool
    damage: str = ""
    in_page: bool = False


def mend(text: str) -> Mended | None:
    """Repair the feed in `text` (see `charset.read_text`); None if it has no feed's root."""
    start = 0
    while prolog := _PROLOG.match(text, start):
        if _ROOT.search(text, start, prolog.end()) and not prolog.group().lstrip().startswith("<!--"):
            break
        start = prolog.end()
    root = _ROOT.search(text, start)
    if root is None:
        return None
    in_page = _HTML.search(text, start, root.start()) is not None
    text = _without_bad_characters(text[root.start() :])
    feed, whole = _cut_to_size(text, root[1], root[2].lower())
    feed = _NAMESPACE.sub(lambda found: found[1] + "".join(found[2].split()), feed)
    well_formed = is_well_formed(feed)
    if not well_formed:
        feed = _with_namespaces(_with_sound_references(feed))
        well_formed = is_well_formed(feed)
    if not well_formed:
        feed = with_rebuilt_entries(feed, is_well_formed)
        well_formed = is_well_formed(feed)
    return Mended(feed, well_formed, "" if whole else CUT_OFF, in_page)


def has_bad_reference(text: str) -> bool:
    """True if `mend` would change a reference, even in CDATA, where a parser sees none."""
    return "&#" in text and _BAD_REFERENCE.search(text) is not None


def is_web_page(text: str) -> bool:
    """True if a text looks like HTML from its beginning."""
    return _HTML.search(text, 0, 4096) is not None


def is_well_formed(text: str) -> bool:
    """Whether an XML parser that knows namespaces reads it to the end."""
    parser = expat.ParserCreate("utf-8", "\n")
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        return False
    return True


def _cut_to_size(text: str, root: str, kind: str) -> tuple[str, bool]:
    """Cut the feed at its root's end, and tell if that was there; missing end tags are added."""
    if re.match(rf"<{re.escape(root)}(?:\s[^<>]*)?/>", text):
        return text[: text.index(">") + 1], True
    end_of_feed = end_of_entry = end_of_channel = 0
    for tag in re.finditer(
        rf"{_OPAQUE}|</(?:(?P<root>{re.escape(root)})|(?:[\w.-]+:)?(?:(?P<entry>item|entry)|channel))\s*>",
        text,
        re.DOTALL | re.IGNORECASE,
    ):
        if tag["root"]:
            end_of_feed = tag.end()
        elif tag["entry"]:
            end_of_entry = tag.end()
        elif tag.group().startswith("</"):
            end_of_channel = tag.end()
    if end_of_feed:
        return text[:end_of_feed], True
    # RSS 1.0 has its entries behind the channel, RSS 2.0 inside it.
    channel = "</channel>" if kind == "rss" and end_of_channel <= end_of_entry else ""
    end = max(end_of_entry, end_of_channel)
    if end == 0:
        return _head_alone(text, root, channel), False
    return text[:end] + _begun_entry(text[end:]) + channel + f"</{root}>", False


def _head_alone(text: str, root: str, channel: str) -> str:
    """A feed cut off in its first entry: its head, with that entry if it is identifiable."""
    begun = _BEGUN_ENTRY.search(text)
    if begun:
        return text[: begun.start()] + _begun_entry(text[begun.start() :]) + channel + f"</{root}>"
    return f"<{root}></{root}>"


def _begun_entry(rest: str) -> str:
    """The entry in which a feed breaks off, as far as its elements are complete.

    Only with its GUID or link: the next refresh knows it again by that and completes it. Without one, half an entry
    would stay for ever beside the whole one.
    """
    begun = _BEGUN_ENTRY.search(rest)
    ends = [tag for tag in _END_TAG.finditer(rest) if tag["name"]] if begun else []
    if not begun or not any(tag["name"].lower() in ("guid", "id", "link") for tag in ends):
        return ""
    return rest[: ends[-1].end()] + f"</{begun[1]}>"


def _without_bad_characters(text: str) -> str:
    """Remove what XML 1.0 §2.2 forbids, raw or as a reference; join emoji from surrogates."""
    text = _NOT_XML.sub("", text)
    if "&#" not in text:
        return text
    text = _SURROGATE_PAIR.sub(_joined_surrogates, text)
    return _BAD_REFERENCE.sub("", text)


def _joined_surrogates(pair: re.Match[str]) -> str:
    high, low = int(pair[1]), int(pair[2])
    if 0xD800 <= high <= 0xDBFF and 0xDC00 <= low <= 0xDFFF:
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return pair.group()


def _with_sound_references(text: str) -> str:
    """Replace HTML's entities by characters, bare ampersands by `&amp;`; CDATA is left alone."""
    return "".join(
        part if part.startswith(("<![CDATA[", "<!--")) else _AMPERSAND.sub(_sound_reference, part)
        for part in _SECTIONS.split(text)
    )


def _sound_reference(found: re.Match[str]) -> str:
    name = found[1] or ""
    known = html5.get(name, "")
    return known if known and known not in "<>&" else "&amp;" + name


def _with_namespaces(text: str) -> str:
    """Declares the prefixes that are used and were not declared, at the root element."""
    missing = set(_PREFIX.findall(text)) - set(_DECLARED.findall(text))
    declarations = "".join(_declarations(missing, _ROOT.match(text)))
    name_end = re.compile(r"<[^\s/>]+").match(text)
    return text[: name_end.end()] + declarations + text[name_end.end() :] if name_end and declarations else text


def _declarations(prefixes: set[str], root: re.Match[str] | None) -> Iterator[str]:
    """The root's own prefix, whatever it is called, is that of its format."""
    known = dict(_NAMESPACES)
    if root and ":" in root[1]:
        known.setdefault(root[1].partition(":")[0].lower(), _NAMESPACES_OF_ROOTS[root[2].lower()])
    for prefix in sorted(prefixes)[:100]:
        if not prefix.lower().startswith("xml"):
            yield f' xmlns:{prefix}="{known.get(prefix.lower(), "urn:undeclared:" + prefix)}"'
