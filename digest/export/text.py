"""Plain text, in the form in which the digests have always been written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from digest.domain.document import Document, RenderOptions
from digest.domain.edition import Assembled
from digest.domain.shown_address import shown_address
from digest.export.commenttext import comment_text
from digest.export.layout import Laid, LaidEntry, document_name, laid_out
from digest.export.owntemplate import own_body

#: How a comment is written, and what stands before its first line.
Write = Callable[[str, str], str]
with_lines = partial(comment_text, keep_lines=True)


class TextRenderer:
    """Title, then the entries in their style, a blank line between; comments without marks."""

    name = "text"
    extension = "txt"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        addresses = options.style == "D" if options.addresses is None else options.addresses
        text = own_body("txt", assembled, options)
        text = text or plain_text(laid_out(assembled, options), unwrapped, addresses=addresses)
        return Document(
            document_name(assembled.edition, assembled.language, self.extension),
            "text/plain; charset=utf-8",
            text.encode(),
        )


def unwrapped(text: str, before: str) -> str:
    return before + with_lines(text)


def plain_text(laid: Laid, write: Write, *, addresses: bool, wrap: Callable[[str], str] = str) -> str:
    """The whole edition.

    `write` makes text of Markdown, `wrap` writes a line of its own (a title, a credit), `addresses` puts each entry's
    on a line of its own.
    """
    blocks = [wrap(laid.title) if laid.shows_title else "", write(laid.intro, "")]
    for group in laid.groups:
        blocks += [group.heading, *(_entry(entry, write, addresses, wrap) for entry in group.entries)]
    blocks += [write(laid.outro, ""), write(laid.footer, "")]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _entry(entry: LaidEntry, write: Write, addresses: bool, wrap: Callable[[str], str]) -> str:
    pick = entry.pick
    address = shown_address(pick.url) if addresses else ""
    medium = f" ({entry.medium})" if entry.medium else ""
    credit = wrap(f"({entry.credit})") if entry.credit else ""
    quotation = wrap(pick.quotation)
    begin = "• " if entry.bulleted else entry.marker
    if entry.headed:
        title = wrap(f"{begin}{entry.lead}{pick.title}{medium}")
        return "\n".join(filter(None, (title, credit, write(pick.comment, ""), quotation, address)))
    place = wrap(f"{entry.lead}{pick.place} >>{medium}")
    rows = [write(pick.comment, begin), quotation, place, credit, address]
    return "\n".join(filter(None, rows))
