"""docs/check.md lists every rule of the preflight, with its severity and meaning, in the order of the table."""

from __future__ import annotations

import re
from pathlib import Path

from digest.domain.preflight.preflight_rules import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "check.md"


def test_the_page_names_the_rules_that_there_are() -> None:
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"))
    assert rows == [(rule.id, rule.severity.value, str(rule.explanation)) for rule in RULES]
