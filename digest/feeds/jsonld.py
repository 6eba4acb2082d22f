"""A page's article in JSON-LD (https://schema.org/Article), as raw strings.

Read as search engines read it: in CDATA or HTML comments, with comments, trailing commas, or escaped as HTML.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape

_LONGEST_SCRIPT = 300_000
_MOST_NODES = 2_000
# Works that are no articles; a page may show one in passing, such as a film beside a text.
_OTHER_WORKS = frozenset({
    "AudioObject", "Book", "Chapter", "Course", "CreativeWork", "Dataset", "DigitalDocument", "Episode", "Event",
    "Guide", "HowTo", "Interview", "ItemPage", "LearningResource", "Movie", "PodcastEpisode",
    "PresentationDigitalDocument", "RadioEpisode", "Recipe", "Thesis", "TVEpisode", "VideoObject", "WebPage",
})  # fmt: skip
# Wrappings of a script, and what JSON has not: comments and commas at the end. Strings are stepped over.
_WRAPPING = re.compile(r"\A\s*(?:(?://|/\*)?\s*(?:<!\[CDATA\[|<!--)\s*(?:\*/)?)?\s*")
_NO_JSON = re.compile(r""""(?:[^"\\]|\\.)*"|//[^\n]*|/\*.{0,2000}?\*/|,(?=\s*[}\]])""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Described:
    """Raw values of one `Article` (or kin); what is missing is empty.

    `is_article` is False for a work of another kind, which the page may show in passing.
    """

    headline: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    language: str = ""
    published: str = ""
    description: str = ""
    addresses: tuple[str, ...] = ()
    is_article: bool = True


def described(scripts: Iterable[str]) -> Described:
    """The article of a page's `application/ld+json` scripts, else another work, else empty.

    Never raises.
    """
    other = None
    for script in scripts:
        nodes = list(_nodes(script))
        by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        for node in nodes:
            if _is_article(node):
                return _described(node, by_id, is_article=True)
            if other is None and not _OTHER_WORKS.isdisjoint(_kinds(node)) and _is_told(node):
                other = _described(node, by_id, is_article=False)
    return other or Described(is_article=False)


def _described(
    node: Mapping[str, object], by_id: Mapping[object, Mapping[str, object]], *, is_article: bool
) -> Described:
    series = node.get("partOfSeries") or node.get("isPartOf")
    dates = (node.get(name) for name in ("datePublished", "uploadDate", "dateCreated"))
    return Described(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        authors=tuple(_persons(node.get("author") or node.get("creator"), by_id)),
        publisher=next(_names(node.get("publisher"), by_id), "") or next(_names(series, by_id), ""),
        language=_text(node.get("inLanguage")),
        published=next(filter(None, map(_text, dates)), ""),
        description=_text(node.get("description")),
        addresses=tuple(filter(None, map(_address, (node.get("url"), node.get("mainEntityOfPage"))))),
        is_article=is_article,
    )


def _nodes(script: str) -> Iterator[Mapping[str, object]]:
    """Every object of the document, outermost first, without recursion."""
    if len(script) > _LONGEST_SCRIPT:
        return
    waiting = deque(_documents(script))
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _documents(script: str) -> Iterator[object]:
    """The script's documents, repaired if needed; none if it is broken beyond that, or hostile."""
    bare = _WRAPPING.sub("", script, count=1)
    decoder = json.JSONDecoder(strict=False)
    for mend in (str, _mended, lambda text: _mended(unescape(text))):
        try:
            yield decoder.raw_decode(mend(bare).lstrip())[0]  # whatever stands behind it: "]]>", ";"
        except (ValueError, RecursionError):
            continue
        return


def _mended(text: str) -> str:
    return _NO_JSON.sub(lambda found: found[0] if found[0].startswith('"') else "", text)


def _is_article(node: Mapping[str, object]) -> bool:
    """Article and its kin: NewsArticle, TechArticle, BlogPosting, Report …"""
    return _is_told(node) and any(kind.endswith(("Article", "Posting", "Report", "Review")) for kind in _kinds(node))


def _is_told(node: Mapping[str, object]) -> bool:
    return any(key in node for key in ("headline", "datePublished", "uploadDate", "author"))


def _kinds(node: Mapping[str, object]) -> list[str]:
    kinds = node.get("@type")
    return [
        kind.rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    ]


def _persons(value: object, by_id: Mapping[object, Mapping[str, object]]) -> Iterator[str]:
    """The names of authors that are not said to be organisations."""
    for one in value if isinstance(value, list) else [value]:
        node = one if isinstance(one, dict) else {}
        known = by_id.get(node.get("@id") if isinstance(node.get("@id"), str) else None, {})
        kinds = [*_kinds(node), *_kinds(known)]
        if not any(kind.endswith(("Organization", "Corporation", "Project", "WebSite")) for kind in kinds):
            yield from _names(one, by_id)


def _names(value: object, by_id: Mapping[object, Mapping[str, object]]) -> Iterator[str]:
    """Names of persons or organisations: text, object, reference, or a list of these."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            named = one if "name" in one else by_id.get(one.get("@id") if isinstance(one.get("@id"), str) else None, {})
            one = named.get("name")
            one = one[0] if isinstance(one, list) and one else one
        if name := _text(one):
            yield name


def _address(value: object) -> str:
    """An address given as text, or as an object that has it for its id or url."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return _text(value)


def _text(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""
