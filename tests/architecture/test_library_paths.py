"""Only storage/ knows what lies where in a library.

Everybody else asks the Store, or hands an address on.
"""

from __future__ import annotations

import ast
from pathlib import Path

import digest

ROOT = Path(digest.__file__).parent
#: Folders and files of a library.
NAMES = {
    "archive.sqlite", "backups", "closed", "drafts", "editions.json", "feeds.json", "fetch.json", "index", "kept.json",
    "library.lock", "pages.json",
}  # fmt: skip


def paths_in(source: str) -> list[str]:
    """What is joined to a path with "/" or joinpath(), as far as it is written out."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            found.append(node.right)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "joinpath":
            found += node.args
    return [each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def test_such_a_path_is_found() -> None:
    assert paths_in("file = library / 'drafts' / name; other = folder.joinpath('closed')") == ["closed", "drafts"]


def test_no_path_of_a_library_is_known_outside_of_storage() -> None:
    told = [
        f"{file.relative_to(ROOT)}: {path}"
        for file in sorted(ROOT.rglob("*.py"))
        if "storage" not in file.relative_to(ROOT).parts
        for path in paths_in(file.read_text("utf-8"))
        if path.partition("/")[0] in NAMES
    ]
    assert told == []
