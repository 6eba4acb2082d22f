"""docs/check.md lists every rule of the preflight, with severity and meaning, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.config.language import activate, translated
from digest.domain.preflight.preflight_rules import RULES

DOCS = Path(__file__).resolve().parents[2] / "docs"
GERMAN = {"error": "Fehler", "warning": "Hinweis"}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    activate("en")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_names_the_rules_that_there_are(language: str) -> None:
    activate(language)
    page = DOCS / ("de/check.md" if language == "de" else "check.md")
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| (\w+) \| (.+) \|$", page.read_text(encoding="utf-8"))
    severities = GERMAN if language == "de" else {name: name for name in GERMAN}
    assert rows == [(rule.id, severities[rule.severity.value], translated(str(rule.explanation))) for rule in RULES]


@pytest.mark.parametrize("name", ["check", "json", "limits", "old-posts", "scheduling", "storage"])
def test_the_german_page_has_the_sections_and_commands_of_the_english_one(name: str) -> None:
    """What a shell would be given is the same but for words that a reader chooses."""
    shapes = []
    for page in (DOCS / f"{name}.md", DOCS / "de" / f"{name}.md"):
        text = page.read_text(encoding="utf-8")
        options = re.findall(r"(?<![\w-])--[a-z-]+", text)
        shapes.append((len(re.findall(r"(?m)^## ", text)), len(re.findall(r"(?m)^- ", text)), sorted({*options})))
    assert shapes[0] == shapes[1]
