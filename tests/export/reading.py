"""Reads exports back as a stranger's program would.

Markdown with markdown-it, HTML with a strict HTML5 parser.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import html5lib
from markdown_it import MarkdownIt

from digest.domain.document import Document


@dataclass(frozen=True)
class SeenPage:
    """What a reader of the page gets.

    The names of its elements, headings and entries' lines, links, all text.
    """

    tags: list[str]
    titles: list[str]
    lines: list[str]
    links: list[tuple[str, str]]
    text: str


def read_markdown(body: bytes, *, linkify: bool = False) -> SeenPage:
    """With all of CommonMark, raw HTML included, and what GitHub adds.

    That is tables, strikethrough and (`linkify`) bare addresses.
    """
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    if linkify:
        parser = MarkdownIt("gfm-like", {"html": True})
        assert parser.linkify is not None
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": True})
    return read_fragment(parser.render(body.decode()), entry_path=".//p/strong", title_path=".//h1")


def read_fragment(html: str, entry_path: str = ".//p/strong[1]", title_path: str = ".//h2") -> SeenPage:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)
    return _seen(tree, entry_path, title_path)


def read_page(body: bytes) -> SeenPage:
    """A whole page; raises html5lib's ParseError at the first mistake in it."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(body, transport_encoding="utf-8")
    return _seen(tree, ".//h2", ".//h1")


def readable(document: Document) -> str:
    """What a person reads of it: the text, or subject and both parts of a mail."""
    if document.media_type != "message/rfc822":
        return document.body.decode()
    mail = read_mail(document.body)
    return "\n".join((str(mail["Subject"]), *(part.get_content() for part in mail.iter_parts())))


def read_mail(body: bytes) -> EmailMessage:
    return message_from_bytes(body, policy=policy.SMTP)


def mail_part(body: bytes, kind: str) -> str:
    """The "html" or "plain" part, with line ends as they are in Unix."""
    part = read_mail(body).get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


def _seen(tree: Any, entry_path: str, title_path: str) -> SeenPage:
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    return SeenPage(
        tags=[element.tag for element in elements],
        titles=[text_of(element) for element in tree.findall(title_path)],
        lines=[text_of(element) for element in tree.findall(entry_path)],
        links=[(element.get("href"), text_of(element)) for element in tree.findall(".//a")],
        text=text_of(tree),
    )


def text_of(element: Any) -> str:
    return "".join(element.itertext())
