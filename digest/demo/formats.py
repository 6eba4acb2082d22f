"""Write an invented feed as a blog would: RSS 2.0, Atom (RFC 4287), RSS 1.0, JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from html import escape

from markdown_it import MarkdownIt

from digest.demo.content import DemoEntry, DemoFeed

_CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
_DUBLIN_CORE = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
_ITUNES = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'

#: A constant bit rate of 128 kbit/s; an enclosure's `length` is in bytes (RSS 2.0).
_BYTES_A_MINUTE = 128_000 // 8 * 60

_MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}


def media_type(feed: DemoFeed) -> str:
    """The Content-Type of `feed_body`; JSON has no charset parameter (RFC 8259 §11)."""
    kind = _MEDIA_TYPES[feed.format]
    return kind if feed.format == "json" else f"{kind}; charset={feed.encoding}"


def feed_body(feed: DemoFeed, now: datetime) -> bytes:
    """The feed as it stands at `now`, newest entry first; the same time gives the same bytes."""
    write: Callable[[DemoFeed, datetime], str] = {"rss": _rss, "atom": _atom, "rdf": _rdf, "json": _json}[feed.format]
    # Quotation marks and dashes are missing in ISO-8859-1: there they travel as numeric references.
    return write(feed, now).encode(feed.encoding, "xmlcharrefreplace")


def last_change(feed: DemoFeed, now: datetime) -> datetime:
    """When the newest entry appeared; `now` for a feed without any."""
    return max((entry.published(now) for entry in feed.entries), default=now.replace(microsecond=0))


def _rss(feed: DemoFeed, now: datetime) -> str:
    head = (
        f'<?xml version="1.0" encoding="{feed.encoding}"?>\n'
        f'<rss version="2.0" {_CONTENT} {_DUBLIN_CORE} {_ITUNES}>\n<channel>\n'
    )
    about = _lines(
        _element("title", feed.title),
        _element("link", feed.site_url),
        _element("description", feed.subtitle),
        _element("language", feed.language),
        _element("lastBuildDate", _rfc822(last_change(feed, now))),
    )
    return head + about + "".join(_rss_entry(feed, entry, now) for entry in feed.entries) + "</channel>\n</rss>\n"


def _rss_entry(feed: DemoFeed, entry: DemoEntry, now: datetime) -> str:
    if feed.full_text == "content":
        text = [_element("description", entry.teaser), f"<content:encoded><![CDATA[{_html(entry)}]]></content:encoded>"]
    else:
        text = [_element("description", f"<p>{escape(entry.teaser, quote=False)}</p>\n{_html(entry)}")]
    if entry.audio_minutes:
        length = entry.audio_minutes * _BYTES_A_MINUTE
        text.append(f'<enclosure url="{feed.site_url}{entry.slug}.mp3" length="{length}" type="audio/mpeg"/>')
        text.append(_element("itunes:duration", str(entry.audio_minutes * 60)))
    return "<item>\n" + _lines(
        _element("title", entry.title),
        _element("link", entry.url),
        f'<guid isPermaLink="false">{feed.slug}-{entry.slug}</guid>',
        _element("pubDate", _rfc822(entry.published(now))),
        _element("dc:creator", entry.author),
        *(_element("category", tag) for tag in entry.tags),
        *text,
    ) + "</item>\n"  # fmt: skip


def _atom(feed: DemoFeed, now: datetime) -> str:
    head = (
        f'<?xml version="1.0" encoding="{feed.encoding}"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">\n'
    )
    about = _lines(
        _element("title", feed.title),
        _element("subtitle", feed.subtitle),
        _element("id", feed.site_url),
        f'<link rel="alternate" type="text/html" href="{escape(feed.site_url)}"/>',
        _element("updated", _iso(last_change(feed, now))),
        f"<author>{_element('name', feed.author)}</author>",
    )
    return head + about + "".join(_atom_entry(feed, entry, now) for entry in feed.entries) + "</feed>\n"


def _atom_entry(feed: DemoFeed, entry: DemoEntry, now: datetime) -> str:
    return f'<entry xml:lang="{entry.language}">\n' + _lines(
        f'<title type="text">{escape(entry.title, quote=False)}</title>',
        _element("id", _about(feed, entry)),
        f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/>',
        _element("published", _iso(entry.published(now))),
        _element("updated", _iso(entry.published(now))),
        f"<author>{_element('name', entry.author)}</author>",
        *(f'<category term="{escape(tag)}"/>' for tag in entry.tags),
        f'<summary type="text">{escape(entry.teaser, quote=False)}</summary>',
        f'<content type="html">{escape(_html(entry), quote=False)}</content>',
    ) + "</entry>\n"  # fmt: skip


def _rdf(feed: DemoFeed, now: datetime) -> str:
    head = (
        f'<?xml version="1.0" encoding="{feed.encoding}"?>\n'
        f'<rdf:RDF {_RDF} xmlns="http://purl.org/rss/1.0/" {_CONTENT} {_DUBLIN_CORE}>\n'
    )
    listed = "".join(f'<rdf:li rdf:resource="{escape(_about(feed, entry))}"/>\n' for entry in feed.entries)
    about = f'<channel rdf:about="{escape(feed.site_url)}">\n' + _lines(
        _element("title", feed.title),
        _element("link", feed.site_url),
        _element("description", feed.subtitle),
        _element("dc:language", feed.language),
        f"<items><rdf:Seq>\n{listed}</rdf:Seq></items>",
    ) + "</channel>\n"  # fmt: skip
    return head + about + "".join(_rdf_entry(feed, entry, now) for entry in feed.entries) + "</rdf:RDF>\n"


def _rdf_entry(feed: DemoFeed, entry: DemoEntry, now: datetime) -> str:
    return f'<item rdf:about="{escape(_about(feed, entry))}">\n' + _lines(
        _element("title", entry.title),
        _element("link", entry.url),
        _element("description", entry.teaser),
        _element("dc:date", _iso(entry.published(now))),
        _element("dc:creator", entry.author),
        *(_element("dc:subject", tag) for tag in entry.tags),
        f"<content:encoded><![CDATA[{_html(entry)}]]></content:encoded>",
    ) + "</item>\n"  # fmt: skip


def _json(feed: DemoFeed, now: datetime) -> str:
    entries = [
        {
            "id": _about(feed, entry),
            "url": entry.url,
            "title": entry.title,
            "summary": entry.teaser,
            "content_html": _html(entry),
            "date_published": _iso(entry.published(now)),
            "authors": [{"name": entry.author}],
            "tags": list(entry.tags),
            "language": entry.language,
        }
        for entry in feed.entries
    ]
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.site_url,
            "description": feed.subtitle,
            "language": feed.language,
            "authors": [{"name": feed.author}],
            "items": entries,
        },
        ensure_ascii=False,
        indent=1,
    )


def _html(entry: DemoEntry) -> str:
    return str(MarkdownIt("commonmark").render(entry.body))


def _about(feed: DemoFeed, entry: DemoEntry) -> str:
    """The entry's id: its address in this blog, without tracking."""
    return f"{feed.site_url}{entry.slug}"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text, quote=False)}</{name}>"


def _lines(*elements: str) -> str:
    return "".join(element + "\n" for element in elements)


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment)


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
