"""The tables of keys in docs/interface.md and docs/de/interface.md.

To renew them, and the settings (`settings.py`): `python -m tests.docs.keys`.
"""

from __future__ import annotations

import re
from pathlib import Path

from digest.config.language import activate, tell
from digest.domain.message import msg
from digest.tui.commands.catalogue import Catalogue
from digest.tui.commands.command import shown_key
from tests.docs import settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"en": ROOT / "docs" / "interface.md", "de": ROOT / "docs" / "de" / "interface.md"}
_TABLE = re.compile(r"(?<=<!-- keys -->\n).*?(?=<!-- /keys -->)", re.DOTALL)


def renewed(page: str, language: str) -> str:
    """The page with its table as the catalogue of commands has it today."""
    activate(language)
    try:
        head = [tell(title) for title in (msg("Keys"), msg("What it does"), msg("Where"), msg("Id"))]
        screens = {"inbox": msg("inbox"), "edition": msg("edition"), "feeds": msg("feeds")}
        rows = [
            [
                " ".join(f"`{shown_key(key)}`" for key in one.keys) or "–",
                tell(one.help),
                ", ".join(tell(screens[screen]) for screen in one.screens),
                one.id,
            ]
            for one in Catalogue({}).commands
        ]
    finally:
        activate("en")
    lines = [head, ["---"] * len(head), *rows]
    return _TABLE.sub(lambda _: "".join(f"| {' | '.join(line)} |\n" for line in lines), page)


if __name__ == "__main__":
    for language, page in PAGES.items():
        page.write_text(renewed(page.read_text("utf-8"), language), "utf-8")
        of_settings = settings.PAGES[language]
        of_settings.write_text(settings.renewed(of_settings.read_text("utf-8"), language), "utf-8")
