"""Python is started in one place, isolated.

No other code of the program starts an interpreter or forks one.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "digest"
STARTER = PACKAGE / "isolation" / "interpreter.py"

#: Ways to another interpreter: the running one's path, and the libraries that start or fork it themselves.
FORBIDDEN = {
    "sys.executable",
    "sys._base_executable",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "pty.fork",
    "pty.spawn",
}
LIBRARIES = {"multiprocessing", "concurrent.futures.process", "runpy", "venv", "ensurepip"}
NAMES = {"ProcessPoolExecutor", "_args_from_interpreter_flags"}


def starts_python(source: str) -> list[str]:
    """What in a module's source could start an interpreter."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            found += [name for name in (ast.unparse(node),) if name in FORBIDDEN or node.attr in NAMES]
        elif isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name in LIBRARIES]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            whole = {f"{module}.{name.name}" for name in node.names}
            found += [module] * (module in LIBRARIES) + sorted(whole & (FORBIDDEN | LIBRARIES))
            found += [name.name for name in node.names if name.name in NAMES]
        elif isinstance(node, ast.List | ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Constant):
            first = node.elts[0].value
            found += [first] * (isinstance(first, str) and Path(first).name.startswith("python"))
    return found


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nrun([sys.executable, '-m', 'x'])", "from sys import executable", "import multiprocessing",
        "from concurrent.futures import ProcessPoolExecutor", "import os\nos.fork()", "import runpy",
        "run(['python3', '-c', ''])",
    ],
)  # fmt: skip
def test_the_rule_sees_what_starts_python(source: str) -> None:
    assert starts_python(source)


def test_python_is_started_in_one_place() -> None:
    found = {
        str(file.relative_to(PACKAGE)): starts
        for file in PACKAGE.rglob("*.py")
        if file != STARTER and (starts := starts_python(file.read_text(encoding="utf-8")))
    }
    assert not found
    assert starts_python(STARTER.read_text(encoding="utf-8")) == ["sys.executable"]
