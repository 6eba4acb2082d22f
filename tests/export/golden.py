"""The expected bytes of each format.

To renew them: `python -m tests.export.golden`, then read the diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from digest.domain.document import GENERATORS, MAIL_PARTS, STYLES, Document, RenderOptions
from digest.export.archive import archive_files
from digest.export.registry import FORMATS, renderer
from tests.export.ten_picks import SERIES, SLOTS, marked_picks, ten_picks, three_closed

GOLDEN = Path(__file__).parent / "golden"


def documents() -> Iterator[tuple[Path, Document]]:
    """Where each expected file lies, and what is rendered today."""
    for name in FORMATS:
        plain = renderer(name).render(ten_picks(), RenderOptions())
        yield GOLDEN / plain.name, plain
        options = RenderOptions(credit=True, languages=True, footer="Ein *Fuß*.", mail=SLOTS)
        marked = renderer(name).render(marked_picks(), options)
        yield GOLDEN / "marked" / marked.name, marked
    yield from _styles()
    for generator in GENERATORS:
        matter = renderer("markdown").render(three_closed()[0], RenderOptions(front_matter=generator))
        yield GOLDEN / generator / matter.name, matter
    blocks = renderer("fragment").render(ten_picks(), RenderOptions(blocks=True, title=False))
    yield GOLDEN / "blocks" / blocks.name, blocks
    headed = renderer("fragment").render(ten_picks(), RenderOptions(blocks=True, title=False, headings=True))
    yield GOLDEN / "headings" / headed.name, headed
    for name in ("linkedin", "mastodon"):
        short = renderer(name).render(ten_picks(), RenderOptions(short=True))
        yield GOLDEN / "short" / short.name, short
    for part in MAIL_PARTS:
        alone = renderer("email").render(ten_picks(), RenderOptions(part=part, mail=SLOTS))
        yield GOLDEN / "part" / alone.name, alone
    for name, body in archive_files(three_closed(), SERIES, RenderOptions()).items():
        yield GOLDEN / "archive" / name, Document(name, "text/html", body)


def _styles() -> Iterator[tuple[Path, Document]]:
    """Each style, plain and with all that it can carry."""
    for style in STYLES[1:]:
        for name in FORMATS:
            if name != "json":
                styled = renderer(name).render(marked_picks(), RenderOptions(style=style))
                yield GOLDEN / f"style-{style}" / styled.name, styled
                full = RenderOptions(style=style, numbered=True, own_posts=True, credit=True, languages=True)
                numbered = renderer(name).render(marked_picks(), full)
                yield GOLDEN / f"style-{style}" / "numbered" / numbered.name, numbered


if __name__ == "__main__":
    for path, document in documents():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.body)
