"""Reads XML feeds with feedparser, which knows them all: the judge of every other reader.

Two things about it rule this module. It is given text that was decoded and mended before (`charset`, `xml_repair`):
without a DOCTYPE there is no entity to expand and no file to include. And it is given a `BytesIO`: a `str` that looks
like an address it would fetch, and `bytes` that name a file it would open.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import feedparser

from digest.feeds.dates import read_date
from digest.feeds.normalise import RawEntry, absolute, language_code
from digest.feeds.xml_fields import (
    RawFeed,
    RawLink,
    RawText,
    as_html,
    author_names,
    fullest,
    page_address,
    title_kind,
)  # fmt: skip

# Tried before the system's own driver; feedparser documents the list as the place to say so.
feedparser.api.PREFERRED_XML_PARSERS[:] = ["digest.feeds.saxreader"]

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_SIZES_AND_PLACES = re.compile(
    r"</?(?:width|height|[\w.-]+:(?:where|point|line|polygon|box|pos|poslist|linestring|linearring|exterior|interior"
    r"|lat|long|chapters?))\b[^>]*>",
    re.IGNORECASE,
)


def read_with_feedparser(text: str, url: str) -> RawFeed | None:
    """The feed in a `xml_repair.Mended.text`; None if it is none. `url` is the feed's address."""
    found = _read(text)
    if not found.version and not found.entries:
        return None
    feed = found.feed
    language = language_code(_text(feed, "language"))
    is_atom = found.version.startswith("atom")
    feed_authors = _authors(feed) if is_atom else ()  # RFC 4287 §4.2.1; in RSS it is the technician's e-mail
    return RawFeed(
        title=_text(feed, "title"),
        site_url=_link(feed, url),
        language=language,
        entries=tuple(_raw_entry(item, is_atom, feed_authors, language, url) for item in found.entries),
        ttl=_text(feed, "ttl"),
        update_period=_text(feed, "sy_updateperiod"),
        update_frequency=_text(feed, "sy_updatefrequency"),
    )


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


def _raw_entry(item: Any, is_atom: bool, feed_authors: tuple[str, ...], language: str, url: str) -> RawEntry:
    title = dict.get(item, "title_detail") or {}
    summary = dict.get(item, "summary_detail") or {}
    body = fullest(
        RawText(*(_text(one, name) for name in ("type", "value", "base", "language")))
        for one in (*(dict.get(item, "content") or ()), summary)
    )
    return RawEntry(
        guid=_text(item, "id"),
        title=_text(item, "title"),
        title_kind=title_kind(_text(title, "type"), is_atom),
        link=_link(item, url),
        published=_published(item, language),
        authors=_authors(item) or feed_authors,
        language=body.language,
        tags=tuple(_text(tag, "term") or _text(tag, "label") for tag in dict.get(item, "tags") or ()),
        html=body.value,
        html_base=absolute(url, body.base) if body.base else "",
        summary_html=as_html(_text(summary, "type"), _text(item, "summary")),
    )


def _link(thing: Any, url: str) -> str:
    """See `page_address`. feedparser itself takes the last one, and leaves relative ones to us."""
    links = [
        RawLink(*(_text(link, name) for name in ("rel", "type", "href"))) for link in dict.get(thing, "links") or ()
    ]
    return page_address(links, _text(thing, "link"), url)


def _published(item: Any, language: str) -> datetime | None:
    """The date of publication, else of creation, else of the last change."""
    for name in ("published", "created", "updated"):
        date = read_date(_text(item, name), dict.get(item, f"{name}_parsed"), language)
        if date is not None:
            return date
    return None


def _authors(thing: Any) -> tuple[str, ...]:
    names = [_text(author, "name") for author in dict.get(thing, "authors") or ()]
    return author_names(names, _text(thing, "author"))


def _text(thing: dict[str, object], name: str) -> str:
    """A field as feedparser stored it: its `get` is slow, and takes "published" for "updated"."""
    value = dict.get(thing, name)
    return value if isinstance(value, str) else ""
