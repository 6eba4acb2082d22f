"""From the body of an answer to a `ParsedFeed`, or to the failure that says why not; pure, nothing is fetched or opened.

feedparser reads the XML formats. Two things about it rule this module. It is given text that was decoded and mended
before (`charset`, `mending`): without a DOCTYPE there is no entity to expand and no file to include. And it is given a
`BytesIO`: a `str` that looks like an address it would fetch, and `bytes` that name a file it would open.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import feedparser

from digest.domain.health import Failure, FailureKind
from digest.feeds.charset import read_text
from digest.feeds.dates import read_date
from digest.feeds.hints import update_hints
from digest.feeds.jsonfeed import is_json, parse_json
from digest.feeds.mending import Mended, is_web_page, mend
from digest.feeds.normalise import Kind, RawEntry, absolute, language_code, parsed_entry, plain_name
from digest.feeds.pagelinks import feed_links
from digest.feeds.parsed import ParsedEntry, ParsedFeed
from digest.feeds.sanitise import from_plain

#: Seconds that one feed may take; `parsepool` keeps to it, the sentence of a failure names it.
PARSE_SECONDS = 10

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
# feedparser needs quadratic time for these (an e-mail address looked for in a long word; tags compared with each other).
_LONGEST_WORD = 10_000
_MOST_TAGS = 3_000
_TITLE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Prepared:
    """A body decoded and mended, before the expensive part. `mended` is None where it holds no XML feed."""

    text: str
    mended: Mended | None

    @property
    def is_tame(self) -> bool:
        """True where parsing surely takes time in proportion to the size: well-formed, and without known traps."""
        if self.mended is None:
            return True
        text = self.mended.text
        return (
            self.mended.well_formed
            and text.count("<category") + text.count("<dc:subject") <= _MOST_TAGS
            and max(map(len, text.split()), default=0) <= _LONGEST_WORD
        )


def parse(body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed | Failure:
    """What a feed's answer says. `headers` are the answer's, `url` is the address that it came from in the end.

    Failures: EMPTY, WEB_PAGE (`found`: the feeds that the page names), NOT_A_FEED, DAMAGED where nothing was
    readable (else `ParsedFeed.damage` is set and the entries are there), PARSER where the reader itself failed.
    """
    return parse_prepared(prepare(body, headers), body, url)


def prepare(body: bytes, headers: Mapping[str, str]) -> Prepared:
    """The cheap first half of `parse`, in time proportional to the size."""
    text = read_text(body, headers)
    return Prepared(text, None if is_json(text) else mend(text))


def parse_prepared(prepared: Prepared, body: bytes, url: str) -> ParsedFeed | Failure:
    """The second half of `parse`."""
    if not prepared.text.strip("\0\ufeff \t\r\n\f\v\xa0"):
        return Failure(FailureKind.EMPTY)
    try:
        if is_json(prepared.text):
            feed = parse_json(prepared.text, url)
        else:
            feed = _parse_xml(prepared.mended, url) if prepared.mended else None
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 a reader of strangers' bytes may fail in any way; it is that feed's failure
        return Failure(FailureKind.PARSER, {"seconds": str(PARSE_SECONDS), "reason": type(error).__name__})
    if feed is None or (prepared.mended and prepared.mended.in_page and not feed.entries):
        return _no_feed(prepared.text, body, url)
    if feed.damage and not feed.entries:
        return Failure(FailureKind.DAMAGED, {"reason": feed.damage})
    return feed


def _no_feed(text: str, body: bytes, url: str) -> Failure:
    if not is_web_page(text):
        return Failure(FailureKind.NOT_A_FEED)
    return Failure(FailureKind.WEB_PAGE, {"found": ", ".join(link.url for link in feed_links(body, url)[:10])})


def _parse_xml(mended: Mended, url: str) -> ParsedFeed | None:
    found = feedparser.parse(
        io.BytesIO((_DECLARATION + mended.text).encode()),
        response_headers=_HEADERS,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if not found.version and not found.entries:
        return None
    feed = found.feed
    language = language_code(_string(feed.get("language")))
    is_atom = found.version.startswith("atom")
    feed_authors = tuple(_authors(feed)) if is_atom else ()  # RFC 4287 §4.2.1; in RSS it is the technician's e-mail
    entries: list[ParsedEntry] = []
    for item in found.entries:
        entry = parsed_entry(_raw_entry(item, is_atom, feed_authors, language, url), url, language)
        if entry is not None:
            entries.append(entry)
    return ParsedFeed(
        title=plain_name(_string(feed.get("title")), _TITLE_LIMIT),
        site_url=_link(feed, url),
        language=language,
        entries=tuple(entries),
        hints=update_hints(
            mended.text,
            _string(feed.get("ttl")),
            _string(feed.get("sy_updateperiod")),
            _string(feed.get("sy_updatefrequency")),
        ),
        damage=mended.damage,
    )


def _raw_entry(item: Any, is_atom: bool, feed_authors: tuple[str, ...], language: str, url: str) -> RawEntry:
    title = item.get("title_detail") or {}
    html, base, own_language = _body(item)
    summary = item.get("summary_detail") or {}
    return RawEntry(
        guid=_string(item.get("id")),
        title=_string(item.get("title")),
        title_kind=_kind(_string(title.get("type")), is_atom),
        link=_link(item, url),
        published=_published(item, language),
        authors=tuple(_authors(item)) or feed_authors,
        language=own_language,
        tags=tuple(_string(tag.get("term")) or _string(tag.get("label")) for tag in item.get("tags") or ()),
        html=html,
        html_base=absolute(url, base) if base else "",
        summary_html=_as_html(_string(summary.get("type")), _string(item.get("summary"))),
    )


def _kind(media_type: str, is_atom: bool) -> Kind:
    if media_type == "application/xhtml+xml":
        return Kind.MARKUP
    if is_atom:
        return Kind.MARKUP if media_type == "text/html" else Kind.TEXT
    return Kind.UNSAID


def _body(item: Any) -> tuple[str, str, str]:
    """The fullest text of an entry as HTML, the base of its links, and its language."""
    candidates = [*(item.get("content") or ()), item.get("summary_detail") or {}]
    best = ("", "", "")
    for candidate in candidates:
        html = _as_html(_string(candidate.get("type")), _string(candidate.get("value")))
        if len(html) > len(best[0]):
            best = html, _string(candidate.get("base")), _string(candidate.get("language"))
    return best


def _as_html(media_type: str, value: str) -> str:
    """Text of a feed as HTML; empty for what is no text at all (a picture in base64)."""
    if media_type == "text/plain":
        return from_plain(value)
    return value if media_type in ("", "text/html", "application/xhtml+xml", "text/x-html") else ""


def _link(thing: Any, url: str) -> str:
    """The page of an entry or feed: its first alternate link, HTML before others; then a GUID that is an address; then a file.

    feedparser takes the last one and leaves relative ones to us, because it was told no address.
    """
    links = [link for link in thing.get("links") or () if absolute(url, _string(link.get("href")))]
    alternates = [link for link in links if link.get("rel") == "alternate"]
    pages = [link for link in alternates if link.get("type") in ("text/html", "application/xhtml+xml")]
    for candidates in (pages, alternates):
        if candidates:
            return absolute(url, candidates[0]["href"])
    guid = _string(thing.get("link")).strip()
    if guid.startswith(("http://", "https://", "/")) and absolute(url, guid):
        return absolute(url, guid)
    files = [link for link in links if link.get("rel") == "enclosure"]
    return absolute(url, files[0]["href"]) if files else ""


def _published(item: Any, language: str) -> Any:
    """The date of publication, else of creation, else of the last change."""
    for name in ("published", "created", "updated"):
        text = _string(item[name]) if name in item else ""  # `get` would answer "published" for "updated"
        date = read_date(text, item[f"{name}_parsed"] if f"{name}_parsed" in item else None, language)
        if date is not None:
            return date
    return None


def _authors(thing: Any) -> list[str]:
    """Names; an e-mail address alone is nobody's name to show."""
    names = [_string(author.get("name")) for author in thing.get("authors") or ()]
    names = [name for name in names if name]
    if not names and "@" not in _string(thing.get("author")):
        names = [_string(thing.get("author"))]
    return [name for name in names if name]


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
