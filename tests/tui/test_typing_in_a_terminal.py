"""The law of typing in a real terminal.

Keys that come in one write, and Ctrl-Z as a shell knows it.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, a_pick
from tests.tui.libraries import fill
from tests.tui.test_in_a_terminal import Tmux
from tests.tui.typing import plainly

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")]

#: Textual's names, as tmux calls the same keys.
NAMES = {
    "home": "Home", "end": "End", "left": "Left", "right": "Right", "backspace": "BSpace", "ctrl+u": "C-u",
    "ctrl+k": "C-k", "ctrl+a": "C-a", "ctrl+e": "C-e", "tab": "Tab", "shift+tab": "BTab", "pageup": "PPage",
}  # fmt: skip
#: The lines of the title's form that take any text, in their order; behind them stands the published address.
TITLE_FORM = ("title", "topic", "preheader")

_KEYS = st.lists(st.sampled_from([*"qdcuXCnJ0129?:äß", *NAMES]), min_size=1, max_size=10)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with an edition of two picks, and nothing else of the user's around."""
    fill(tmp_path)
    store = LocalStore(tmp_path / "library", lambda: NOW)
    for number in (1, 2):
        store.add_pick(a_pick(number), NOW)
    store.close()
    return tmp_path


@pytest.fixture
def shell(library: Path) -> Iterator[Tmux]:
    tmux = Tmux(library, (100, 30), "bash --norc -i")
    tmux.types(f"PS1='shell> '; {sys.executable} -m digest --library {library / 'library'}")
    tmux.press("Enter")
    tmux.sees("Beitrag 12")
    tmux.sees("Inbox ·")
    yield tmux
    tmux.close()


def texts_of(library: Path) -> list[str]:
    store = LocalStore(library / "library", lambda: NOW)
    try:
        edition = store.edition(MONTH)
        return [edition.title, edition.topic, edition.preheader]
    finally:
        store.close()


def led_on(keys: list[str]) -> tuple[list[str], list[list[str]]]:
    """The keys without those that would make an address that is none.

    What each text of the form is typed with.
    """
    at, sent = 0, []
    streams: list[list[str]] = [[] for _ in TITLE_FORM]
    for key in keys:
        if "tab" in key:
            at = (at + (1 if key == "tab" else -1)) % (len(TITLE_FORM) + 1)
        elif at == len(TITLE_FORM):
            continue
        elif key != "pageup":
            streams[at].append(key)
        sent.append(key)
    return sent, streams


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=_KEYS)
@example(keys=["a", "b", "home", "X"])
@example(keys=["a", "ctrl+u", "Z", "tab", "q", "q"])
def test_keys_that_come_in_one_write_reach_the_title_in_their_order(
    shell: Tmux, library: Path, keys: list[str]
) -> None:
    """Title, topic and preheader: Tab leads from one to the next, also in the midst of a write."""
    if "Inbox ·" in shell.screen():
        shell.press("v")
    shell.sees("Outro")
    sent, streams = led_on(keys)
    typed = [asyncio.run(plainly("", stream, prose=False)) for stream in streams]
    emptied = ["C-u", "C-k", "Tab"] * len(TITLE_FORM) + ["Tab"]
    # From opening the form to leaving it: one write.
    shell.press("g", "Enter", *emptied, *(NAMES.get(key, key) for key in sent), "Escape")
    shell.waits_until(lambda: texts_of(library) == typed, repr(typed))
    shell.waits_until(lambda: "done, all is saved" not in shell.screen(), "the end of the form")
    shell.sees("Outro")


def test_ctrl_z_gives_the_shell_back_and_fg_goes_on(shell: Tmux) -> None:
    shell.press("C-z")
    shell.sees("Stopped")
    shell.types("echo still $((40 + 2)) here")
    shell.press("Enter")
    shell.sees("still 42 here")
    shell.types("fg")
    shell.press("Enter")
    shell.sees("Beitrag 12")
    shell.press("j")
    shell.waits_until(lambda: "Beitrag 11" in shell.cursor_line(), "the cursor")


def test_where_no_shell_waits_ctrl_z_stops_nothing(library: Path) -> None:
    tmux = Tmux(library, (100, 30), f"{sys.executable} -m digest --library {library / 'library'}; cat")
    try:
        tmux.sees("Beitrag 12")
        tmux.press("C-z")
        tmux.sees("There is no shell here")
        tmux.press("j")
        tmux.waits_until(lambda: "Beitrag 11" in tmux.cursor_line(), "the cursor")
    finally:
        tmux.close()
