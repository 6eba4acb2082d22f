"""The tools around the code agree: versions, commands and what the wheel carries."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").lower().splitlines() if "==" in line
)


@pytest.mark.parametrize("tool", ["ruff", "codespell"])
def test_hooks_run_the_versions_of_the_constraints(tool: str) -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    found = re.search(rf"{tool}(?:-pre-commit)?\n\s+rev: v(\S+)", hooks)
    assert found
    assert found[1] == PINNED[tool]


def test_the_workflow_runs_what_a_contributor_runs_on_every_version() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    assert "run: .ci/run" in workflow
    for version in ("3.11", "3.12", "3.13", "3.14"):
        assert f'"{version}"' in workflow


def test_types_are_part_of_the_package() -> None:
    assert (ROOT / "digest" / "py.typed").is_file()


def test_every_dependency_is_bounded_and_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [*project["dependencies"], *(one for group in project["optional-dependencies"].values() for one in group)]
    for requirement in named:
        name = re.split(r"[\[><=]", requirement)[0].lower()
        assert re.search(r">=[\d.]+,<\d", requirement), requirement
        assert name.replace("-", "_") in {pinned.replace("-", "_") for pinned in PINNED}, requirement
