"""What a reader sees of HTML, as lines: to compare drafts whose editors rewrite markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LINES = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tr", "td", "br", "hr",
    "section", "article", "header", "footer", "figure", "pre",
})  # fmt: skip
_UNSEEN = frozenset({"style", "script", "title", "head", "template", "noscript"})
_SPACES = re.compile(r"[ \t\r\n\f]+")


def seen_text(html: str) -> str:
    """Its words in lines, a link as "words (address)"; attributes and layout do not count.

    For any text; never raises.
    """
    reader = _Reader()
    # html.parser stumbles over marked sections that it does not know ("<![x[").
    reader.feed(html.replace("<![", "&lt;!["))
    reader.close()
    return reader.text


class _Reader(HTMLParser):
    """The method names are HTMLParser's hooks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._links: list[str] = []
        self._unseen = 0

    @property
    def text(self) -> str:
        lines = (_SPACES.sub(" ", line).strip() for line in "".join(self._parts).split("\0"))
        return "\n".join(filter(None, lines))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _LINES:
            self._parts.append("\0")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the hook's
        if tag in _LINES:
            self._parts.append("\0")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag in _LINES:
            self._parts.append("\0")
        elif tag == "a" and self._links and (address := self._links.pop()):
            self._parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._parts.append(data.replace("\0", ""))
