"""What both readers of XML feeds hand over, and the choices that are the same for both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digest.domain.text import lazy_pattern
from digest.feeds.normalise import RawEntry, TitleKind, absolute
from digest.feeds.sanitise import from_plain

XHTML = "application/xhtml+xml"
_HTML_TYPES = ("text/html", XHTML)
# RSS 2.0: "lawyer@boyer.net (Lawyer Boyer)"; others: "Lawyer Boyer <lawyer@boyer.net>".
_NAME_AND_ADDRESS = lazy_pattern(r"[^\s@]+@[^\s@]+\s*\((.+)\)|([^@]+?)\s*[<(][^\s@<>]+@[^\s@<>]+[>)]")


@dataclass(frozen=True, slots=True)
class RawFeed:
    """An XML feed as written. `site_url` went through `absolute`; the last three are raw."""

    title: str
    site_url: str
    language: str
    entries: tuple[RawEntry, ...]
    ttl: str = ""
    update_period: str = ""
    update_frequency: str = ""


@dataclass(frozen=True, slots=True)
class RawLink:
    """A link of an entry or feed, its `type` as declared or supposed."""

    rel: str
    type: str
    href: str


@dataclass(frozen=True, slots=True)
class RawText:
    """A text of an entry: media type, base of its links, language; empty if not declared."""

    type: str = ""
    value: str = ""
    base: str = ""
    language: str = ""


def title_kind(media_type: str, is_atom: bool) -> TitleKind:
    """What a title of this media type is written in."""
    if media_type == XHTML:
        return TitleKind.MARKUP
    if is_atom:
        return TitleKind.MARKUP if media_type == "text/html" else TitleKind.TEXT
    return TitleKind.UNSAID


def fullest(texts: Iterable[RawText]) -> RawText:
    """The longest of the texts, the first of equals, as HTML."""
    best = RawText()
    for text in texts:
        html = as_html(text.type, text.value)
        if len(html) > len(best.value):
            best = RawText(text.type, html, text.base, text.language)
    return best


def as_html(media_type: str, value: str) -> str:
    """Text of a feed as HTML; empty for what is no text at all (a picture in base64)."""
    if media_type == "text/plain":
        return from_plain(value)
    return value if media_type in ("", *_HTML_TYPES, "text/x-html") else ""


def page_address(links: Sequence[RawLink], guid: str, url: str) -> str:
    """The page of an entry or feed: its alternate link, else a GUID as address, else a file.

    HTML comes first.

    `guid` may be something else or empty; `url` is the feed's address.
    """
    alternates = [link for link in links if link.rel == "alternate"]
    alternates.sort(key=lambda link: link.type not in _HTML_TYPES)
    candidates = [link.href for link in alternates]
    guid = guid.strip()
    if guid.startswith(("http://", "https://", "/")):
        candidates.append(guid)
    candidates += (link.href for link in links if link.rel == "enclosure")
    return next(filter(None, (absolute(url, candidate) for candidate in candidates)), "")


def author_names(names: Sequence[str], single: str) -> tuple[str, ...]:
    """Names to show, out of `names` of the authors and `single`, the last one as written.

    An e-mail address alone is nobody's name. feedparser cuts addresses under long top-level domains in the middle, so a
    single author is taken apart here.
    """
    if len(names) > 1 or "@" not in single:
        return tuple(filter(None, names)) or (single,) * bool(single)
    named = _NAME_AND_ADDRESS.fullmatch(single.strip()[:300])
    return (named[1] or named[2],) if named else ()
