"""What the places of publication take, and how a document stands to it. Told, never cut."""

from __future__ import annotations

import re

from digest.config.language import decimal
from digest.domain.document import Document, Limit
from digest.domain.message import Message, msg, nmsg


def limits_of(document: Document, format_name: str) -> tuple[Limit, ...]:
    """The length of a document in formats with a limit; empty for the others."""
    if format_name == "linkedin":
        from digest.export.linkedin import LIMIT, length

        size = length(document.body.decode())
        if size > LIMIT and not _posts(document):
            said = msg("This text has {size} characters; LinkedIn takes {limit}.", size=size, limit=LIMIT)
            return (Limit(said, exceeded=True),)
        if posts := _posts(document):
            return (Limit(_count(posts)),)
        return (Limit(msg("{size} of the {limit} characters that LinkedIn takes.", size=size, limit=LIMIT)),)
    if format_name == "mastodon":
        return (Limit(_count(_posts(document) or 1)),)
    if format_name == "email":
        from digest.export.email import LIMIT as MAIL_LIMIT
        from digest.export.email import part_sizes

        text, html = part_sizes(document)
        sizes = Limit(_sizes(text, html))
        if html <= MAIL_LIMIT:
            return (sizes,)
        clipped = msg("Gmail cuts off mails of more than {limit} kB.", limit=MAIL_LIMIT // 1000)
        return sizes, Limit(clipped, exceeded=True)
    return ()


def _posts(document: Document) -> int:
    """How many posts the document was cut into; 0 if it is whole."""
    found = re.match(rb"--- 1/(\d+) ---\n", document.body)
    return int(found[1]) if found else 0


def _sizes(text: int, html: int) -> Message:
    if not text or not html:
        return msg("{size} kB.", size=decimal((text or html) / 1000))
    return msg("Text {text} kB, HTML {html} kB.", text=decimal(text / 1000), html=decimal(html / 1000))


def _count(posts: int) -> Message:
    return nmsg("{n} post.", "{n} posts.", posts, n=posts)
