"""The text of a web page without navigation, advertising, comments and banners.

trafilatura finds it; its time may grow with the square of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest.feeds.pagehead import page_source
from digest.feeds.sanitise import plain_text, sanitise
from digest.isolation.reader import Reader

# What stands above other readers' words, alone in its block.
_COMMENTS = re.compile(
    r"<(p|h[1-6])>(?:\s|<[^>]{1,300}>)*(?:\d{1,5}\s+)?(?:(?:leser-?)?kommentare?(?:\s+(?:hinzufügen|schreiben|abgeben))?"
    r"|comments?|schreiben?\s+(?:sie\s+)?einen\s+kommentar|leave\s+a\s+(?:comment|reply)|commentaires?)"
    r"\s*(?:\(\d{1,5}\)|:)?(?:\s|</[^>]{1,20}>)*?</\1>",
    re.IGNORECASE,
)
# Characters. A heading alone, or "Please switch on JavaScript", is no text.
_HARDLY_TEXT = 60


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text as sanitised HTML with absolute links; empty if none was found."""

    html: str
    is_hardly_any: bool


#: Arguments: the page's address, and its content type.
TEXT = Reader("digest.feeds.full_text", "page_text", PageText)


def page_text(body: bytes, url: str, content_type: str) -> PageText:
    """Find the text of a page.

    The time depends on the page: only for processes that can be killed.
    """
    import trafilatura

    text = trafilatura.extract(
        page_source(body, content_type).encode("utf-8", "replace").decode(),
        output_format="html",
        include_comments=False,
        include_formatting=True,
        include_images=False,
        include_links=True,
        include_tables=True,
        with_metadata=False,
        # 205 locales are tried for a date otherwise, up to 2.4 seconds.
        date_extraction_params={"extensive_search": False},
    )
    html = sanitise(_without_comments(text), url) if text else ""
    return PageText(html, len(plain_text(html, 4 * _HARDLY_TEXT)) < _HARDLY_TEXT)


def _without_comments(html: str) -> str:
    """Cut off readers' comments below the text that trafilatura included.

    Only in the second half: an article may have a chapter of that name.
    """
    found = next((found for found in _COMMENTS.finditer(html) if found.start() >= len(html) // 2), None)
    return html[: found.start()] if found else html
