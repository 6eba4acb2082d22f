"""The feeds that a web page names in its head: feed autodiscovery, https://www.rssboard.org/rss-autodiscovery."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from digest.domain.text import one_line
from digest.domain.url import same_feed_key, web_address

#: Media types that announce a feed; `application/json` does so only since JSON Feed 1.0.
FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json",
})  # fmt: skip

# A head longer than this is a hostile or broken page, and html.parser needs quadratic time for some of them.
_HEAD_LIMIT = 256 * 1024
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
# WordPress announces its programming interface in the same way; that is JSON, but no feed.
_NO_FEED = re.compile(r"/wp-json/|/oembed", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed named by a page: absolute http(s) address, the link's title (may be empty) and media type."""

    url: str
    title: str
    type: str


def feed_links(html_bytes: bytes, base_url: str) -> list[FeedLink]:
    """The feeds named by `<link rel="alternate">` in a page, in its order, each once; never raises.

    `base_url` is the page's address; a `<base href>` in the page counts as browsers take it. Only the first
    256 KiB are read: the links belong in the head.
    """
    reader = _HeadReader(base_url)
    reader.feed(_decoded(html_bytes[:_HEAD_LIMIT]))
    links: dict[str, FeedLink] = {}
    for link in reader.links:
        links.setdefault(same_feed_key(link.url), link)
    return list(links.values())


class _HeadReader(HTMLParser):
    """Collects the links of any page however broken; it also looks in the body, where sloppy pages put them."""

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
        elif tag == "link" and "alternate" in given.get("rel", "").lower().split():
            media_type = given.get("type", "").partition(";")[0].strip().lower()
            url = _joined(self.base, given.get("href", ""))
            if media_type in FEED_TYPES and url and not _NO_FEED.search(url):
                self.links.append(FeedLink(url, one_line(given.get("title", ""), 200), media_type))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def _joined(base: str, href: str) -> str:
    if not href.strip():
        return ""
    try:
        return web_address(urljoin(base, href.strip())) or ""
    except ValueError:  # urljoin on "http://[": no address, so no link
        return ""


def _decoded(html: bytes) -> str:
    try:
        return html.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass  # not UTF-8, or cut in the middle of a character: what the page says of itself decides
    named = _CHARSET.search(html[:4096])
    charset = named[1].decode("ascii") if named else "utf-8"
    try:
        return html.decode(charset, "replace")
    except LookupError:
        return html.decode("utf-8", "replace")
