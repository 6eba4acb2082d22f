"""docs/architecture.md names files that exist, and names that stand in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = {path.name for path in (ROOT / "digest").rglob("*")}


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_file_and_folder_that_is_named_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = set(re.findall(r"`([\w./-]+?(?:/|\.py|\.md))[`:]", text)) - {"utils.py"}
    assert len(named) > 5
    missing = [
        name
        for name in sorted(named)
        if not any((folder / name).exists() for folder in (ROOT, ROOT / "digest"))
        and ("/" in name.rstrip("/") or name.rstrip("/") not in NAMES)
    ]
    assert not missing


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_name_behind_a_file_stands_in_it(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = [
        (file, name)
        for file, words in re.findall(r"`([\w./-]+\.py)`,? \(([^()]*)\)", text)
        for name in re.findall(r"`(?:\w+\.)*(\w+)`", words)
    ]
    assert named
    missing = [
        (file, name)
        for file, name in named
        if not any(
            re.search(rf"\b{name}\b", found.read_text("utf-8"))
            for found in (ROOT / "digest").rglob(Path(file).name)
            if found.as_posix().endswith(f"/{file}")
        )
    ]
    assert not missing
