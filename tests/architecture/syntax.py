"""The source as syntax trees: each file is read and parsed once in a process of tests."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def tree(file: Path) -> ast.Module:
    """The tree of a Python file; shared, so nobody changes it."""
    return ast.parse(file.read_text(encoding="utf-8"))
