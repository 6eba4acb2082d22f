"""The links inside an entry's text, numbered as footnotes in both front ends."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from digest.domain.page_address import link_target
from digest.domain.text import lazy_pattern, one_line
from digest.domain.url import canonical, web_address, without_tracking

#: Characters of HTML that are looked at; what is longer is cut by the reading pane as well.
LONGEST_TEXT = 200_000
_MOST_LINKS = 999
# The words of links that only mark a heading's place.
_MARKS = lazy_pattern(r"[\s#¶§↩↑^\[\]\d]*\Z")


@dataclass(frozen=True, slots=True)
class TextLink:
    """A link: number from 1, target (unwrapped as far as its address tells), words."""

    number: int
    url: str
    text: str


class LinkNumbers:
    """Numbers the addresses of a text in its order. `page` is the entry's own address.

    Links without words (around a picture), links to the page itself and addresses of no page get no number.
    """

    def __init__(self, page: str) -> None:
        self._page = canonical(page) if page else ""
        self._found: dict[str, TextLink] = {}

    def take(self, href: str, text: str) -> int:
        """The number of a link with these words; 0 if it has none."""
        url = web_address(href)
        words = one_line(text, 120)
        if url is None or _MARKS.match(words) or len(self._found) == _MOST_LINKS:
            return 0
        target = without_tracking(web_address(link_target(url)) or url)
        if canonical(target) == self._page:
            return 0
        return self._found.setdefault(target, TextLink(len(self._found) + 1, target, words)).number

    @property
    def links(self) -> tuple[TextLink, ...]:
        """All that have a number."""
        return tuple(self._found.values())


class Unnumbered(LinkNumbers):
    """Gives no link a number: for the words of a text alone."""

    def __init__(self) -> None:
        super().__init__("")

    def take(self, href: str, text: str) -> int:  # noqa: ARG002 - for all the same
        """None."""
        return 0


def links_of(html: str, page: str) -> tuple[TextLink, ...]:
    """The numbered links of a sanitised text."""
    reader = _Links(LinkNumbers(page))
    reader.feed(html[:LONGEST_TEXT])
    reader.close()
    return reader.numbers.links


class _Links(HTMLParser):
    def __init__(self, numbers: LinkNumbers) -> None:
        super().__init__(convert_charrefs=True)
        self.numbers = numbers
        self._href = self._said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._href, self._said = dict(attrs).get("href") or "", ""
        elif tag == "img":
            self._said += dict(attrs).get("alt") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.numbers.take(self._href, self._said)
            self._href = ""

    def handle_data(self, data: str) -> None:
        self._said += data
