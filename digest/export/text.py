"""Plain text, in the form in which the digests have always been written; also what LinkedIn and mail programs take."""

from __future__ import annotations

from digest.domain.edition import Assembled
from digest.export.content import ShownPick, line, shown_pick, typed
from digest.export.renderer import Document, RenderOptions, document_name


class TextRenderer:
    """Title, then `Category | Title` with the comment below, a blank line between; comments exactly as typed."""

    name = "text"
    extension = "txt"

    def render(self, assembled: Assembled, options: RenderOptions) -> Document:
        edition = assembled.edition
        entries = (_entry(shown_pick(pick, assembled.language), options) for pick in assembled.picks)
        blocks = (line(assembled.title), typed(edition.intro), *entries, typed(edition.outro))
        text = "\n\n".join(block for block in blocks if block) + "\n"
        return Document(
            document_name(edition, assembled.language, self.extension), "text/plain; charset=utf-8", text.encode()
        )


def _entry(pick: ShownPick, options: RenderOptions) -> str:
    title = f"{pick.notice}: {pick.title}" if pick.notice else pick.title
    heading = " | ".join(filter(None, (pick.category, title))) + (f" ({pick.medium})" if pick.medium else "")
    credit = f"({pick.credit})" if options.credit and pick.credit else ""
    return "\n".join(filter(None, (heading, credit, pick.comment, pick.quotation)))
