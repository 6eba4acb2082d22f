"""Markdown: one heading, then each entry as a bold line with its link, and the comment as a paragraph of its own.

CommonMark without extensions. Titles, categories and names come from strangers: all their marks are escaped.
"""

from __future__ import annotations

from digest.domain.edition import Assembled
from digest.export.comment import comment_markdown, destination
from digest.export.content import ShownPick, line, shown_pick, typed
from digest.export.escape import escaped, without_links
from digest.export.renderer import Document, RenderOptions, document_name


class MarkdownRenderer:
    """`# Title`, then `**Category | [Title](address)**` and the comment, blank lines between."""

    name = "markdown"
    extension = "md"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        edition = assembled.edition
        entries = (_entry(shown_pick(pick, assembled.language), options) for pick in assembled.picks)
        blocks = (
            f"# {_plain(line(assembled.title))}",
            comment_markdown(typed(edition.intro)),
            *entries,
            comment_markdown(typed(edition.outro)),
        )
        text = "\n\n".join(block for block in blocks if block) + "\n"
        return Document(
            document_name(edition, assembled.language, self.extension), "text/markdown; charset=utf-8", text.encode()
        )


def _entry(pick: ShownPick, options: RenderOptions) -> str:
    title = f"[{_plain(pick.title)}]({destination(pick.url)})" if pick.url else _plain(pick.title)
    title = f"{_plain(pick.notice)}: {title}" if pick.notice else title
    title = f"{title} ({_plain(pick.medium)})" if pick.medium else title
    heading = " | ".join(filter(None, (_plain(pick.category), title)))
    blocks = (
        f"**{heading}**",
        f"({_plain(pick.credit)})" if options.credit and pick.credit else "",
        comment_markdown(pick.comment),
        f"> {_plain(pick.quotation)}" if pick.quotation else "",
    )
    return "\n\n".join(filter(None, blocks))


def _plain(text: str) -> str:
    """A stranger's line: marks and bare addresses stay text, wherever in the line it comes to stand."""
    return without_links(escaped(text))
