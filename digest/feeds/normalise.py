"""From a feed's raw entry to what is stored: plain text, absolute addresses, safe HTML.

All three readers (`jsonfeed`, `xml_plain`, `xml_feedparser`) hand over `RawEntry`; here alone is decided what becomes
of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from html import unescape
from urllib.parse import urljoin, urlsplit

from digest.domain.text import fold, lazy_pattern, one_line
from digest.domain.url import canonical, web_address
from digest.feeds.parsed import ParsedEntry
from digest.feeds.sanitise import USUAL_ADDRESS, from_plain, plain_text, sanitise, without_cdata

#: Characters of the summary that a list shows and searches.
SUMMARY_LIMIT = 500
TITLE_LIMIT = 500
_TITLE_FROM_SUMMARY = 100
_AUTHOR_LIMIT = 200
_TAG_LIMIT = 100
_TAGS_KEPT = 30
_GUID_LIMIT = 2000
# Markup may be several times as long as the text in it; beyond that nobody reads it.
_SOURCE_LIMIT = 8000

_LANGUAGE = lazy_pattern(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_].*)?$")
_HOST_AT_START = lazy_pattern(r"(?:[a-z0-9-]+\.)+([a-z]{2,24})(?:[/?#]|$)", re.IGNORECASE)
_FILE_ENDINGS = frozenset({
    "html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cgi", "pl", "cfm", "xml", "pdf", "txt",
    "md", "json",
})  # fmt: skip
# Joiners and selectors that `one_line` keeps for emoji; alone they show nothing. So does the empty braille pattern.
_NOTHING_TO_SEE = "\u200d\ufe0e\ufe0f\u2800 "

_COMMENT_OR_CODE = lazy_pattern(
    r"<!--.*?-->|<(script|style|iframe|object|noscript)\b[^<>]*>.*?</\1\s*>", re.DOTALL | re.I
)
_TAG = lazy_pattern(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s[^<>]*)?)/?>")
_VOID = frozenset(("br", "img", "hr", "wbr", "input", "embed", "area", "link", "meta", "base"))
_ELEMENTS = _VOID | {
    "a", "abbr", "acronym", "address", "article", "aside", "audio", "b", "big", "blockquote", "body", "button",
    "center", "cite", "code", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "fieldset", "figcaption",
    "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "html", "i",
    "iframe", "ins", "kbd", "label", "li", "main", "mark", "math", "nav", "noscript", "object", "ol", "p",
    "picture", "pre", "q", "s", "samp", "script", "section", "select", "small", "span", "strike", "strong",
    "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "textarea", "th", "thead", "time",
    "title", "tr", "tt", "u", "ul", "var", "video",
}  # fmt: skip


class TitleKind(Enum):
    """What a title is written in. RSS does not say, so a title there is judged by its looks."""

    TEXT = "text"
    MARKUP = "markup"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as a feed has it, texts unchanged. `link` went through `absolute`.

    `html` is the body (HTML) with `html_base` for its relative links (empty: the entry's own page), `plain` the
    body if the feed has it as plain text. `summary_html` is the feed's short version, if it has one.
    """

    guid: str
    title: str
    title_kind: TitleKind
    link: str
    published: datetime | None
    authors: tuple[str, ...] = ()
    language: str = ""
    tags: tuple[str, ...] = ()
    html: str = ""
    html_base: str = ""
    plain: str = ""
    summary_html: str = ""


def parsed_entry(raw: RawEntry, feed_url: str, feed_language: str) -> ParsedEntry | None:
    """What is kept of an entry; None for one without title, address, GUID and text."""
    url = raw.link
    content = sanitise(raw.html, raw.html_base or url or feed_url) if raw.html else from_plain(raw.plain)
    summary = (raw.summary_html and _summary(sanitise(raw.summary_html[:_SOURCE_LIMIT], ""))) or _summary(content)
    guid = one_line(raw.guid, _GUID_LIMIT)
    title = plain_title(raw.title, raw.title_kind) or summary_title(summary) or url or guid
    if not title:
        return None
    return ParsedEntry(
        guid=guid,
        title=title,
        url=url,
        canonical_url=canonical(url) if url else "",
        published=raw.published,
        author=_distinct(raw.authors, 20, _AUTHOR_LIMIT, joined=True)[0] if raw.authors else "",
        language=language_code(raw.language) or feed_language,
        summary=summary,
        content=content,
        tags=_distinct(raw.tags, _TAGS_KEPT, _TAG_LIMIT),
    )


def plain_title(text: str, kind: TitleKind, limit: int = TITLE_LIMIT) -> str:
    """A title as plain text; empty if nothing in it is visible.

    Markup (Atom `html`, `xhtml`) loses its tags. Literal text (Atom `text`, JSON Feed) keeps what looks like a tag:
    RFC 4287 §3.1.1. RSS does not say which it is: pairs of known tags go, "5 < 6" and a lone "<details>" stay.
    Entities are decoded once more than XML does it, as many feeds encode twice. A title that is a CDATA section as a
    whole is what stands in it.
    """
    text = without_cdata(text[:_SOURCE_LIMIT])
    if "<" in text and kind is not TitleKind.TEXT:
        text = _without_tags(text, every=kind is TitleKind.MARKUP)
    if "&" in text:
        text = without_cdata(unescape(text))
    text = one_line(text, limit)
    return text if text.strip(_NOTHING_TO_SEE) else ""


def plain_name(text: str, limit: int) -> str:
    """An author, a tag, a feed's title: no markup is ever meant in one, encoded twice or not."""
    name = plain_title(without_cdata(text[:_SOURCE_LIMIT], parts=True), TitleKind.MARKUP, limit)
    return plain_title(without_cdata(name, parts=True), TitleKind.MARKUP, limit) if "<" in name else name


def _summary(html: str) -> str:
    text = plain_text(html, SUMMARY_LIMIT)
    return text if text.strip(_NOTHING_TO_SEE) else ""


def summary_title(summary: str) -> str:
    """A title for an entry without one: the beginning of its text, cut at a word."""
    if len(summary) <= _TITLE_FROM_SUMMARY:
        return summary
    head = summary[:_TITLE_FROM_SUMMARY]
    return one_line(head.rpartition(" ")[0] or head, _TITLE_FROM_SUMMARY).rstrip(" ,;:–-") + "…"


def absolute(base: str, link: str) -> str:
    """`link` as an absolute http(s) address against `base`; "" for anything else.

    "feed.example/x", a host without scheme, is no path: taken for one it would lead to a page that is not there.
    """
    link = link.strip()
    if USUAL_ADDRESS.match(link):
        return link
    host = _HOST_AT_START.match(link)
    if not link or (host and host[1].lower() not in _FILE_ENDINGS):
        return ""
    try:
        joined = urljoin(base, link)
        if not urlsplit(joined).hostname:
            return ""
    except ValueError:
        return ""
    return web_address(joined) or ""


def language_code(text: str) -> str:
    """A language tag (RFC 5646) in its usual spelling: "de_at" is "de-AT"; empty if it is none."""
    found = _LANGUAGE.match(text.strip())
    if not found or found[1].lower() in ("und", "mul", "zxx"):
        return ""
    return found[1].lower() + ("-" + found[3].upper() if found[3] else "")


def _distinct(texts: Iterable[str], most: int, limit: int, *, joined: bool = False) -> tuple[str, ...]:
    """The texts as plain names, each once whatever its case; `joined`: as one, "A, B"."""
    names: dict[str, str] = {}
    for text in texts:
        name = plain_name(text, limit)
        if name:
            names.setdefault(fold(name), name)
            if len(names) == most:
                break
    return (one_line(", ".join(names.values()), limit),) if joined else tuple(names.values())


def _without_tags(text: str, *, every: bool) -> str:
    text = _COMMENT_OR_CODE.sub("", text)
    closed = {name.lower() for slash, name, _ in _TAG.findall(text) if slash}

    def replaced(tag: re.Match[str]) -> str:
        name = tag[2].lower()
        goes = every or (
            name in _ELEMENTS and (name in closed or name == "br" or (name in _VOID and bool(tag[3].strip())))
        )
        return (" " if name in ("br", "p", "div", "li") else "") if goes else tag.group()

    return _TAG.sub(replaced, text)
