"""A post's HTML for comparing and showing, and the mark of our drafts."""

from __future__ import annotations

import json
import re
from html import escape
from html.parser import HTMLParser

# The first block of the kinds that may bear a class of the author's ("Advanced – Additional CSS class(es)").
_FIRST_BLOCK = re.compile(
    r"<!-- wp:(paragraph|heading|list|quote)( \{[^}]*\})? -->\n<(p|h[1-6]|ul|ol|blockquote)((?: [^>]*)?)>"
)
_CLASS = re.compile(r"""\bclass\s*=\s*["']([^"']*)["']""")
# Elements that begin a line when a text is shown.
_LINES = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "figure", "table", "tr", "pre", "hr",
    "div",
})  # fmt: skip
# What people see or follow. Classes, ids and `rel` come and go with the version of the editor.
_KEPT_ATTRIBUTES = frozenset({"href", "src", "alt", "start"})


def marked(content: str, mark: str) -> str:
    """The block markup with the mark as a class of its first block.

    A class is the one place that every version of the block editor keeps, WordPress' filter for authors lets through,
    and no reader sees; a comment of its own would be shown as a block.
    """
    name = mark_class(mark)
    found = _FIRST_BLOCK.match(content.lstrip())
    if found is None:
        return f"{content.rstrip()}\n\n<!-- wp:html -->\n<!-- {name} -->\n<!-- /wp:html -->\n"
    block, options, tag, attributes = found.groups()
    settings = {**json.loads(options or "{}"), "className": name}
    before = _CLASS.search(attributes)
    if before:
        attributes = attributes.replace(before[0], f'class="{before[1]} {name}"')
    else:
        attributes = f'{attributes} class="{name}"'
    head = f"<!-- wp:{block} {json.dumps(settings, separators=(',', ':'))} -->\n<{tag}{attributes}>"
    return head + content.lstrip()[found.end() :]


def mark_class(mark: str) -> str:
    """ "digest:2026-11" as a class: "digest-2026-11"."""
    return re.sub(r"[^\w-]+", "-", mark)


def bears(content: str, mark: str) -> bool:
    """True if the content has this mark, and not only one that begins like it."""
    name = mark_class(mark)
    return any(name in found[1].split() for found in _CLASS.finditer(content)) or f"<!-- {name} -->" in content


def readable(html: str) -> str:
    """The HTML as people see it: a line a block, entities resolved, no comments or classes."""
    reader = _Readable()
    reader.feed(html)
    reader.close()
    lines = (re.sub(r"[ \t\n\r\f]+", " ", line).strip() for line in "".join(reader.parts).split("\0"))
    return "\n".join(line for line in lines if line)


class _Readable(HTMLParser):
    """Writes lines, parted by NUL. The method names are HTMLParser's hooks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name in _KEPT_ATTRIBUTES)
        self.parts.append(("\0" if tag in _LINES else "") + f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>" + ("\0" if tag in _LINES else ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\0", ""))
