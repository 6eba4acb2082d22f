"""The feed of an archive (Atom, RFC 4287): each closed edition with its whole text."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

#: So many editions, the newest, stand in the feed; a feed is for news, the archive for the rest.
MOST = 24

#: What every page and feed of an archive says of itself, so that a later run knows which files are its own.
GENERATOR = "digest archive"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One edition: file name of its page, its HTML fragment, times in UTC.

    `published` is when it appeared first and stays so, `updated` when it was closed last (RFC 4287 §4.2.9, §4.2.15).
    `summary` is plain text, or empty.
    """

    name: str
    title: str
    language: str
    updated: datetime
    published: datetime
    html: str
    summary: str = ""
    categories: Sequence[str] = ()


def atom(title: str, author: str, language: str, entries: Sequence[FeedEntry], base: str, subtitle: str = "") -> bytes:
    """Render the feed.

    `entries` from oldest to newest; `base` is the archive's address with "/" at its end, or empty.

    With an address, ids and links are those of the pages; without one, links are relative to the feed (RFC 3987)
    and ids are made of the series and the page's name, so that they stay the same if the archive moves.
    """
    newest = list(reversed(entries))[:MOST]
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": language.replace("_", "-")})
    _text(root, "id", base or _identity(author, title))
    _text(root, "title", title)
    if subtitle:
        _text(root, "subtitle", subtitle)
    _text(root, "generator", GENERATOR)
    _text(root, "updated", _time(max((entry.updated for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))))
    _text(ET.SubElement(root, "author"), "name", author)
    if base:
        ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": base + "feed.xml"})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": base + "index.html"})
    for entry in newest:
        node = ET.SubElement(root, "entry", {"xml:lang": entry.language})
        _text(node, "id", base + entry.name if base else _identity(author, title, entry.name))
        _text(node, "title", entry.title)
        _text(node, "updated", _time(entry.updated))
        _text(node, "published", _time(entry.published))
        ET.SubElement(node, "link", {"rel": "alternate", "type": "text/html", "href": base + entry.name})
        for category in entry.categories:
            ET.SubElement(node, "category", {"term": category})
        if entry.summary:
            _text(node, "summary", entry.summary)
        _text(node, "content", entry.html).set("type", "html")
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    node = ET.SubElement(parent, name)
    node.text = text
    return node


def _identity(*parts: str) -> str:
    """An id that does not need an address (RFC 4122 §4.3)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "digest:" + "\n".join(parts)).urn


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
