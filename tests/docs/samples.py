"""The samples in docs/editions.md and docs/de/editions.md, made by the exports themselves.

To renew them: `python -m tests.docs.samples`.

A sample is a code block whose info string names it: "```markdown sample=style-B".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from digest.domain.document import GENERATORS, STYLES, RenderOptions
from digest.domain.edition import Assembled, Frozen
from digest.export.registry import renderer
from tests.export.reading import mail_part
from tests.export.ten_picks import SLOTS, assembled, edition, picks

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: The English page shows every sample, the German one some.
PAGE, GERMAN = DOCS / "editions.md", DOCS / "de" / "editions.md"
_BLOCK = re.compile(r"^(```\w+ sample=(\S+)\n).*?^(```)$", re.DOTALL | re.MULTILINE)


@cache
def samples() -> Mapping[str, str]:
    """What each sample shows, by name.

    An edition of one pick, closed, so that front matter has a date.
    """
    texts = {
        "markdown": _rendered("markdown"),
        "fragment": _rendered("fragment"),
        "blocks": _rendered("fragment", blocks=True, title=False),
        "headings": _rendered("fragment", headings=True),
        "text": _rendered("text"),
        "linkedin": _rendered("linkedin"),
        "mastodon": _rendered("mastodon"),
        "linkedin-short": _rendered("linkedin", short=True),
        "json": _rendered("json"),
        "mail": mail_part(renderer("email").render(_edition(), RenderOptions(mail=SLOTS)).body, "plain"),
    }
    for style in STYLES:
        texts[f"style-{style}"] = _rendered("text", style=style, title=False).partition("\n\n")[2]
    for generator in GENERATORS:
        texts[generator] = _rendered("markdown", front_matter=generator).partition("\n\n")[0]
    return {name: text.replace("\r\n", "\n").strip("\n") + "\n" for name, text in texts.items()}


def names(page: str) -> list[str]:
    """The samples that a page shows, in their order."""
    return [found[2] for found in _BLOCK.finditer(page)]


def renewed(page: str) -> str:
    """The page with every sample as it is today. Raises KeyError for one that does not exist."""
    return _BLOCK.sub(lambda found: found[1] + samples()[found[2]] + found[3], page)


def _rendered(name: str, **options: object) -> str:
    return renderer(name).render(_edition(), RenderOptions(**options)).body.decode()  # type: ignore[arg-type]


def _edition() -> Assembled:
    pick = replace(
        picks()[-1],
        comment="*Überaus wahr:* Wer in der ersten Stunde schweigt, hat auch etwas gesagt.",
    )
    title = "Gedankengang: 1 Lesetipp aus dem April"
    frozen = Frozen(title, (pick.category,), 1, "de")
    closed = datetime(2026, 5, 2, 8, tzinfo=UTC)
    of = replace(
        edition(), intro="Der April war laut.", outro="", preheader="Von der ersten Stunde einer Krise", closed=closed,
        frozen=frozen,
    )  # fmt: skip
    return assembled((pick,), of, title=title)


if __name__ == "__main__":
    for page in (PAGE, GERMAN):
        page.write_text(renewed(page.read_text("utf-8")), "utf-8")
