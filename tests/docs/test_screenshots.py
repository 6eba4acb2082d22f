"""The screenshots that the documentation shows are there, and fetch nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


def test_every_picture_of_the_readme_is_in_the_repository() -> None:
    pictures = PICTURE.findall((ROOT / "README.md").read_text("utf-8"))
    assert pictures
    assert not [name for name in pictures if not (ROOT / name).is_file()]


def test_a_screenshot_asks_nobody_for_anything() -> None:
    shots = list((ROOT / "docs" / "screenshots").glob("*.svg"))
    assert shots
    for shot in shots:
        text = re.sub(r'xmlns(:\w+)?="[^"]*"', "", shot.read_text("utf-8"))
        assert not re.search(r"(?:src|href)\s*[:=]|url\((?!#)|@import|<script", text), shot
