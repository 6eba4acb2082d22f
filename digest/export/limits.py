"""What the places of publication take, and how a document stands to it. Told, never cut."""

from __future__ import annotations

from typing import NamedTuple

from digest.config.language import decimal
from digest.domain.message import Message, msg
from digest.export.renderer import Document


class Limit(NamedTuple):
    """One sentence; `exceeded`: a reader's program would cut something off."""

    said: Message
    exceeded: bool = False


def limits_of(document: Document, format_name: str) -> tuple[Limit, ...]:
    """How long a document is, for the formats that go where length counts; nothing for the others."""
    if format_name == "linkedin":
        from digest.export.linkedin import LIMIT, length

        size = length(document.body.decode())
        if size > LIMIT:
            said = msg("This text has {size} characters; LinkedIn takes {limit}.", size=size, limit=LIMIT)
            return (Limit(said, exceeded=True),)
        return (Limit(msg("{size} of the {limit} characters that LinkedIn takes.", size=size, limit=LIMIT)),)
    if format_name == "email":
        from digest.export.email import LIMIT as MAIL_LIMIT
        from digest.export.email import part_sizes

        text, html = part_sizes(document)
        sizes = Limit(msg("Text {text} kB, HTML {html} kB.", text=decimal(text / 1000), html=decimal(html / 1000)))
        if html <= MAIL_LIMIT:
            return (sizes,)
        clipped = msg("Gmail cuts off mails of more than {limit} kB.", limit=MAIL_LIMIT // 1000)
        return sizes, Limit(clipped, exceeded=True)
    return ()
