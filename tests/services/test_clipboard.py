"""The clipboard: which program is asked, what it gets, and what the user is told."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest

from digest.services.publishing.clipboard import OSC52_LIMIT, Copied, copy, open_terminal

TEXT, HTML = "Krise | „Titel“\nÄ", "<h3>Krise | „Titel“</h3>"


class Desktop:
    """A folder of programs that write down how they were called and what they were given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, name: str, code: int = 0) -> None:
        program = self.folder / name
        program.write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$@" > "{self.folder}/called"\n/bin/cat > "{self.folder}/given"\nexit {code}\n'
        )
        program.chmod(0o755)

    @property
    def called(self) -> list[str]:
        return (self.folder / "called").read_text(encoding="utf-8").splitlines()

    @property
    def given(self) -> bytes:
        return (self.folder / "given").read_bytes()

    def copy(self, html: str = HTML, platform: str = "linux", text: str = TEXT, **environ: str) -> tuple[Copied, str]:
        terminal = io.StringIO()
        done = copy(text, html, {"PATH": str(self.folder), **environ}, platform, terminal)
        return done, terminal.getvalue()


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    return Desktop(tmp_path)


def test_wayland_takes_formatted_text(desktop: Desktop) -> None:
    desktop.install("wl-copy")
    done, escape = desktop.copy(WAYLAND_DISPLAY="wayland-0")
    assert (done.way, done.rich, done.plain, escape) == ("wl-copy", True, False, "")
    assert (desktop.called, desktop.given.decode()) == (["--type", "text/html"], HTML)
    assert "wl-copy" in str(done.note)


def test_x11_takes_formatted_text(desktop: Desktop) -> None:
    desktop.install("xclip")
    done, _ = desktop.copy(DISPLAY=":0")
    assert (done.way, done.rich) == ("xclip", True)
    assert desktop.called == ["-selection", "clipboard", "-t", "text/html", "-in"]
    assert desktop.given.decode() == HTML


@pytest.mark.parametrize(("program", "variable", "arguments"), [
    ("wl-copy", "WAYLAND_DISPLAY", ["--type", "text/plain;charset=utf-8"]),
    ("xclip", "DISPLAY", ["-selection", "clipboard", "-t", "UTF8_STRING", "-in"]),
    ("xsel", "DISPLAY", ["--clipboard", "--input"]),
])  # fmt: skip
def test_plain_text_alone_is_given_as_it_is(
    desktop: Desktop, program: str, variable: str, arguments: list[str]
) -> None:
    desktop.install(program)
    done, _ = desktop.copy(html="", **{variable: "0"})
    assert (done.way, done.rich, done.plain) == (program, False, True)
    assert (desktop.called, desktop.given.decode()) == (arguments, TEXT)


def test_a_mac_takes_both_kinds_at_once(desktop: Desktop) -> None:
    desktop.install("osascript")
    done, _ = desktop.copy(platform="darwin")
    assert (done.way, done.rich, done.plain) == ("osascript", True, True)
    script = desktop.given.decode()
    assert HTML.encode().hex().upper() in script
    assert TEXT.encode("utf-16").hex().upper() in script
    assert script.isascii() or "«data" in script


def test_a_mac_without_scripts_takes_plain_text(desktop: Desktop) -> None:
    desktop.install("osascript", code=1)
    desktop.install("pbcopy")
    done, _ = desktop.copy(platform="darwin")
    assert (done.way, done.rich, done.plain) == ("pbcopy", False, True)
    assert desktop.given.decode() == TEXT


def test_windows_under_linux_takes_both_kinds_at_once(desktop: Desktop) -> None:
    desktop.install("powershell.exe")
    done, _ = desktop.copy(WSL_DISTRO_NAME="Debian", DISPLAY=":0")
    assert (done.way, done.rich, done.plain) == ("powershell.exe", True, True)
    assert [base64.b64decode(part).decode() for part in desktop.given.split()] == [HTML, TEXT]


def test_windows_without_powershell_takes_plain_text(desktop: Desktop) -> None:
    desktop.install("clip.exe")
    done, _ = desktop.copy(WSL_INTEROP="/run/1")
    assert (done.way, done.rich) == ("clip.exe", False)
    assert desktop.given.decode("utf-16") == TEXT.replace("\n", "\r\n")


def test_a_program_that_fails_gives_way_to_the_next(desktop: Desktop) -> None:
    desktop.install("wl-copy", code=1)
    done, escape = desktop.copy(WAYLAND_DISPLAY="wayland-0")
    assert done.way == "osc52"
    assert escape == f"\x1b]52;c;{base64.b64encode(TEXT.encode()).decode()}\x07"
    assert "through the terminal" in str(done.note)


def test_over_ssh_the_terminal_is_asked_because_the_programs_serve_another_desk(desktop: Desktop) -> None:
    desktop.install("xclip")
    done, escape = desktop.copy(DISPLAY="localhost:10.0", SSH_CONNECTION="1 2 3 4")
    assert done.way == "osc52"
    assert escape


def test_in_tmux_the_user_is_told_what_tmux_needs(desktop: Desktop) -> None:
    assert "set-clipboard" in str(desktop.copy(TMUX="/tmp/tmux")[0].note)


def test_a_text_too_long_for_terminals_is_not_cut_but_refused(desktop: Desktop) -> None:
    done, escape = desktop.copy(text="x" * OSC52_LIMIT)
    assert (done.way, escape) == ("", "")
    assert "too long" in str(done.note)


def test_without_program_and_terminal_nothing_is_claimed(tmp_path: Path) -> None:
    done = copy(TEXT, HTML, {"PATH": str(tmp_path)}, "linux", None)
    assert (done.way, done.rich, done.plain) == ("", False, False)


def test_the_terminal_is_given_back(tmp_path: Path) -> None:
    place = tmp_path / "tty"
    place.touch()
    with open_terminal(str(place)) as terminal:
        assert terminal is not None
        terminal.write("x")
    assert terminal.closed  # type: ignore[attr-defined]
    assert place.read_text() == "x"
    with open_terminal(str(tmp_path / "none" / "tty")) as none:
        assert none is None
