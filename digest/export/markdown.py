"""Markdown: a heading, then for each entry a bold line with its link, and the comment.

CommonMark without extensions, and no more than other dialects read alike (`commentmarkdown`). Titles, categories and
names come from strangers: all their marks are escaped.
"""

from __future__ import annotations

import re

from digest.domain.document import Document, RenderOptions
from digest.domain.edition import Assembled
from digest.export.commentmarkdown import comment_markdown, continued, destination, joined
from digest.export.escape import escaped, without_links
from digest.export.frontmatter import dated_name, front_matter
from digest.export.layout import LaidEntry, document_name, laid_out
from digest.export.owntemplate import own_body

# "Hinweis: …" in the first line is metadata for MultiMarkdown, Pelican and MkDocs, and vanishes there.
_METADATA = re.compile(r"\A([\w -]{1,100}):(?=\s)")


class MarkdownRenderer:
    """`# Title`, then `**Category | [Title](address)**` and the comment, or another style.

    With front matter the title stands there and not above the entries; Jekyll wants its own kind of file name.
    """

    name = "markdown"
    extension = "md"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        head = (
            front_matter(assembled, options.front_matter, options.quotes, options.draft) if options.front_matter else ""
        )
        body = own_body("md", assembled, options) or _body(assembled, options)
        name = (
            dated_name(assembled)
            if options.front_matter == "jekyll"
            else document_name(assembled.edition, assembled.language, self.extension)
        )
        if not head:
            body = _METADATA.sub(r"\1&#58;", body)
        return Document(name, "text/markdown; charset=utf-8", (head + body).encode())


def plain(text: str) -> str:
    """Escape a stranger's line: marks and bare addresses stay text, wherever in a line."""
    return without_links(escaped(text))


def linked(entry: LaidEntry) -> str:
    """The title, or in style D the place, as a link; plain without an address."""
    words = plain(entry.pick.title) if entry.headed else plain(entry.pick.place) + " >>"
    return f"[{words}]({destination(entry.pick.url)})" if entry.pick.url else words


def _body(assembled: Assembled, options: RenderOptions) -> str:
    laid = laid_out(assembled, options)
    blocks = [
        f"# {plain(laid.title)}" if laid.shows_title and not options.front_matter else "",
        comment_markdown(laid.intro),
    ]
    for group in laid.groups:
        blocks.append(f"## {plain(group.heading)}" if group.heading else "")
        # Only a list that begins with 1 is counted alike by all programs.
        if laid.style == "C" and group.entries[0].number <= 1:
            blocks.append("\n\n".join(map(_listed, group.entries)))
        else:
            blocks += map(_entry, group.entries)
    return joined((*blocks, comment_markdown(laid.outro), comment_markdown(laid.footer))) + "\n"


def _entry(entry: LaidEntry) -> str:
    comment, quotation = comment_markdown(entry.pick.comment), _quotation(entry)
    if entry.headed:
        return joined((f"**{entry.marker}{_heading(entry)}**", _credit(entry), comment, quotation))
    number = f"{entry.number}\\." if entry.number else ""
    return joined((number, comment, quotation, _heading(entry), _credit(entry)))


def _listed(entry: LaidEntry) -> str:
    """The entry of a list, style C."""
    marker = entry.marker or "- "
    rest = (_credit(entry), comment_markdown(entry.pick.comment, marker), _quotation(entry))
    return continued(f"**{_heading(entry)}**", joined(rest), marker)


def _heading(entry: LaidEntry) -> str:
    notice = f"{plain(entry.pick.notice)}: " if entry.pick.notice else ""
    category = plain(entry.category) + escaped(entry.separator, starts_line=False) if entry.category else ""
    return category + notice + linked(entry) + (f" ({plain(entry.medium)})" if entry.medium else "")


def _credit(entry: LaidEntry) -> str:
    return f"({plain(entry.credit)})" if entry.credit else ""


def _quotation(entry: LaidEntry) -> str:
    return f"> {plain(entry.pick.quotation)}" if entry.pick.quotation else ""
