"""Front ends ask services; no command and no screen reaches for the Store behind them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "digest"


def store_uses(source: str) -> list[int]:
    """The lines in which something's `store` or `_store` is asked for, by whatever spelling."""
    names = ("store", "_store")
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Attribute) and node.attr in names)
        or (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "getattr"
            and any(isinstance(one, ast.Constant) and one.value in names for one in node.args)
        )
    ]


@pytest.mark.parametrize("front_end", ["cli", "tui"])
def test_no_front_end_reaches_for_the_store(front_end: str) -> None:
    files = sorted((PACKAGE / front_end).rglob("*.py"))
    assert len(files) > 30
    found = {str(file.relative_to(PACKAGE)): store_uses(file.read_text(encoding="utf-8")) for file in files}
    assert {file: lines for file, lines in found.items() if lines} == {}


@pytest.mark.parametrize("line", ["library.store.feeds()", "x = library.store", "getattr(library, 'store').feed('1')"])
def test_every_spelling_is_found(line: str) -> None:
    assert store_uses(line) == [1]
