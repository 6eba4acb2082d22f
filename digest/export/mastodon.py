"""A thread for Mastodon: the title, then entries with comments, 500 characters a post."""

from __future__ import annotations

import re

from digest.domain.document import Document, Limit, RenderOptions
from digest.domain.edition import Assembled
from digest.export.commenttext import comment_text
from digest.export.layout import LaidEntry, laid_out, published_address
from digest.export.owntemplate import own_body
from digest.export.posts import packed, post_count, posts_document, posts_in, titled_address

#: What most servers take in a post, and what they count for an address (docs.joinmastodon.org/user/posting).
LIMIT = 500
ADDRESS = 23

# Addresses that Mastodon certainly knows as such; what stands behind one counts in full.
_ADDRESS = re.compile(
    r"(?ai)https?://(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:/(?:[\w.~!$&'*+,;=:@%/#-]*[\w/#+-])?)?"
    r"(?:\?[\w.~!$&'*+,;=:@%/?-]*[\w/=&-])?"
)
# "@name", which sends somebody a notification; not the middle of a mail address.
_MENTION = re.compile(r"(?<![\w=/])@(?=\w)")


class MastodonRenderer:
    """A post for title and intro, then at least one for each entry.

    `short` leaves the comments out, and puts as many entries into a post as go in.
    """

    name = "mastodon"
    extension = "mastodon.txt"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        return posts_document(thread(assembled, options), assembled, self.extension)


def limits(document: Document) -> tuple[Limit, ...]:
    """How many posts."""
    return (Limit(post_count(posts_in(document) or 1)),)


def thread(assembled: Assembled, options: RenderOptions, address: str = "", limit: int = LIMIT) -> list[str]:
    """The posts in order, each at most `limit` long; never empty.

    `address` is the edition's on the web.
    """
    if own := own_body("txt", assembled, options):
        return packed(own.split("\n\n"), limit, length)
    laid = laid_out(assembled, options)
    address = address or published_address(assembled.edition.url)

    def written(text: str) -> str:
        return comment_text(text) if options.mentions else _unmentioned(comment_text(text))

    posts = packed([_unmentioned(laid.title), written(laid.intro), address], limit, length)
    for group in laid.groups:
        heads = [group.heading] if group.heading else []
        if options.short:
            posts += packed([*heads, *map(_titled, group.entries)], limit, length)
            continue
        for entry in group.entries:
            title, newline, url = _titled(entry).partition("\n")
            below = [written(entry.pick.comment), _unmentioned(entry.pick.quotation), url if newline else ""]
            posts += packed([*heads, title, *below], limit, length)
            heads = []
    posts += packed([written(laid.outro), written(laid.footer)], limit, length)
    return posts


def length(text: str) -> int:
    """The length as Mastodon counts it, or more: addresses 23 each, all else by characters."""
    return len(_ADDRESS.sub("x" * ADDRESS, text))


def _titled(entry: LaidEntry) -> str:
    credit = f" ({entry.credit})" if entry.credit else ""
    return titled_address(entry, _unmentioned(entry.pick.title + credit))


def _unmentioned(text: str) -> str:
    return _MENTION.sub("@\u2060", text)
