"""What a page says of its article in JSON-LD (https://schema.org/Article), as strings that nobody has cleaned yet."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_LONGEST_SCRIPT = 300_000
_MOST_NODES = 2_000


@dataclass(frozen=True, slots=True)
class Described:
    """Raw values of one `Article` (or kin); what is missing is empty."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    language: str = ""
    published: str = ""
    description: str = ""
    addresses: tuple[str, ...] = ()


def described(scripts: Iterable[str]) -> Described:
    """The page's article out of its `application/ld+json` scripts; an empty one if there is none. Never raises."""
    for script in scripts:
        nodes = list(_nodes(script))
        by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
        for node in nodes:
            if _is_article(node):
                return Described(
                    headline=_text(node.get("headline")) or _text(node.get("name")),
                    authors=tuple(_names(node.get("author"), by_id)),
                    publisher=next(_names(node.get("publisher"), by_id), ""),
                    language=_text(node.get("inLanguage")),
                    published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
                    description=_text(node.get("description")),
                    addresses=tuple(filter(None, map(_address, (node.get("url"), node.get("mainEntityOfPage"))))),
                )
    return Described()


def _nodes(script: str) -> Iterator[Mapping[str, object]]:
    """Every object of the document, outermost first, without recursion."""
    if len(script) > _LONGEST_SCRIPT:
        return
    try:
        waiting = deque([json.loads(script.strip().removesuffix(";"), strict=False)])
    except (ValueError, RecursionError):  # sloppy or hostile: then the page's other words have to do
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _is_article(node: Mapping[str, object]) -> bool:
    """Article and its kin: NewsArticle, TechArticle, BlogPosting, Report …"""
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.rpartition("/")[2].endswith(("Article", "Posting", "Report", "Review"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    ) and any(key in node for key in ("headline", "datePublished", "author"))


def _names(value: object, by_id: Mapping[object, Mapping[str, object]]) -> Iterator[str]:
    """The names of persons or organisations given as text, object, reference to an object, or a list of these."""
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
