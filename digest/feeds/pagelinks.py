"""The feeds that a web page names: in its head, in a Link header, in its text.

Autodiscovery: https://www.rssboard.org/rss-autodiscovery; `rel=feed`: an early draft of HTML 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from digest.domain.text import one_line
from digest.domain.url import same_feed_key, web_address
from digest.feeds.pagehead import anchors, page_source

#: Media types that announce a feed, and of which kind; `application/json` does so only since JSON Feed 1.0. The lower
#: half is wrong and much used; what is XML and an alternate of a page is its feed.
FEED_TYPES = {
    "application/rss+xml": "rss", "application/atom+xml": "atom", "application/rdf+xml": "rdf",
    "application/feed+json": "json", "application/json": "json",
    "text/xml": "rss", "application/xml": "rss", "application/rss": "rss", "text/rss": "rss", "text/rss+xml": "rss",
    "application/x-rss": "rss", "application/x-rss+xml": "rss", "application/atom": "atom", "text/atom": "atom",
    "text/atom+xml": "atom", "application/x-atom": "atom", "application/x-atom+xml": "atom", "text/rdf": "rdf",
}  # fmt: skip

# A head longer than this is a hostile or broken page, and html.parser needs quadratic time for some of them.
_HEAD_LIMIT = 256 * 1024
# What an address looks like that leads to a feed, and the words under which people link to one.
_FEED_PATH = re.compile(
    r"(?:\A|[/.=_-])(?:rss|atom|feeds?|rdf|newsfeed)(?:\d?(?:\.\d)?)(?:\Z|[/.?&#_-])|\.(?:rss|atom|rdf)\Z",
    re.IGNORECASE,
)
_FEED_WORD = re.compile(r"\b(?:rss|atom|web-?feed|newsfeed|feed)\b", re.IGNORECASE)
_MOST_ANCHORS = 5
_LINK_FIELD = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]{1,40}\s*=\s*(?:\"[^\"]{0,300}\"|[^\s\",;]{1,300}))*)")
_PARAMETER = re.compile(r";\s*([\w*-]{1,40})\s*=\s*(?:\"([^\"]{0,300})\"|([^\s\",;]{1,300}))")
# WordPress announces its programming interface in the same way; that is JSON, but no feed.
_NO_FEED = re.compile(r"/wp-json/|/oembed", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names: absolute address, title (may be empty), media type.

    The type is empty if the page does not say it.
    """

    url: str
    title: str
    type: str

    @property
    def kind(self) -> str:
        """`rss`, `atom`, `rdf` or `json`, as the type says; `rss` without one."""
        return FEED_TYPES.get(self.type, "rss")


def feed_links(html_bytes: bytes, base_url: str, link_field: str = "") -> list[FeedLink]:
    """The feeds in a Link header and a page's `<link>`s, in this order, once; never raises.

    `rel=alternate` with a feed's type, or without type at an address that looks like a feed's; `rel=feed`. `base_url`
    is the page's address; a `<base href>` in the page counts as browsers take it. Only the first 256 KiB are read: the
    links belong in the head.
    """
    reader = _HeadReader(base_url)
    reader.feed(page_source(html_bytes[:_HEAD_LIMIT], ""))
    links: dict[str, FeedLink] = {}
    for link in (*_in_field(link_field, base_url), *reader.links):
        links.setdefault(same_feed_key(link.url), link)
    return list(links.values())


def feed_anchors(html_bytes: bytes, base_url: str) -> list[str]:
    """At most five addresses that a page links to as "RSS", the likeliest first; never raises.

    To be asked before they are believed.
    """
    found: dict[str, int] = {}
    for text, href in anchors(html_bytes, ""):
        url = _joined(base_url, href)
        score = (_FEED_WORD.search(text) is not None) + (
            _FEED_PATH.search(url.partition("//")[2].partition("/")[2]) is not None
        )
        if url and score and not _NO_FEED.search(url) and url.partition("#")[0] != base_url.partition("#")[0]:
            found[url] = max(found.get(url, 0), score)
    return sorted(found, key=lambda url: -found[url])[:_MOST_ANCHORS]


def _in_field(link_field: str, base_url: str) -> Iterator[FeedLink]:
    """The feeds of a Link header (RFC 8288)."""
    for href, parameters in _LINK_FIELD.findall(link_field[:10_000]):
        given = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(parameters)}
        link = _feed_link(base_url, given | {"href": href})
        if link:
            yield link


def _feed_link(base_url: str, given: Mapping[str, str]) -> FeedLink | None:
    """The feed that a link with these attributes names."""
    relations = given.get("rel", "").lower().split()
    if "alternate" not in relations and "feed" not in relations:
        return None
    media_type = given.get("type", "").partition(";")[0].strip().lower()
    url = _joined(base_url, given.get("href", ""))
    if not url or _NO_FEED.search(url) or media_type not in {"", *FEED_TYPES}:
        return None
    if (
        not media_type
        and "feed" not in relations
        and ("hreflang" in given or not _FEED_PATH.search(urlsplit(url).path))
    ):
        return None
    return FeedLink(url, one_line(given.get("title", ""), 200), media_type)


class _HeadReader(HTMLParser):
    """Collects a page's links however broken it is, also from its body."""

    def __init__(self, base_url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base_url
        self.links: list[FeedLink] = []
        self._base_given = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag == "base" and not self._base_given and given.get("href"):
            self._base_given = True
            self.base = _joined(self.base, given["href"]) or self.base
        elif tag == "link" and (link := _feed_link(self.base, given)):
            self.links.append(link)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def _joined(base: str, href: str) -> str:
    if not href.strip():
        return ""
    try:
        return web_address(urljoin(base, href.strip())) or ""
    except ValueError:  # urljoin on "http://[": no address, so no link
        return ""
