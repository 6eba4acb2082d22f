"""A web page as blocks: what its main part says, without navigation, forms, captions and share buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from digest.past.blocks import Block, Kind, Line, Span, stripped

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "iframe", "object", "svg", "figure",
    "button", "select", "textarea", "video", "audio", "head", "picture", "img",
})  # fmt: skip
_SKIPPED_CLASS = re.compile(
    r"(?i)(?:^|[\s_-])(?:share|sharing|social|sharedaddy|related|comments?-(?:area|list)|respond|sidebar|breadcrumbs?|"
    r"post-navigation|nav-links|meta|tags?-links|author-box|screen-reader-text|wp-block-image|caption)(?:$|[\s_-])"
)
_HEADING = re.compile(r"h([1-6])\Z")
_BLOCK = frozenset({
    "p", "div", "section", "article", "main", "header", "ul", "ol", "dl", "table", "tbody", "tr", "blockquote",
    "center", "address", "details", "body", "html", "pre", "hr",
})  # fmt: skip
_ENTRIES = frozenset({"li", "dt", "dd", "td", "th"})
_MAIN = (
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' entry-content ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' post-content ')]",
    "//article[not(ancestor::article)]",
    "//main",
    "//body",
)
_A_NAME = 80
_SPACE = re.compile(r"[ \t\n\r\f]+")


def html_blocks(body: bytes | str) -> tuple[dict[str, str], list[Block]]:
    """What the page says of itself (`title`, `date`), and its blocks with the lines of the file they begin on."""
    from lxml import html

    root = html.document_fromstring(body, parser=html.HTMLParser(encoding=None if isinstance(body, str) else "utf-8"))
    facts = {"title": _title(root), "date": _date(root)}
    return facts, [block for block in _Walk().blocks(_main(root)) if block.lines]


def _main(root: HtmlElement) -> list[HtmlElement]:
    """The part with the post: the narrowest known container of which the page has one, with more in it than a name."""
    for path in _MAIN:
        elements: list[HtmlElement] = root.xpath(path)
        if len(elements) == 1 and len(elements[0].text_content().strip()) >= _A_NAME:
            return elements
    return [root]


def _title(root: HtmlElement) -> str:
    for path in ("//meta[@property='og:title']/@content", "//h1//text()", "//title//text()"):
        text = "".join(root.xpath(path)[:1] if path.startswith("//meta") else root.xpath(path))
        if text.strip():
            return " ".join(text.split())
    return ""


def _date(root: HtmlElement) -> str:
    paths = ("//meta[@property='article:published_time']/@content", "//time/@datetime", "//meta[@name='date']/@content")
    return next((str(found[0]) for path in paths if (found := root.xpath(path))), "")


class _Walk:
    """Goes through the elements and gathers inline text into lines, lines into blocks."""

    def __init__(self) -> None:
        self._found: list[Block] = []
        self._lines: list[Line] = []
        self._spans: list[Span] = []
        self._kind: Kind = "paragraph"
        self._level = 0
        self._begun = 0

    def blocks(self, elements: list[HtmlElement]) -> Iterator[Block]:
        for element in elements:
            self._element(element, Span(""))
            self._finish()
        yield from self._found

    def _element(self, element: Any, style: Span) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED or _SKIPPED_CLASS.search(element.get("class") or ""):
            return
        heading = _HEADING.match(tag)
        if tag == "br":
            self._break()
        elif heading or tag in _BLOCK or tag in _ENTRIES:
            self._inside(element, tag, int(heading[1]) if heading else 0)
        else:
            self._inline(element, _styled(style, tag, element))

    def _inside(self, element: Any, tag: str, level: int) -> None:
        """A block element: what was open ends before it and behind it."""
        self._finish()
        outer = self._kind, self._level
        if level:
            self._kind, self._level = "heading", level
        elif tag == "blockquote":
            self._kind = "quote"
        elif tag == "li":
            self._kind = "bullet"
        self._begun = element.sourceline or 0
        self._inline(element, Span(""))
        self._finish()
        if not (outer[0] == "bullet" and self._kind == "paragraph" and tag != "li"):
            self._kind, self._level = outer

    def _inline(self, element: Any, style: Span) -> None:
        self._add(element.text, style)
        for child in element:
            self._element(child, style)
            self._add(child.tail, style)

    def _add(self, text: str | None, style: Span) -> None:
        if not text:
            return
        text = _SPACE.sub(" ", text)
        if self._spans and self._spans[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            self._spans.append(Span(text, style.url, style.strong, style.emphasised))

    def _break(self) -> None:
        line = stripped(self._spans)
        if line:
            self._lines.append(line)
        self._spans = []

    def _finish(self) -> None:
        self._break()
        if self._lines:
            self._found.append(Block(self._begun, self._kind, tuple(self._lines), self._level))
            self._lines = []
            # Only the first block of a list entry is the entry; what follows in it are paragraphs.
            self._kind = "paragraph" if self._kind == "bullet" else self._kind


def _styled(style: Span, tag: str, element: Any) -> Span:
    url = (element.get("href") or "").strip() if tag == "a" else style.url
    return Span(
        "",
        url if url.startswith(("http://", "https://")) else "",
        style.strong or tag in ("b", "strong"),
        style.emphasised or tag in ("i", "em", "cite"),
    )
