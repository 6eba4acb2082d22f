"""docs/json.md and docs/de/json.md name every command that prints JSON, with the same keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.commands import every_command

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: A list that the group itself prints without a command.
SAME_AS_ITS_GROUP = {"feeds list", "rules list", "searches list"}
PAGES = {"en": DOCS / "json.md", "de": DOCS / "de" / "json.md"}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_command_that_prints_json_is_on_the_page(page: Path) -> None:
    named = set(re.findall(r"`digest ([a-z ]*[a-z])[^`]* --json`", page.read_text(encoding="utf-8")))
    missing = {
        path
        for path, command in every_command()
        if any("--json" in parameter.opts for parameter in command.params) and path not in named
    }
    assert missing == SAME_AS_ITS_GROUP


def test_both_pages_name_the_same_keys() -> None:
    keys = [re.findall(r"`([a-z][a-z0-9_-]*)`", page.read_text(encoding="utf-8")) for page in PAGES.values()]
    assert keys[0] == keys[1]
