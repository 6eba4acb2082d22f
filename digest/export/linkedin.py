"""Text for LinkedIn and other places without links: marks of Markdown gone, each address on a line of its own."""

from __future__ import annotations

from digest.domain.edition import Assembled
from digest.export.commenttext import comment_text
from digest.export.layout import laid_out
from digest.export.owntemplate import own_body
from digest.export.renderer import Document, RenderOptions, document_name
from digest.export.text import plain_text

#: What LinkedIn takes in one post; it counts as JavaScript does, in UTF-16 units.
LIMIT = 3000


class LinkedInRenderer:
    """Plain text to paste. What is longer than `LIMIT` stays whole: what to leave out is for the curator to say."""

    name = "linkedin"
    extension = "linkedin.txt"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        text = own_body("txt", assembled, options) or plain_text(
            laid_out(assembled, options), lambda text, before: before + comment_text(text), addresses=True
        )
        return Document(
            document_name(assembled.edition, assembled.language, self.extension),
            "text/plain; charset=utf-8",
            text.encode(),
        )


def length(text: str) -> int:
    """The length as LinkedIn counts it."""
    return len(text.encode("utf-16-le")) // 2
