"""A web page's metadata, gathered from its bytes in one pass; `article` judges it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from digest.feeds.charset import read_text

if TYPE_CHECKING:
    from lxml import etree

#: Of a longer page only the beginning is read, in bytes.
PAGE_LIMIT = 2_000_000

_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_MOST = 100
# Classes by which WordPress, microformats and others mark a post's times, and parts of a page that are not the post.
_PUBLISHED_CLASSES = frozenset(("published", "entry-date", "post-date", "dt-published", "date-published", "pubdate"))
_CHANGED_CLASSES = frozenset(("updated", "modified", "dt-updated", "date-modified"))
_ELSEWHERE = re.compile(
    r"\b(?:comment|kommentar|respon[ds]|repl(?:y|ies)|related|sidebar|widget|recommend|teaser|more-|weitere|latest|recent)",
    re.IGNORECASE,
)
_DEEP = 40
_MOST_TEXT = 20_000
_UNSEEN = frozenset(("head", "script", "style", "noscript", "template", "svg", "select", "textarea"))


@dataclass(slots=True)
class PageHead:
    """Raw metadata; `meta` maps names, properties, http-equivs (lower case) to content.

    The first content of each counts.

    `headings` are the h1 elements', `author_links` those of links with rel=author. `dated` are the times marked as date
    of publication, `times` the others outside comments and side columns. `names` are titles of the site's own feeds and
    search, `scripts` the JSON-LD ones; `passwords` counts the fields for one.
    """

    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    language: str = ""
    canonical: str = ""
    headings: list[str] = field(default_factory=list)
    author_links: list[str] = field(default_factory=list)
    dated: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    passwords: int = 0


def page_source(body: bytes, content_type: str) -> str:
    """The page's source as text: by its bytes, its server's word, then its own."""
    if len(body) > PAGE_LIMIT:
        body = body[:PAGE_LIMIT].rpartition(b"<")[0]  # not inside a character
    found = _META_CHARSET.search(body[:4096])
    if found and "charset" not in content_type.lower():
        content_type = f"text/html; charset={found[1].decode('ascii')}"
    return read_text(body, {"content-type": content_type})


def read_head(body: bytes, content_type: str) -> PageHead:
    """Gathers it from any page, however broken, deep or long; never raises."""
    head = PageHead()
    root = _tree(body, content_type)
    if root is None:
        return head
    head.language = (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang", "")
    )
    for element in root.iter("meta", "title", "link", "a", "h1", "time", "script", "input"):
        _note(element, head)
    return head


def visible_text(body: bytes, content_type: str) -> str:
    """The words that a reader of the page sees, the beginning of many; never raises."""
    root = _tree(body, content_type)
    words: list[str] = []
    size = 0
    waiting = [] if root is None else [root]
    while waiting and size < _MOST_TEXT:  # depth first, without recursion
        node = waiting.pop()
        text = node if isinstance(node, str) else ""
        if not isinstance(node, str) and isinstance(node.tag, str) and node.tag not in _UNSEEN:
            text = node.text or ""
            for child in reversed(node):
                waiting += [child.tail or "", child]
        if text.strip():
            words.append(text)
            size += len(text)
    return " ".join(" ".join(words).split())


def anchors(body: bytes, content_type: str) -> Iterator[tuple[str, str]]:
    """The links of a page's text: their words (text, title, picture's text) and targets."""
    root = _tree(body, content_type)
    for element in () if root is None else root.iter("a"):
        said = [_words(element), element.get("title", ""), element.get("aria-label", "")]
        said += [picture.get("alt", "") for picture in element.iter("img")]
        if href := element.get("href", "").strip():
            yield " ".join(said)[:300], href


def _tree(body: bytes, content_type: str) -> etree._Element | None:
    from lxml import etree

    parser = etree.HTMLParser(recover=True, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        return etree.fromstring(page_source(body, content_type).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # nothing in it that is an element
        return None


def _note(element: etree._Element, head: PageHead) -> None:
    relations = element.get("rel", "").lower().split()
    match element.tag:
        case "meta":
            content = element.get("content", "").strip()
            for key in ("property", "name", "itemprop", "http-equiv"):
                if content and element.get(key):
                    head.meta.setdefault(element.get(key).strip().lower(), content)
        case "title":
            head.title = head.title or _words(element)
        case "link" if "canonical" in relations:
            head.canonical = head.canonical or element.get("href", "").strip()
        case "link" if "search" in relations or ("alternate" in relations and "xml" in element.get("type", "")):
            _add(head.names, element.get("title", "").strip())
        case "a" if "author" in relations:
            _add(head.author_links, _words(element, between=" "))
        case "h1":
            _add(head.headings, _words(element))
        case "time":
            _note_time(element, head)
        case "input" if element.get("type", "").strip().lower() == "password":
            head.passwords += 1
        case "script" if element.get("type", "").strip().lower() == "application/ld+json":
            _add(head.scripts, "".join(element.itertext()))


def _note_time(element: etree._Element, head: PageHead) -> None:
    """A time of the page's own; those of comments, other posts and side columns are not."""
    said = element.get("datetime", "").strip() or _words(element)
    names = set(element.get("class", "").lower().split())
    if "datepublished" in element.get("itemprop", "").lower() or "pubdate" in element.attrib:
        _add(head.dated, said)
    elif any(_is_elsewhere(parent) for parent in islice(element.iterancestors(), _DEEP)):
        return
    elif names & _PUBLISHED_CLASSES:
        _add(head.dated, said)
    elif not names & _CHANGED_CLASSES:
        _add(head.times, said)


def _is_elsewhere(element: etree._Element) -> bool:
    if element.tag in ("aside", "footer", "nav"):
        return True
    return _ELSEWHERE.search(f"{element.get('class', '')} {element.get('id', '')}") is not None


def _add(words: list[str], word: str) -> None:
    if word and len(words) < _MOST:
        words.append(word)


def _words(element: etree._Element, between: str = "") -> str:
    return " ".join(between.join(element.itertext()).split())
