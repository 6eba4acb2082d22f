"""Strangers' titles on every screen of a real terminal, which counts cells as digest does."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from digest.bootstrap import Library
from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore
from digest.tui.widgets.cells import cell_text, fit
from tests.builders import MONTH, a_feed, a_refresh, an_entry
from tests.feedserver import FeedServer
from tests.shared import Corpus
from tests.tui.libraries import CLOCK, environment
from tests.tui.terminal import ESC, Terminal
from tests.tui.test_terminal import HOSTILE, assert_clean

pytestmark = pytest.mark.slow

#: Titles of all widths; the corpus has more.
WIDE = [
    "今月のまとめ：危機広報", "👩‍👩‍👧‍👦 Familie", "🇩🇪🇦🇹🇨🇭 drei Länder", "👍🏽 mit Hautton", "❤️ mit Variante",
    "e\u0301 ü\u0308 verbunden", "한국어 제목", "สวัสดีชาวโลก", "\u200bnichts\u00ad zu sehen", "ｆｕｌｌ　ｗｉｄｔｈ",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿 Flagge aus Marken", "Z̴̡̛a̷̢l̸g̶o", "1️⃣ Taste", "〽️〰️", "עברית ו־English", "العربية",
]  # fmt: skip


def test_strangers_reach_no_screen_with_anything_but_text(tmp_path: Path) -> None:
    # Past the door where a feed's texts are cleaned: what is shown must hold by itself.
    store = LocalStore(tmp_path / "library", lambda: datetime.now(UTC))
    store.add_feeds([a_feed(number, title=title, folder=title, category=title) for number, title in enumerate(HOSTILE)])
    store.apply_refresh([
        a_refresh(f"f{number}", an_entry(number, f"f{number}", title=title, author=title, summary=title))
        for number, title in enumerate(HOSTILE)
    ])  # fmt: skip
    store.close()
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("EVIL leaves")
        steps = [
            ("h" + "j" * 20 + "l4", ""), ("F", "Status"), ("j" * 9, ""), ("\r", "Ordner"),
            (ESC, ""), ("F", ""), ("\x06EVIL", "Beiträge"), ("\x1b[B" * 9, ""), (ESC, "Eingang"),
            ("f", "Nur zeigen"), (ESC, ""), ("v", "KRISE"), ("ppp", "Vorschau"), ("X", "Datei"), ("kk", ""),
        ]  # fmt: skip
        for keys, seen in steps:
            at = terminal.type(keys)
            terminal.wait_until(lambda written, at=at: len(written) > at)
            if seen:
                terminal.wait_for(seen, at)
        terminal.type(f"{ESC}qqq")
        terminal.end()
        assert_clean(terminal)


@pytest.fixture
def tty(tmp_path: Path) -> Iterator[TtyOfTmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    terminal = TtyOfTmux(tmp_path)
    yield terminal
    terminal.close()


class TtyOfTmux:
    """An empty window of tmux, to write into and to ask where its cursor is then."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux")
        self._environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "HOME": str(folder)}
        self._tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", "200", "-y", "5", "cat")
        self._file = os.open(self._tmux("display", "-p", "#{pane_tty}").strip(), os.O_WRONLY | os.O_NOCTTY)

    def cells(self, text: str) -> int:
        """How many cells the text takes there."""
        self._write(f"\x1b[2J\x1b[H{text}\x1b[3;1Hend")
        end = time.monotonic() + 90
        while "end" not in self._tmux("capture-pane", "-p"):
            assert time.monotonic() < end
        self._write(f"\x1b[2J\x1b[H{text}")
        while "end" in self._tmux("capture-pane", "-p"):
            assert time.monotonic() < end
        return int(self._tmux("display", "-p", "#{cursor_x}"))

    def close(self) -> None:
        os.close(self._file)
        self._tmux("kill-server")

    def _write(self, text: str) -> None:
        os.write(self._file, text.encode())

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", self._socket, *arguments]
        return subprocess.run(command, env=self._environ, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("title", [*WIDE, *HOSTILE])
def test_a_terminal_counts_the_cells_of_a_title_as_digest_does(tty: TtyOfTmux, title: str) -> None:
    shown = cell_text(title)
    assert tty.cells(shown) == cell_len(shown)
    assert tty.cells(fit(title, 12)) == 12


def test_a_terminal_counts_the_cells_of_the_corpus_as_digest_does(
    corpus: Corpus, tty: TtyOfTmux, tmp_path: Path
) -> None:
    names = ("21-rich-textual-markup.xml", "22-bidi-zero-width.xml", "33-unicode-width.xml")
    with FeedServer() as server:
        library = Library({**environment(tmp_path), "DIGEST_ALLOW_HOSTS": "127.0.0.1"})
        for name in names:
            library.feeds.add(server.serve(f"/{name}", corpus.hostile(name).read_bytes()))
        library.refresh.run()
        titles = [row.entry.title for row in library.reading.entries(EntryQuery(), MONTH).rows]
        library.close()
    assert len(titles) > 40
    wrong = {}
    for title in filter(_is_counted_alike, titles):
        line = fit(title, 40)
        if (cells := tty.cells(line)) != 40:
            wrong[line] = cells
    assert wrong == {}


def _is_counted_alike(title: str) -> bool:
    """No vowel signs of Indic scripts, which terminals count differently.

    Nor emoji younger than tmux.
    """
    return not any(unicodedata.category(char) == "Mc" or char in "\U0001fae8\U0001f6dc" for char in title)
