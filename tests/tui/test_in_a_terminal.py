"""The same story in a real terminal.

Keys go in through tmux, and what is on the screen is read.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tui.demo_library import NOW
from tests.tui.test_finishing_the_digest import COMMENT, WANTED

ROOT = Path(__file__).resolve().parents[2]
# No test should come near it: it only ends one that hangs.
_PATIENCE = 90

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")]


DEMO = f"{sys.executable} -m digest demo"


class Tmux:
    """One tmux server of its own with one window."""

    def __init__(self, folder: Path, size: tuple[int, int], program: str = DEMO + "; cat") -> None:
        self._socket = str(folder / "tmux")
        self.folder = folder
        environ = {
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(ROOT),
            "DIGEST_NOW": NOW,
            "TMPDIR": str(folder),
        }
        command = ["new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), "-c", str(folder)]
        self._environ = environ
        self._tmux("-f", "/dev/null", *command, program)

    def press(self, *keys: str) -> None:
        """Keys by tmux's names."""
        self._tmux("send-keys", *keys)

    def types(self, text: str) -> None:
        self._tmux("send-keys", "-l", text)

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def sees(self, words: str) -> str:
        """Wait until something is on the screen; fails, showing it, where it never comes to be."""
        self.waits_until(lambda: words in self.screen(), words)
        return self.screen()

    def waits_until(self, condition: Callable[[], bool], what: str = "") -> None:
        """Let the program work until something is so.

        Fails, showing the screen, where it never comes to be.
        """
        end = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < end, f"never saw {what!r}:\n{self.screen()}"
            time.sleep(0.02)

    def cursor_line(self) -> str:
        """The row under the list's cursor; as much of a title is on it as a narrow list shows."""
        return next((line.partition("▌")[2] for line in self.screen().splitlines() if "▌" in line), "")

    def close(self) -> None:
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *arguments], env=self._environ, capture_output=True, text=True, check=True
        )
        return done.stdout


@pytest.fixture(params=[(80, 24), (120, 36)], ids=["80x24", "120x36"])
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmux]:
    tmux = Tmux(tmp_path, request.param)
    yield tmux
    tmux.close()


def test_the_november_digest_is_finished_in_a_real_terminal(terminal: Tmux) -> None:
    terminal.sees("4 picks to go")
    terminal.sees("▌")
    missing = len(WANTED)
    for title, key in WANTED.items():
        while title[:12] not in (line := terminal.cursor_line()):
            terminal.press("j")
            terminal.waits_until(lambda line=line: terminal.cursor_line() not in ("", line))
        terminal.press(key)
        terminal.sees("Picked. Now c")
        terminal.press("c")
        terminal.sees("Write a sentence")
        terminal.types(f"{COMMENT} ({missing})")
        terminal.press("Escape")
        missing -= 1
        terminal.sees({0: "That makes the number", 1: "One pick to go"}.get(missing, f"{missing} picks to go"))

    terminal.press("v")
    terminal.sees("The check finds an error")
    terminal.press("n", "Enter")
    terminal.sees("Tab goes to the next field")
    terminal.press(*["BSpace"] * len(" TODO: Beispiel nennen"), "Escape")
    terminal.sees("nothing to mend")

    terminal.press("g", "j", "j", "J")
    terminal.sees("2  Strategie oder")
    terminal.press("X")
    terminal.sees("2026-11-lesetipps.html")
    terminal.press("Enter")
    terminal.sees("Done: that is a month")
    page = (terminal.folder / "2026-11-lesetipps.html").read_text("utf-8")
    assert page.count("<article") == 10
    assert page.count(COMMENT) == 4
    assert page.index("Reichweite ist keine Wirkung") < page.index("Strategie oder Ideensammlung")
    terminal.press("q", "q")
    terminal.waits_until(lambda: "Inbox" not in terminal.screen(), "the shell again")


def test_after_a_suspend_the_screen_is_drawn_again(tmp_path: Path) -> None:
    terminal = Tmux(tmp_path, (100, 30), "bash --norc -i")
    try:
        terminal.types(f"{DEMO} & echo $! > number; fg")
        terminal.press("Enter")
        shown = ("6 of 10 picks", "4 picks to go", "▌●", "preisgekrönter", "? help")
        for words in shown:
            terminal.sees(words)
        os.kill(int((tmp_path / "number").read_text()), signal.SIGTSTP)
        # The shell has the terminal again, and it is as it was.
        assert "▌" not in terminal.sees("Stopped")
        terminal.types("fg")
        terminal.press("Enter")
        for words in shown:
            terminal.sees(words)
        line = terminal.cursor_line()
        terminal.press("j")
        terminal.waits_until(lambda: terminal.cursor_line() not in ("", line), "the cursor elsewhere")
    finally:
        terminal.close()
