"""A rendered edition as text for a terminal: a page as it reads, a mail with its head."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from textual.content import Content

from digest.domain.document import Document
from digest.domain.edition import Pick
from digest.tui.widgets.body_text import body_text
from digest.tui.widgets.cells import cell_text

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_BOLD = re.compile(r"^(#+ .*|\*\*.*\*\*)$", re.MULTILINE)
_ADDRESS = re.compile(r"\]\((?:<[^<>\s]*+>|[^\s()]*+)\)|^https?://\S+$", re.MULTILINE)
_BY_NUMBER = re.compile(r"(?<!\\)&#\d{2,6};")
_HEAD = ("From", "To", "Subject", "Date")


def preview_text(document: Document, *, as_page: bool) -> Content:
    """The document as people judge it in a terminal, HTML `as_page`; no control characters."""
    if document.media_type == "message/rfc822":
        return _mail(document.body)
    text = document.body.decode("utf-8", "replace")
    if as_page:
        found = _BODY.search(text)
        return body_text(found[1] if found else text)
    is_markdown = document.media_type.startswith("text/markdown")
    if is_markdown:
        # Signs that some program would take for its own are written by number; here they are read by people.
        text = _BY_NUMBER.sub(lambda found: html.unescape(found[0]), text)
    content = Content(_cells(text))
    if is_markdown:
        for match in _BOLD.finditer(content.plain):
            content = content.stylize("bold", *match.span())
    for match in _ADDRESS.finditer(content.plain):
        content = content.stylize("dim", *match.span())
    return content


def places_of(text: str, picks: Iterable[Pick]) -> dict[str, int]:
    """By pick id: its start in a rendered text; one that is not found has its predecessor's."""
    places, at = {}, 0
    for pick in picks:
        found = [place for needle in _needles(pick) if (place := text.find(needle, at)) >= 0]
        at = min(found, default=at)
        places[pick.id] = at
    return places


def _needles(pick: Pick) -> list[str]:
    comment = pick.comment.strip().partition("\n")[0][:30]
    words = [pick.shown_title, html.escape(pick.shown_title), comment, html.escape(comment), pick.url]
    return [word for word in words if word]


def _mail(body: bytes) -> Content:
    message = message_from_bytes(body, policy=default)
    assert isinstance(message, EmailMessage)
    head = [f"{name}: {message[name]}" for name in _HEAD if message[name]]
    part = message.get_body(preferencelist=("plain",))
    text = part.get_content() if part is not None else ""
    return Content.styled(_cells("\n".join(head)), "bold") + Content("\n\n" + _cells(text))


def _cells(text: str) -> str:
    """Line by line, with their indentation, as text may stand in the cells of a terminal."""
    lines = []
    for line in text.rstrip().expandtabs(4).splitlines():
        words = line.lstrip(" ")
        lines.append(" " * (len(line) - len(words)) + cell_text(words))
    return "\n".join(lines)
