"""WordPress block markup: the fragment with the comments that make each element a block of its own.

Without them WordPress keeps the whole text as one block of the classic editor. Only the HTML that digest itself makes
is understood: headings, paragraphs, lists, quotations, and emphasis and links inside them.
"""

from __future__ import annotations

import json
from html import escape
from html.parser import HTMLParser

_BLOCKS = ("h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote")


def blocks(html: str) -> str:
    """The same elements in block comments (WordPress, "Block grammar").

    An entry of a list holds text and further lists only, as the block editor has it: paragraphs in it are parted by
    line breaks. "[" becomes an entity, so that no title is taken for a shortcode.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n\n".join(_block(element) for element in reader.root.children) + "\n"


class _Element:
    """A block element: its attributes, and what it holds in order; inline HTML is kept as written."""

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
        self._open[-1].content.append(data.replace("[", "&#91;"))

    def handle_entityref(self, name: str) -> None:
        self._open[-1].content.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._open[-1].content.append(f"&#{name};")


def _attribute(value: str) -> str:
    return escape(value).replace("[", "&#91;")


def _block(element: _Element) -> str:
    if element.tag in ("h2", "h3", "h4"):
        level = int(element.tag[1])
        options = {} if level == 2 else {"level": level}
        return _wrapped("heading", options, f"<{element.tag}>{element.inline}</{element.tag}>")
    if element.tag == "p":
        return _wrapped("paragraph", {}, f"<p>{element.inline}</p>")
    if element.tag == "blockquote":
        inner = "\n\n".join(map(_block, element.children))
        return _wrapped("quote", {}, f'<blockquote class="wp-block-quote">{inner}</blockquote>')
    return _list(element)


def _list(element: _Element) -> str:
    options: dict[str, object] = {}
    start = element.attributes.get("start", "")
    if element.tag == "ol":
        options = {"ordered": True} | ({"start": int(start)} if start else {})
    entries = "\n\n".join(_wrapped("list-item", {}, f"<li>{_entry(entry)}</li>") for entry in element.children)
    opening = f'<{element.tag} start="{start}">' if start else f"<{element.tag}>"
    return _wrapped("list", options, f"{opening}{entries}</{element.tag}>")


def _entry(element: _Element) -> str:
    texts = [element.inline, *_texts(element)]
    lists = [_list(child) for child in element.children if child.tag in ("ul", "ol")]
    return "<br>".join(filter(None, texts)) + "".join(lists)


def _texts(element: _Element) -> list[str]:
    """The paragraphs in an entry, those of a quotation too."""
    found: list[str] = []
    for child in element.children:
        if child.tag == "p":
            found.append(child.inline)
        elif child.tag == "blockquote":
            found += _texts(child)
    return found


def _wrapped(name: str, options: dict[str, object] | dict[str, int], html: str) -> str:
    written = f" {json.dumps(options, separators=(',', ':'))}" if options else ""
    return f"<!-- wp:{name}{written} -->\n{html}\n<!-- /wp:{name} -->"
