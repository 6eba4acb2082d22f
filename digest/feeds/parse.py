"""From the body of an answer to a `ParsedFeed`, or to the failure that says why not.

Pure: nothing is fetched or opened. feedparser reads the XML formats, and two things about it rule this module. It is
given text that was decoded and mended before (`charset`, `mending`): without a DOCTYPE there is no entity to expand and
no file to include. And it is given a `BytesIO`: a `str` that looks like an address it would fetch, and `bytes` that
name a file it would open.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import feedparser

from digest.domain.health import Failure, FailureKind
from digest.domain.url import host_of
from digest.feeds.charset import read_text
from digest.feeds.dates import read_date
from digest.feeds.hints import update_hints
from digest.feeds.jsonfeed import is_json, parse_json
from digest.feeds.mending import Mended, is_web_page, mend
from digest.feeds.normalise import Kind, RawEntry, absolute, language_code, parsed_entry, plain_name
from digest.feeds.pagelinks import feed_links
from digest.feeds.parsed import NOTHING_READ, ParsedEntry, ParsedFeed
from digest.feeds.sanitise import from_plain
from digest.isolation.reader import reading_failure

# Tried before the system's own driver; feedparser documents the list as the place to say so.
feedparser.api.PREFERRED_XML_PARSERS[:] = ["digest.feeds.saxreader"]

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_SIZES_AND_PLACES = re.compile(
    r"</?(?:width|height|[\w.-]+:(?:where|point|line|polygon|box|pos|poslist|linestring|linearring|exterior|interior"
    r"|lat|long|chapters?))\b[^>]*>",
    re.IGNORECASE,
)
_TITLE_LIMIT = 300
# RSS 2.0: "lawyer@boyer.net (Lawyer Boyer)"; others: "Lawyer Boyer <lawyer@boyer.net>".
_NAME_AND_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\s*\((.+)\)|([^@]+?)\s*[<(][^\s@<>]+@[^\s@<>]+[>)]")


def read_feed(body: bytes, content_type: str, url: str) -> ParsedFeed | Failure:
    """`parse` as the reader `parsed.FEED`."""
    return parse(body, {"content-type": content_type}, url)


def parse(body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed | Failure:
    """What a feed's answer says. `headers` are the answer's, `url` is the address that it came from in the end.

    Takes as long as the document makes it: only for processes that can be stopped (`isolation.readpool`).
    Failures: EMPTY, WEB_PAGE (`found`: the feeds that the page names), NOT_A_FEED, DAMAGED if nothing was
    readable (else `ParsedFeed.damage` is set and the entries are there), PARSER if the reader itself failed.
    """
    try:
        return _parse(read_text(body, headers), body, url)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a reader of strangers' bytes may fail in any way
        return reading_failure(type(error).__name__)


def _parse(text: str, body: bytes, url: str) -> ParsedFeed | Failure:
    if not text.strip("\0\ufeff \t\r\n\f\v\xa0"):
        return Failure(FailureKind.EMPTY)
    mended = None if is_json(text) else mend(text)
    feed = _parse_xml(mended, url) if mended else parse_json(text, url) if is_json(text) else None
    if feed is None or (mended and mended.in_page and not feed.entries):
        return _no_feed(text, body, url)
    if feed.damage and not feed.entries:
        return Failure(FailureKind.DAMAGED, {"reason": feed.damage})
    return feed


def _no_feed(text: str, body: bytes, url: str) -> Failure:
    if not is_web_page(text):
        return Failure(FailureKind.NOT_A_FEED)
    from digest.feeds.walls import body_wall  # needed by the few feeds that are none

    if wall := body_wall(body, ""):
        return Failure(wall, {"host": host_of(url)})
    return Failure(FailureKind.WEB_PAGE, {"found": ", ".join(link.url for link in feed_links(body, url)[:10])})


def _read(text: str) -> Any:
    """What feedparser makes of it.

    Its code for pictures' sizes, places on the globe and chapters fails where they stand in the wrong place: then it is
    read without those, of which we need none.
    """
    try:
        return _feedparsed(text)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return _feedparsed(_SIZES_AND_PLACES.sub("", text))


def _feedparsed(text: str) -> Any:
    return feedparser.parse(
        io.BytesIO((_DECLARATION + text).encode()),
        response_headers=_HEADERS,
        resolve_relative_uris=False,
        sanitize_html=False,
    )


# An element that is an entry, in whatever vocabulary.
_ANY_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s/>]", re.IGNORECASE)


def _parse_xml(mended: Mended, url: str) -> ParsedFeed | None:
    found = _read(mended.text)
    if not found.version and not found.entries:
        return None
    feed = found.feed
    language = language_code(_text(feed, "language"))
    is_atom = found.version.startswith("atom")
    feed_authors = tuple(_authors(feed)) if is_atom else ()  # RFC 4287 §4.2.1; in RSS it is the technician's e-mail
    entries: list[ParsedEntry] = []
    for item in found.entries:
        entry = parsed_entry(_raw_entry(item, is_atom, feed_authors, language, url), url, language)
        if entry is not None:
            entries.append(entry)
    return ParsedFeed(
        title=plain_name(_text(feed, "title"), _TITLE_LIMIT),
        site_url=_link(feed, url),
        language=language,
        entries=tuple(entries),
        hints=update_hints(
            mended.text,
            _text(feed, "ttl"),
            _text(feed, "sy_updateperiod"),
            _text(feed, "sy_updatefrequency"),
        ),
        damage=mended.damage or ("" if entries or not _ANY_ENTRY.search(mended.text) else NOTHING_READ),
    )


def _raw_entry(item: Any, is_atom: bool, feed_authors: tuple[str, ...], language: str, url: str) -> RawEntry:
    title = dict.get(item, "title_detail") or {}
    html, base, own_language = _body(item)
    summary = dict.get(item, "summary_detail") or {}
    return RawEntry(
        guid=_text(item, "id"),
        title=_text(item, "title"),
        title_kind=_kind(_text(title, "type"), is_atom),
        link=_link(item, url),
        published=_published(item, language),
        authors=tuple(_authors(item)) or feed_authors,
        language=own_language,
        tags=tuple(_text(tag, "term") or _text(tag, "label") for tag in dict.get(item, "tags") or ()),
        html=html,
        html_base=absolute(url, base) if base else "",
        summary_html=_as_html(_text(summary, "type"), _text(item, "summary")),
    )


def _kind(media_type: str, is_atom: bool) -> Kind:
    if media_type == "application/xhtml+xml":
        return Kind.MARKUP
    if is_atom:
        return Kind.MARKUP if media_type == "text/html" else Kind.TEXT
    return Kind.UNSAID


def _body(item: Any) -> tuple[str, str, str]:
    """The fullest text of an entry as HTML, the base of its links, and its language."""
    candidates = [*(dict.get(item, "content") or ()), dict.get(item, "summary_detail") or {}]
    best = ("", "", "")
    for candidate in candidates:
        html = _as_html(_text(candidate, "type"), _text(candidate, "value"))
        if len(html) > len(best[0]):
            best = html, _text(candidate, "base"), _text(candidate, "language")
    return best


def _as_html(media_type: str, value: str) -> str:
    """Text of a feed as HTML; empty for what is no text at all (a picture in base64)."""
    if media_type == "text/plain":
        return from_plain(value)
    return value if media_type in ("", "text/html", "application/xhtml+xml", "text/x-html") else ""


def _link(thing: Any, url: str) -> str:
    """The page of an entry or feed: its first alternate link, HTML first; then a GUID that is an address; then a file.

    feedparser takes the last one and leaves relative ones to us, because it was told no address.
    """
    links = dict.get(thing, "links") or ()
    alternates = [link for link in links if _text(link, "rel") == "alternate"]
    alternates.sort(key=lambda link: _text(link, "type") not in ("text/html", "application/xhtml+xml"))
    candidates = [_text(link, "href") for link in alternates]
    guid = _text(thing, "link").strip()
    if guid.startswith(("http://", "https://", "/")):
        candidates.append(guid)
    candidates += (_text(link, "href") for link in links if _text(link, "rel") == "enclosure")
    return next(filter(None, (absolute(url, candidate) for candidate in candidates)), "")


def _published(item: Any, language: str) -> datetime | None:
    """The date of publication, else of creation, else of the last change."""
    for name in ("published", "created", "updated"):
        date = read_date(_text(item, name), dict.get(item, f"{name}_parsed"), language)
        if date is not None:
            return date
    return None


def _authors(thing: Any) -> list[str]:
    """Names; an e-mail address alone is nobody's name to show.

    feedparser cuts addresses under long top-level domains in the middle, so a single one is taken apart here.
    """
    single = _text(thing, "author")
    authors = dict.get(thing, "authors") or ()
    if len(authors) > 1 or "@" not in single:
        return [name for author in authors if (name := _text(author, "name"))] or [single] * bool(single)
    named = _NAME_AND_ADDRESS.fullmatch(single.strip()[:300])
    return [named[1] or named[2]] if named else []


def _text(thing: dict[str, object], name: str) -> str:
    """A field as feedparser stored it. Its own `get` is slow, and answers "published" when asked for "updated"."""
    value = dict.get(thing, name)
    return value if isinstance(value, str) else ""
