"""Text for places without links, such as LinkedIn: no Markdown, an address a line."""

from __future__ import annotations

from digest.domain.document import Document, Limit, RenderOptions
from digest.domain.edition import Assembled
from digest.domain.message import msg
from digest.export.commenttext import comment_text
from digest.export.layout import laid_out
from digest.export.owntemplate import own_body
from digest.export.posts import packed, post_count, posts_document, posts_in, titled_address
from digest.export.text import plain_text

#: What LinkedIn takes in one post; it counts as JavaScript does, in UTF-16 units.
LIMIT = 3000


class LinkedInRenderer:
    """Plain text to paste; longer than `LIMIT` it stays whole, for the curator to shorten.

    `short` leaves the comments out, and cuts what is too long even then into several posts.
    """

    name = "linkedin"
    extension = "linkedin.txt"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        own = own_body("txt", assembled, options)
        if options.short and not own:
            return posts_document(_short(assembled, options), assembled, self.extension)
        text = own or plain_text(
            laid_out(assembled, options), lambda text, before: before + comment_text(text), addresses=True
        )
        return posts_document([text.removesuffix("\n")], assembled, self.extension)


def _short(assembled: Assembled, options: RenderOptions) -> list[str]:
    laid = laid_out(assembled, options)
    blocks = [laid.title if laid.shows_title else "", comment_text(laid.intro)]
    for group in laid.groups:
        blocks += [group.heading, *(titled_address(entry, entry.pick.title) for entry in group.entries)]
    return packed([*blocks, comment_text(laid.outro), comment_text(laid.footer)], LIMIT, length)


def limits(document: Document) -> tuple[Limit, ...]:
    """How many posts, or how much of the one."""
    if posts := posts_in(document):
        return (Limit(post_count(posts)),)
    size = length(document.body.decode())
    if size > LIMIT:
        said = msg("This text has {size} characters; LinkedIn takes {limit}.", size=size, limit=LIMIT)
        return (Limit(said, exceeded=True),)
    return (Limit(msg("{size} of the {limit} characters that LinkedIn takes.", size=size, limit=LIMIT)),)


def length(text: str) -> int:
    """The length as LinkedIn counts it."""
    return len(text.encode("utf-16-le")) // 2
