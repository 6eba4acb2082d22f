"""An entry's sanitised HTML as styled text: headings, paragraphs, lists, quotations, links."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from textual.content import Content

from digest.domain.shown_address import shown_address
from digest.domain.text import lazy_pattern
from digest.domain.text_links import LONGEST_TEXT, LinkNumbers
from digest.tui.widgets.cells import cell_text

if TYPE_CHECKING:
    from digest.domain.entry import Entry

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "ul", "ol", "table", "tr", "figure", "figcaption", "dl", "dd", "dt"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STYLES = {"b": "bold", "strong": "bold", "em": "italic", "i": "italic", "a": "underline", "code": "bold"}
_SPACE = lazy_pattern(r"\s+")


def text_of(entry: Entry, html: str) -> Content:
    """The text to read of an entry: its body and the list of its links, else its summary."""
    if not html:
        return Content(cell_text(entry.summary))
    numbers = LinkNumbers(entry.url)
    text = body_text(html, numbers)
    notes = [Content.styled(f"[{one.number}] {cell_text(shown_address(one.url))}", "dim") for one in numbers.links]
    return Content("\n").join([text, Content(""), *notes]) if notes else text


def body_text(html: str, numbers: LinkNumbers | None = None) -> Content:
    """The text of a body, at most 200,000 characters of HTML; no markup, no control characters.

    With `numbers` links have numbers, else their addresses follow them.
    """
    reader = _Reader(numbers)
    reader.feed(html[:LONGEST_TEXT])
    reader.close()
    return reader.content()


def _start(text: str | None) -> int:
    """The number that an ordered list begins with; 1 for what is none."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else 1


class _Reader(HTMLParser):
    """Collects runs of text with their style, and the beginnings of blocks."""

    def __init__(self, numbers: LinkNumbers | None) -> None:
        super().__init__(convert_charrefs=True)
        self._numbers_of_links = numbers
        self._runs: list[Content] = []
        self._styles: list[tuple[str, str]] = []
        self._prefix = ""
        self._numbers: list[int | None] = []  # of the next entry of each open list; None where it has bullets
        self._at_start = True
        self._href = ""
        self._said = ""

    def content(self) -> Content:
        return Content("").join(self._runs).rstrip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            self._block()
            self._styles.append((tag, "bold"))
        elif tag == "li":
            self._line(self._prefix + self._marker())
        elif tag == "blockquote":
            self._prefix += "│ "
            self._block()
        elif tag == "br":
            self._line(self._prefix)
        elif tag == "img":
            alt = dict(attrs).get("alt") or ""
            self.handle_data(f"[{alt}]" if alt else "")
        elif tag in _BLOCKS:
            if tag in ("ul", "ol"):
                self._numbers.append(_start(dict(attrs).get("start")) if tag == "ol" else None)
            self._block()
        elif tag in _STYLES:
            self._styles.append((tag, _STYLES[tag]))
            if tag == "a":
                self._href, self._said = dict(attrs).get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()
        if tag == "a":
            self._end_link()
            self._href = ""
        if tag == "blockquote":
            self._prefix = self._prefix[:-2]
        for number in range(len(self._styles) - 1, -1, -1):
            if self._styles[number][0] == tag:
                del self._styles[number]
                break
        if tag in _HEADINGS or tag in _BLOCKS or tag == "blockquote":
            self._block()

    def _end_link(self) -> None:
        """Add the link's target: its number, or its address."""
        if self._numbers_of_links is not None:
            if number := self._numbers_of_links.take(self._href, self._said):
                self._add(f"[{number}]", "dim")
        elif self._href.startswith("http") and self._href not in self._said:
            address = shown_address(self._href)
            if address not in self._said:
                self._add(f" ({address[:100]})", "dim")

    def _marker(self) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return "• "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def handle_data(self, data: str) -> None:
        text = _SPACE.sub(" ", data)
        if self._at_start:
            text = text.lstrip()
        if text:
            self._said += text
            self._add(text, " ".join(style for _, style in self._styles))

    def _add(self, text: str, style: str) -> None:
        self._at_start = False
        clean = cell_text(text)
        self._runs.append(Content.styled(clean, style) if style else Content(clean))

    def _line(self, prefix: str) -> None:
        if self._at_start and self._runs and self._runs[-1].plain == "\n\n" + self._prefix:
            self._runs[-1] = Content("\n\n" + prefix)  # the block that holds the line has begun one already
        else:
            self._runs.append(Content(("\n" if self._runs else "") + prefix))
        self._at_start = True

    def _block(self) -> None:
        if self._at_start and self._runs and self._runs[-1].plain.startswith("\n\n"):
            self._runs[-1] = Content("\n\n" + self._prefix)  # a quotation ends where the next block begins
        elif self._runs and not (self._at_start and len(self._runs) == 1):
            self._runs.append(Content("\n\n" + self._prefix))
        elif self._prefix:
            self._runs = [Content(self._prefix)]
        self._at_start = True
