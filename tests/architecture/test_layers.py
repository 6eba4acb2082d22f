"""The layers of docs/architecture.md, on the import graph and on what a command loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_imports_run_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def loaded_by(arguments: list[str], environ: dict[str, str]) -> set[str]:
    """Top-level packages in sys.modules after a command ran in a fresh process."""
    program = (
        "import sys\n"
        "from digest.cli.main import run\n"
        f"run({arguments!r})\n"
        "print('\\n#' + ' '.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True)
    names = done.stderr.rpartition("#")[2].split()
    return {name.partition(".")[0] for name in names} | {name for name in names if name.startswith("digest.")}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "DIGEST_LIBRARY": str(tmp_path / "library"), "PATH": "/usr/bin:/bin"}


HEAVY = {
    "textual",
    "rich",
    "httpx2",
    "httpcore2",
    "feedparser",
    "trafilatura",
    "babel",
    "lxml",
    "nh3",
    "dateparser",
    "jinja2",
}


def test_help_loads_click_and_nothing_heavy(environ: dict[str, str]) -> None:
    loaded = loaded_by(["--help"], environ)
    assert "click" in loaded
    assert not loaded & (HEAVY | {"tinydb", "asyncio", "tomllib", "digest.services.refresh.refresh"})


def test_a_fetch_with_nothing_due_loads_no_client_and_no_parser(environ: dict[str, str]) -> None:
    loaded = loaded_by(["fetch"], environ)
    assert "digest.services.refresh.refresh" in loaded
    assert not loaded & HEAVY


def test_an_export_loads_neither_client_nor_parser(environ: dict[str, str]) -> None:
    loaded = loaded_by(["export", "2026-11", "--format", "html"], environ)
    assert "digest.export.html" in loaded
    assert not loaded & {"httpx2", "httpcore2", "feedparser", "textual", "trafilatura"}


def test_package_inits_hold_a_docstring_and_nothing_else() -> None:
    for file in (ROOT / "digest").rglob("__init__.py"):
        if file.parent.name != "digest":
            assert len(file.read_text(encoding="utf-8").strip().splitlines()) <= 1, file


def test_the_first_frame_of_the_interface_waits_for_no_command_library_and_editor(environ: dict[str, str]) -> None:
    program = "import sys, digest.cli.main, digest.cli.tui, digest.tui.app; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "digest.tui.inbox.inbox_screen" in loaded
    assert not loaded & {"click", "orjson", "json", "html.parser", "webbrowser", "textual.widgets._text_area"}
    wait = (
        "digest.storage",
        "digest.export",
        "digest.feeds",
        "digest.services.reading.entries",
        "digest.services.session.actions",
    )
    assert not [name for name in loaded if name.startswith(wait)]
