"""A web page, mail or office document as blocks, without the site around its own part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from digest.domain.page_address import link_target
from digest.domain.url import host_of, is_web_address
from digest.past.blocks import Block, Kind, Line, Span, cut, words
from digest.past.page_parts import is_foreign, post_parts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADING = re.compile(r"h([1-6])\Z")
_BLOCK = frozenset({
    "p", "div", "section", "article", "main", "header", "ul", "ol", "dl", "table", "tbody", "thead", "tr", "blockquote",
    "center", "address", "details", "summary", "body", "html", "pre", "hr", "figure", "fieldset",
})  # fmt: skip
_ENTRIES = frozenset({"li", "dt", "dd", "td", "th"})
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>", re.IGNORECASE)
_NOT_IN_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_AT_EDGES = " \t\n\u00a0\u200b\u200c\u200d\ufeff"
_BOLD = re.compile(r"(?i)font-weight\s*:\s*(?:bold|[6-9]00)")
_NOT_BOLD = re.compile(r"(?i)font-weight\s*:\s*(?:normal|[1-4]00)")
_DEEPEST = 200
_LINES_OF_A_CELL = 6


def html_blocks(text: str, address: str = "") -> tuple[dict[str, str], list[list[Block]]]:
    """The page's `title`, `date` and `host`, and the blocks of each part that may be a post.

    The page's main part is the first; if it shows several posts, each of them follows. Lines are those of the file.
    `address` is the one the page was read from, if any; the page's own statement of its address wins.
    """
    from lxml import etree, html

    text = _NOT_IN_MARKUP.sub(" ", text)
    # An XML declaration names an encoding, which lxml refuses in text that is decoded already.
    text = _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text)
    try:
        root = html.document_fromstring(text)
    except etree.ParserError:  # nothing in it
        return {}, []
    _bracket_credits(root)
    base = _base(root) or address
    _make_absolute(root, base)
    facts = {"title": _title(root), "date": _date(root), "host": host_of(base)}
    return facts, [list(_Walk().blocks(part)) for part in post_parts(root)]


def _title(root: HtmlElement) -> str:
    """The page's title, without the site's name if its heading shows which part that is."""
    stated = _text(root.xpath("//meta[@property='og:title']/@content")[:1]) or _text(root.xpath("//title//text()"))
    headings = [_text(element.itertext()) for element in root.iter("h1", "h2") if not _is_in_foreign(element)]
    inside = [heading for heading in headings if heading and heading in stated]
    return max(inside, key=len) if inside else stated or next(iter(headings), "")


def _is_in_foreign(element: Any) -> bool:
    return any(is_foreign(above) for above in element.iterancestors() if isinstance(above.tag, str))


def _text(parts: Any) -> str:
    return _SPACE.sub(" ", "".join(str(part) for part in parts)).strip(_AT_EDGES)


def _date(root: HtmlElement) -> str:
    paths = (
        "//meta[@property='article:published_time']/@content",
        "//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime",
        "//time[contains(@class, 'published')]/@datetime",
        "//time[not(ancestor::*[contains(@class, 'comment')])]/@datetime",
        "//meta[@name='date']/@content",
    )
    return next((str(found[0]) for path in paths if (found := root.xpath(path))), "")


def _base(root: HtmlElement) -> str:
    """The address the page states, or the base of its links; "" if it states none."""
    for path in ("//base/@href", "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        found = [str(value).strip() for value in root.xpath(path)]
        if found and is_web_address(found[0]):
            return found[0]
    return ""


def _make_absolute(root: HtmlElement, base: str) -> None:
    """Make links to the site's other pages absolute; those within the page stay."""
    for anchor in root.iter("a"):
        target = (anchor.get("href") or "").strip()
        if base and target and not re.match(r"#|[A-Za-z][A-Za-z0-9+.-]*:", target):
            try:
                anchor.set("href", urljoin(base, target))
            except ValueError:  # brackets that are no IPv6 address
                continue


def _bracket_credits(root: HtmlElement) -> None:
    """Write digest's own line of source and author as other formats do, in brackets."""
    for credit in root.xpath("//p[@class='credit'][preceding-sibling::*[1]/@class='entry'][not(*)]"):
        if credit.text and not credit.text.startswith("("):
            credit.text = f"({credit.text})"


class _Walk:
    """Goes through the elements and gathers inline text into lines, lines into blocks."""

    def __init__(self) -> None:
        self._found: list[Block] = []
        self._lines: list[Line] = []
        self._spans: list[Span] = []
        self._kind: Kind = "paragraph"
        self._level = 0
        self._begun = 0
        self._item = 0
        self._items = 0
        self._depth = 0

    def blocks(self, elements: Sequence[HtmlElement]) -> Iterator[Block]:
        """The blocks of these elements, in the order of the page."""
        for element in elements:
            self._inside(element, element.tag, 0, Span(""))
            self._finish()
        yield from self._found

    def _element(self, element: Any, style: Span) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or is_foreign(element):
            return
        heading = _HEADING.match(tag)
        if tag == "br":
            self._break(empty_ends=True)
        elif tag == "tr" and (row := _row(element)):
            self._finish()
            self._found.append(row)
        elif card := _bookmark(element):
            self._finish()
            self._found.append(card)
        elif heading or tag in _BLOCK or tag in _ENTRIES:
            inner = _styled(style, tag, element)
            inner = inner if heading else replace(inner, url="")  # a link round a whole card: its heading is the title
            self._inside(element, tag, int(heading[1]) if heading else _office_level(element), inner)
        else:
            self._inline(element, _styled(style, tag, element))

    def _inside(self, element: Any, tag: str, level: int, style: Span) -> None:
        """A block element: what was open ends before it and behind it."""
        self._finish()
        outer = self._kind, self._level, self._item
        if level:
            self._kind, self._level = "heading", level
            style = replace(style, strong=False)
        elif tag == "blockquote":
            self._kind = "quote"
        elif tag == "li" or "MsoListParagraph" in (element.get("class") or ""):
            self._kind = "bullet"
            self._items += 1
            self._item = self._items
        elif tag == "article" and any(other is not element for other in element.getparent().iterchildren("article")):
            self._items += 1
            self._item = self._items
        self._begun = element.sourceline or 0
        self._inline(element, style)
        self._finish()
        if not (outer[0] == "bullet" and self._kind == "paragraph" and tag != "li"):
            self._kind, self._level = outer[:2]
        self._item = outer[2]

    def _inline(self, element: Any, style: Span) -> None:
        self._add(element.text, style)
        self._depth += 1
        for child in element:
            if self._depth < _DEEPEST:
                self._element(child, style)
            self._add(child.tail, style)
        self._depth -= 1

    def _add(self, text: str | None, style: Span) -> None:
        if not text:
            return
        text = _SPACE.sub(" ", text)
        if self._spans and self._spans[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            self._spans.append(Span(text, style.url, style.strong, style.emphasised))

    def _break(self, *, empty_ends: bool = False) -> None:
        """End a line. A second line break in a row begins a new paragraph, as it looks."""
        line = _trimmed(self._spans)
        self._spans = []
        if line:
            self._lines.append(line)
        elif empty_ends and self._kind != "heading":
            self._finish()

    def _finish(self) -> None:
        self._break()
        if self._lines:
            block = Block(self._begun, self._kind, tuple(self._lines), self._level, item=self._item)
            self._found.append(block)
            self._lines = []
            # Only the first block of a list entry is the entry; what follows in it are paragraphs.
            self._kind = "paragraph" if self._kind == "bullet" else self._kind


def _trimmed(spans: Sequence[Span]) -> Line:
    """A line without white space around it, no-break and zero-width spaces included."""
    text = words(spans)
    start = len(text) - len(text.lstrip(_AT_EDGES))
    return cut(spans, start, max(len(text.rstrip(_AT_EDGES)), start))


def _styled(style: Span, tag: str, element: Any) -> Span:
    url = (element.get("href") or "").strip() if tag == "a" else style.url
    css = element.get("style") or ""
    strong = (style.strong or tag in ("b", "strong", "th") or bool(_BOLD.search(css))) and not _NOT_BOLD.search(css)
    return Span(
        "",
        link_target(url) if url.startswith(("http://", "https://")) else "",
        strong,
        style.emphasised or tag in ("i", "em", "cite"),
    )


def _office_level(element: Any) -> int:
    """The heading level of a paragraph whose style says so in Word: MsoTitle, MsoHeading2."""
    found = re.search(r"Mso(?:Title|Heading(\d))", element.get("class") or "")
    return int(found[1] or 1) if found else 0


def _row(element: Any) -> Block | None:
    """A table row of two to six cells with text, as one block; None for a layout table."""
    parts = [cell for cell in element if cell.tag in ("td", "th") and str(cell.text_content()).strip(_AT_EDGES)]
    if not 2 <= len(parts) <= 6 or any(True for _ in element.iter("table", "h1", "h2", "h3", "h4", "ul", "ol")):
        return None
    lines: list[Line] = []
    edges = []
    for cell in parts:
        found = [line for block in _Walk().blocks([cell]) for line in block.lines]
        if len(found) > _LINES_OF_A_CELL:
            return None
        if found:
            edges.append(len(lines))
            lines += found
    if len(edges) < 2:
        return None
    return Block(element.sourceline or 0, "row", tuple(lines), edges=tuple(edges))


def _bookmark(element: Any) -> Block | None:
    """An editor's link card as one line, the link; the foreign teaser in it is left out."""
    name = element.get("class") or ""
    if element.tag not in ("figure", "div", "a") or not re.search(r"bookmark-(?:card|container)|embed-card", name):
        return None
    anchors = [element] if element.tag == "a" else list(element.iter("a"))
    titles = [part for part in element.iter() if "title" in (part.get("class") or "")]
    if not anchors or not titles:
        return None
    title = _text(titles[0].itertext())
    link = _styled(Span(""), "a", anchors[0])
    return Block(element.sourceline or 0, "paragraph", ((Span(title, link.url, strong=True),),)) if title else None
