"""docs/json.md and docs/de/json.md name every command that prints JSON, with the same keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digest.storage.local import LocalStore
from tests.builders import NOW
from tests.cli.commands import every_command
from tests.cli.running import Digest
from tests.storage.test_archive import filled

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


def test_every_key_that_is_printed_is_on_the_page(tmp_path: Path) -> None:
    digest = Digest(tmp_path)
    store = LocalStore(digest.library, lambda: NOW)
    filled(store)
    store.close()
    rows = {line.split("`")[1]: line for line in PAGES["en"].read_text().splitlines() if line.startswith("| `digest ")}
    for command in (
        "entries",
        "feeds",
        "picks",
        "edition list",
        "edition show",
        "edition log",
        "check",
        "stats",
        "keys",
    ):
        printed = digest.ok(*command.split(), "--json").data
        one = printed[0] if isinstance(printed, list) else printed
        assert one.keys() <= set(re.findall(r"`([a-z_]+)`", rows[f"digest {command} --json"])), command
