"""Plain text, in the form in which the digests have always been written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from digest.domain.edition import Assembled
from digest.domain.shown_address import shown_address
from digest.export.commenttext import comment_text
from digest.export.layout import Laid, LaidEntry, laid_out
from digest.export.owntemplate import own_body
from digest.export.renderer import Document, RenderOptions, document_name

#: How a comment is written.
Write = Callable[[str], str]
with_lines: Write = partial(comment_text, keep_lines=True)


class TextRenderer:
    """Title, then the entries in their style, a blank line between; comments without the marks of Markdown."""

    name = "text"
    extension = "txt"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        addresses = options.style == "D" if options.addresses is None else options.addresses
        text = own_body("txt", assembled, options)
        text = text or plain_text(laid_out(assembled, options), with_lines, addresses=addresses)
        return Document(
            document_name(assembled.edition, assembled.language, self.extension),
            "text/plain; charset=utf-8",
            text.encode(),
        )


def plain_text(laid: Laid, write: Write, *, addresses: bool) -> str:
    """The whole edition; `write` makes text of Markdown, `addresses` puts each entry's on a line of its own."""
    blocks = [laid.title if laid.shows_title else "", write(laid.intro)]
    for group in laid.groups:
        blocks += [group.heading, *(_entry(entry, write, addresses) for entry in group.entries)]
    blocks += [write(laid.outro), write(laid.footer)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _entry(entry: LaidEntry, write: Write, addresses: bool) -> str:
    pick = entry.pick
    comment = write(pick.comment)
    address = shown_address(pick.url) if addresses else ""
    medium = f" ({entry.medium})" if entry.medium else ""
    credit = f"({entry.credit})" if entry.credit else ""
    if entry.headed:
        rows = [f"{entry.marker}{entry.lead}{pick.title}{medium}", credit, comment, pick.quotation, address]
    else:
        rows = [comment, pick.quotation, f"{entry.lead}{pick.place} >>{medium}", credit, address]
        rows[0] = entry.marker + rows[0]
    return ("• " if entry.bulleted else "") + "\n".join(filter(None, rows))
