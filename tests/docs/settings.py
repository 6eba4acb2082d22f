"""The settings in docs/settings.md and docs/de/settings.md.

To renew them: `python -m tests.docs.keys`.
"""

from __future__ import annotations

import re
from pathlib import Path

from digest.config.language import activate, tell
from digest.config.toml import example

ROOT = Path(__file__).resolve().parents[2]
PAGES = {"en": ROOT / "docs" / "settings.md", "de": ROOT / "docs" / "de" / "settings.md"}
_SETTINGS = re.compile(r"(?<=“make messages” -->\n).*?(?=<!-- /settings -->)", re.DOTALL)


def renewed(page: str, language: str) -> str:
    """The page with the settings of today."""
    activate(language)
    try:
        written = f"```toml\n{example(tell).strip()}\n```\n"
    finally:
        activate("en")
    return _SETTINGS.sub(lambda _: written, page)
