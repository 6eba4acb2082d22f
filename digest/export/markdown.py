"""Markdown: one heading, then each entry as a bold line with its link, and the comment as a paragraph of its own.

CommonMark without extensions. Titles, categories and names come from strangers: all their marks are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.domain.edition import Assembled
from digest.export.comment import comment_markdown, continued, destination
from digest.export.escape import escaped, without_links
from digest.export.frontmatter import dated_name, front_matter
from digest.export.layout import LaidEntry, laid_out
from digest.export.owntemplate import own_body
from digest.export.renderer import Document, RenderOptions, document_name

_LIST = re.compile(r"[-+*] |\d{1,9}[.)] ")


class MarkdownRenderer:
    """`# Title`, then `**Category | [Title](address)**` and the comment, blank lines between; or another style.

    With front matter the title stands there and not above the entries; Jekyll wants its own kind of file name.
    """

    name = "markdown"
    extension = "md"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        head = front_matter(assembled, options.front_matter, options.quotes) if options.front_matter else ""
        body = own_body("md", assembled, options) or _body(assembled, options)
        name = (
            dated_name(assembled)
            if options.front_matter == "jekyll"
            else document_name(assembled.edition, assembled.language, self.extension)
        )
        return Document(name, "text/markdown; charset=utf-8", (head + body).encode())


def plain(text: str) -> str:
    """A stranger's line: marks and bare addresses stay text, wherever in the line it comes to stand."""
    return without_links(escaped(text))


def linked(entry: LaidEntry) -> str:
    """The title, or in style D the place, as a link; without one where there is no address."""
    words = plain(entry.pick.title) if entry.headed else plain(entry.pick.place) + " >>"
    return f"[{words}]({destination(entry.pick.url)})" if entry.pick.url else words


def _body(assembled: Assembled, options: RenderOptions) -> str:
    laid = laid_out(assembled, options)
    blocks = [
        f"# {plain(laid.title)}" if laid.shows_title and not options.front_matter else "",
        comment_markdown(laid.intro),
    ]
    for group in laid.groups:
        blocks += [f"## {plain(group.heading)}" if group.heading else "", *map(_entry, group.entries)]
    closing = [comment_markdown(laid.outro), comment_markdown(laid.footer)]
    if _LIST.match("".join(closing)) and blocks and _LIST.match(blocks[-1]):
        # Two lists side by side would become one (CommonMark 5.3); an empty comment keeps them apart.
        blocks.append("<!-- -->")
    return _joined([*blocks, *closing]) + "\n"


def _entry(entry: LaidEntry) -> str:
    pick = entry.pick
    marker = entry.marker if entry.number else "- "
    heading = f"{_lead(entry)}{linked(entry)}" + (f" ({plain(entry.medium)})" if entry.medium else "")
    credit = f"({plain(entry.credit)})" if entry.credit else ""
    quotation = f"> {plain(pick.quotation)}" if pick.quotation else ""
    if entry.style == "C":
        return continued(f"**{heading}**", _joined((credit, comment_markdown(pick.comment, marker), quotation)), marker)
    if entry.headed:
        return _joined((f"**{entry.marker}{heading}**", credit, comment_markdown(pick.comment), quotation))
    if entry.number:
        return continued(_joined((comment_markdown(pick.comment, marker), quotation, heading, credit)), "", marker)
    return _joined((comment_markdown(pick.comment), quotation, heading, credit))


def _lead(entry: LaidEntry) -> str:
    """Category and notice. A bar between words is no table: it stays as it is, for the eye."""
    separator = escaped(entry.separator, starts_line=False).replace("\\|", "|")
    notice = f"{plain(entry.pick.notice)}: " if entry.pick.notice else ""
    return (plain(entry.category) + separator if entry.category else "") + notice


def _joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(filter(None, blocks))
