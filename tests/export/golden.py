"""The expected bytes of each format. To renew them: `python -m tests.export.golden`, then read the diff."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from digest.export.registry import FORMATS, renderer
from digest.export.renderer import Document, RenderOptions
from tests.export.ten_picks import marked_picks, ten_picks

GOLDEN = Path(__file__).parent / "golden"


def documents() -> Iterator[tuple[Path, Document]]:
    """Where each expected file lies, and what is rendered today."""
    for name in FORMATS:
        plain = renderer(name).render(ten_picks(), RenderOptions())
        yield GOLDEN / plain.name, plain
        marked = renderer(name).render(marked_picks(), RenderOptions(credit=True))
        yield GOLDEN / "marked" / marked.name, marked


if __name__ == "__main__":
    for path, document in documents():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.body)
