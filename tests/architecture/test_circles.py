"""No import circle within a layer.

Imports in functions and those for the type checker alone count, too.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def imports_of(source: str, modules: set[str]) -> set[str]:
    """The modules of the project that a file names in any import, wherever that stands."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            named |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            named |= {one.name for one in node.names}
    return named & modules


def circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """Groups of modules that lead to each other (Tarjan's strongly connected components)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(module: str) -> None:
        order[module] = low[module] = len(order)
        stack.append(module)
        for other in graph[module]:
            if other not in order:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], order[other])
        if low[module] == order[module]:
            group = set(stack[stack.index(module) :])
            del stack[stack.index(module) :]
            if len(group) > 1:
                found.append(group)

    for module in graph:
        if module not in order:
            visit(module)
    return found


def graph_of(folder: Path) -> dict[str, set[str]]:
    files = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in folder.rglob("*.py")}
    return {name: imports_of(file.read_text(encoding="utf-8"), set(files)) for name, file in files.items()}


@pytest.mark.parametrize("layer", ["tui", "cli", "services", "storage", "domain", "config"])
def test_nothing_leads_back_to_itself(layer: str) -> None:
    graph = graph_of(ROOT / "digest" / layer)
    assert len(graph) > 10
    assert circles(graph) == []


def test_nothing_below_the_application_names_it() -> None:
    graph = graph_of(ROOT / "digest" / "tui")
    assert [name for name, imports in graph.items() if "digest.tui.app" in imports] == []


def test_a_circle_is_found_wherever_its_imports_stand() -> None:
    lazy = "def f():\n    from b import x\n"
    typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n"
    graph = {"a": imports_of(lazy, {"a", "b"}), "b": imports_of(typed, {"a", "b"})}
    assert circles(graph) == [{"a", "b"}]
