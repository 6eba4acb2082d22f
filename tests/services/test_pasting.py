"""What the desktop's clipboard holds.

Asked of the program that is there, and of nobody where there is no desktop.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from digest.services.publishing.clipboard_text import clipboard_text


def program(folder: Path, name: str, body: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    file.chmod(0o700)


@pytest.mark.parametrize(
    ("name", "variable"), [("wl-paste", "WAYLAND_DISPLAY"), ("xclip", "DISPLAY"), ("xsel", "DISPLAY"), ("pbpaste", "")]
)
def test_the_program_of_the_desktop_is_asked(tmp_path: Path, name: str, variable: str) -> None:
    program(tmp_path, name, "printf 'https://blog.example/ä'")
    environ = {"PATH": str(tmp_path)} | ({variable: ":0"} if variable else {})
    assert clipboard_text(environ) == "https://blog.example/ä"


def test_without_a_desktop_nobody_is_asked(tmp_path: Path) -> None:
    program(tmp_path, "xclip", "printf 'https://blog.example/'")
    assert clipboard_text({"PATH": str(tmp_path)}) == ""


def test_a_program_that_fails_or_hangs_is_left_alone(tmp_path: Path) -> None:
    program(tmp_path, "wl-paste", "exit 1")
    program(tmp_path, "xclip", "exec sleep 60")
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "DISPLAY": ":0", "WAYLAND_DISPLAY": ":0"}
    assert clipboard_text(environ) == ""
