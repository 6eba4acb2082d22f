"""The man page says what the commands say, in both languages, and goes into the wheel."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.cli.commands import every_command

ROOT = Path(__file__).resolve().parents[2]
MAKE = runpy.run_path(str(ROOT / "docs" / "man" / "make.py"))


def test_the_pages_are_what_the_commands_say_today() -> None:
    for file, text in MAKE["pages"]().items():
        assert file.read_text(encoding="utf-8") == text, "renew them with: make messages"


def test_every_command_and_option_is_on_the_page() -> None:
    page = MAKE["PAGES"]["en"].read_text(encoding="utf-8").replace("\\-", "-")
    for path, command in every_command():
        assert f'"digest {path}"' in page or not path
        for param in command.params:
            assert all(name in page for name in param.opts if name.startswith("-"))


def test_no_english_is_left_on_the_german_page() -> None:
    german = MAKE["PAGES"]["de"].read_text(encoding="utf-8")
    for word in (" the ", "Options", "Usage", "Examples", "[OPTIONS]"):
        assert word not in german


@pytest.mark.slow
def test_a_manual_reader_has_nothing_to_say_against_it() -> None:
    if shutil.which("groff") is None:
        pytest.skip("no groff here; install it to run this test")
    for page in MAKE["PAGES"].values():
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-K", "utf8", "-ww", "-z", page], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0
        assert done.stderr == ""


def test_the_wheel_installs_both_pages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    installed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert {ROOT / file for file in installed} == set(MAKE["PAGES"].values())
    assert set(installed.values()) == {"share/man/man1/digest.1", "share/man/de/man1/digest.1"}
