"""Files, functions and summaries small enough to hold in the head, no error swallowed."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.syntax import tree

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 400
MOST_FUNCTION_LINES = 60
LONGEST_FIRST_LINE = 90


def sources() -> list[Path]:
    return sorted([*(ROOT / "digest").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])


def test_no_file_holds_more_than_one_subject_can_fill() -> None:
    long = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in sources()}
    assert not {name: lines for name, lines in long.items() if lines > MOST_LINES}


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in sources()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert not long


def test_a_docstring_begins_with_one_short_line() -> None:
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    long = [
        f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"
        for file in sorted((ROOT / "digest").rglob("*.py"))
        for node in ast.walk(tree(file))
        if isinstance(node, documented) and len((ast.get_docstring(node) or "").partition("\n")[0]) > LONGEST_FIRST_LINE
    ]
    assert not long


def test_no_broad_error_is_swallowed() -> None:
    broad = {"Exception", "BaseException"}
    swallowed = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in sources()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in broad)
        and all(isinstance(part, ast.Pass | ast.Continue) for part in node.body)
    ]
    assert not swallowed


def test_the_app_itself_stays_small_for_what_keys_do_is_elsewhere() -> None:
    lines = (ROOT / "digest" / "tui" / "app.py").read_text("utf-8").splitlines()
    assert len(lines) < 150
