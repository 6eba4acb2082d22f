"""WordPress blocks: the fragment with the comments that make each element a block.

Without them WordPress keeps the whole text as one block of the classic editor. Only the HTML that digest itself makes
is understood: headings, paragraphs, lists, quotations, and emphasis and links inside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from html.parser import HTMLParser
from itertools import groupby

_BLOCKS = ("h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote")
_LISTS = ("ul", "ol")


def blocks(html: str) -> str:
    """The same elements in block comments (WordPress, "Block grammar").

    An entry of a list holds text, then further lists, and nothing else, as the block editor has it: paragraphs in it
    are parted by line breaks, and what may not stand in it (a quotation, text behind a list) ends the list there and
    becomes blocks of its own; the list goes on below. So all words keep their order. "[" and "{"
    become entities, so that no title is taken for a shortcode.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n\n".join(_blocks(reader.root.children)) + "\n"


class _Element:
    """A block element: attributes, and its content in order; inline HTML is kept as written."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.content: list[_Element | str] = []

    @property
    def children(self) -> list[_Element]:
        return [part for part in self.content if isinstance(part, _Element)]

    @property
    def inline(self) -> str:
        return "".join(part for part in self.content if isinstance(part, str)).strip()

    def parts(self) -> Iterator[_Element | str]:
        """What it holds in order; inline HTML between two elements is one part."""
        for is_text, run in groupby(self.content, lambda part: isinstance(part, str)):
            if is_text:
                text = "".join(part for part in run if isinstance(part, str)).strip()
                if text:
                    yield text
            else:
                yield from run


class _Reader(HTMLParser):
    """Reads the fragment into a tree of block elements. The method names are HTMLParser's hooks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.root = _Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            element = _Element(tag, {name: value or "" for name, value in attrs})
            self._open[-1].content.append(element)
            self._open.append(element)
        else:
            written = "".join(f' {name}="{_attribute(value or "")}"' for name, value in attrs)
            self._open[-1].content.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._open.pop()
        else:
            self._open[-1].content.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._open[-1].content.append(_without_shortcodes(data))

    def handle_entityref(self, name: str) -> None:
        self._open[-1].content.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._open[-1].content.append(f"&#{name};")


def _attribute(value: str) -> str:
    return _without_shortcodes(escape(value))


def _without_shortcodes(text: str) -> str:
    return text.replace("[", "&#91;").replace("{", "&#123;")


def _blocks(elements: Iterable[_Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in _LISTS:
            yield from _lists(element)
        else:
            yield _block(element)


def _block(element: _Element) -> str:
    if element.tag in ("h2", "h3", "h4"):
        level = int(element.tag[1])
        options = {} if level == 2 else {"level": level}
        return _wrapped("heading", options, f"<{element.tag}>{element.inline}</{element.tag}>")
    if element.tag == "p":
        return _paragraph(element.inline)
    inner = "\n\n".join(_blocks(element.children))
    return _wrapped("quote", {}, f'<blockquote class="wp-block-quote">{inner}</blockquote>')


def _paragraph(inline: str) -> str:
    return _wrapped("paragraph", {}, f"<p>{inline}</p>")


def _lists(element: _Element) -> Iterator[str]:
    """The list as one block; several, if one of its entries cannot hold all of its content."""
    entries: list[str] = []
    first = number = int(element.attributes.get("start", "") or 1)
    for child in element.children:
        inside, behind = _entry(child)
        entries.append(_wrapped("list-item", {}, f"<li>{inside}</li>"))
        number += 1
        if behind:
            yield _list(element.tag, entries, first)
            yield from behind
            entries, first = [], number
    if entries:
        yield _list(element.tag, entries, first)


def _list(tag: str, entries: list[str], first: int) -> str:
    begins = tag == "ol" and first != 1
    options: dict[str, object] = ({"ordered": True} if tag == "ol" else {}) | ({"start": first} if begins else {})
    opening = f'<{tag} start="{first}">' if begins else f"<{tag}>"
    return _wrapped("list", options, opening + "\n\n".join(entries) + f"</{tag}>")


def _entry(element: _Element) -> tuple[str, list[str]]:
    """What an entry holds, and the blocks that come behind it."""
    texts: list[str] = []
    lists: list[str] = []
    behind: list[str] = []
    for part in element.parts():
        text = part if isinstance(part, str) else part.inline if part.tag == "p" else None
        if text is not None:
            if lists or behind:
                behind.append(_paragraph(text))
            else:
                texts.append(text)
        elif isinstance(part, _Element) and part.tag in _LISTS:
            first, *rest = _lists(part)
            (behind if behind else lists).append(first)
            behind += rest
        elif isinstance(part, _Element):
            behind.append(_block(part))
    return "<br>".join(texts) + "".join(lists), behind


def _wrapped(name: str, options: dict[str, object] | dict[str, int], html: str) -> str:
    written = f" {json.dumps(options, separators=(',', ':'))}" if options else ""
    return f"<!-- wp:{name}{written} -->\n{html}\n<!-- /wp:{name} -->"
