"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), read tolerantly.

What has a wrong type is converted or left out. One entry never costs another: each is read by itself, and of a body
that breaks off all whole entries are kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from digest.domain.text import lazy_pattern
from digest.feeds.dates import read_date
from digest.feeds.normalise import RawEntry, TitleKind, absolute, language_code, parsed_entry, plain_name
from digest.feeds.parsed import NOTHING_READ, ParsedFeed
from digest.feeds.xml_repair import CUT_OFF

_ITEMS = lazy_pattern(r'"items"\s*:\s*\[')
_BETWEEN = lazy_pattern(r"[\s,]*")
_SURROGATE = lazy_pattern("[\ud800-\udfff]")


def is_json(text: str) -> bool:
    """True if a body can only be JSON."""
    return text.lstrip()[:1] in ("{", "[")


def parse_json(text: str, url: str) -> ParsedFeed | None:
    """Parse a JSON feed; None if it is none. `url`: its address, the base of relative ones."""
    damage = ""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):  # broken off or otherwise no JSON; nested without end
        found = _salvaged(text)
        damage = CUT_OFF
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return None
    if "jsonfeed.org" not in _text(found.get("version")) and not any(map(_looks_like_entry, found["items"])):
        return None
    language = language_code(_text(found.get("language")))
    authors = tuple(_authors(found))
    entries = []
    for item in found["items"]:
        if isinstance(item, dict):
            entry = parsed_entry(_raw_entry(item, url, authors, language), url, language)
            if entry is not None:
                entries.append(entry)
    return ParsedFeed(
        title=plain_name(_text(found.get("title")), 300),
        site_url=absolute(url, _text(found.get("home_page_url"))),
        language=language,
        entries=tuple(entries),
        damage=damage or (NOTHING_READ if found["items"] and not entries else ""),
    )


def _raw_entry(item: Mapping[str, object], url: str, feed_authors: tuple[str, ...], language: str) -> RawEntry:
    own_language = language_code(_text(item.get("language"))) or language
    html = _text(item.get("content_html"))
    tags = item.get("tags")
    return RawEntry(
        guid=_text(item.get("id")),
        title=_text(item.get("title")),
        title_kind=TitleKind.TEXT,  # 1.1: "title" is plain text
        link=absolute(url, _text(item.get("url"))) or absolute(url, _text(item.get("external_url"))),
        published=_date(item.get("date_published"), own_language) or _date(item.get("date_modified"), own_language),
        authors=tuple(_authors(item)) or feed_authors,
        language=own_language,
        tags=tuple(_text(tag) for tag in tags) if isinstance(tags, list) else (),
        html=html,
        plain="" if html else _text(item.get("content_text")) or _text(item.get("summary")),
        summary_html=_text(item.get("summary")).replace("&", "&amp;").replace("<", "&lt;"),
    )


def _authors(thing: Mapping[str, object]) -> Iterator[str]:
    """Names of `authors` (1.1) or `author` (1.0)."""
    authors = thing.get("authors")
    for author in authors if isinstance(authors, list) else [thing.get("author")]:
        name = _text(author.get("name")) if isinstance(author, dict) else ""
        if name:
            yield name


def _date(value: object, language: str) -> datetime | None:
    text = _text(value)
    return read_date(text, None, language) if text else None


def _text(value: object) -> str:
    """A string without lone surrogates, which no file can hold; a number as digits.

    Empty for other types.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return _SURROGATE.sub("\ufffd", str(value))


def _looks_like_entry(item: object) -> bool:
    return isinstance(item, dict) and ("content_html" in item or "content_text" in item)


def _salvaged(text: str) -> dict[str, object] | None:
    """Salvage a JSON feed that is invalid JSON: its head, and the entries up to the fault."""
    start = _ITEMS.search(text)
    if start is None:
        return None
    head = dict(re.findall(r'"(version|title|home_page_url|language)"\s*:\s*"([^"\\]*)"', text[: start.start()]))
    decoder = json.JSONDecoder()
    items: list[object] = []
    at = start.end()
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return {**head, "items": items}
        items.append(item)
