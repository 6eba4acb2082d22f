"""The interface in a real terminal.

What it writes there, and what is left when it is ended from outside.
"""

from __future__ import annotations

import re
import signal
import unicodedata
from pathlib import Path

import pytest

from digest.bootstrap import Library
from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, an_entry
from tests.feedserver import FeedServer
from tests.shared import Corpus
from tests.tui.libraries import CLOCK, environment, fill
from tests.tui.terminal import ESC, SEQUENCE, Terminal

pytestmark = pytest.mark.slow

#: What has to be switched off again: the alternate screen, the mouse (SGR), bracketed paste; and the cursor on.
RESTORED = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?2004l", b"\x1b[?25h")

#: Where it stopped in the middle of a write it hung, about once in fifteen on a busy machine.
STOPS = 30


def comment(home: Path) -> str:
    picks = LocalStore(home / "library", lambda: NOW).picks(MONTH)
    return picks[0].comment if picks else ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_interface_with_the_terminal_as_it_was(tmp_path: Path, number: signal.Signals) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        terminal.kill(number)
        for sequence in RESTORED:
            assert sequence in terminal.written


def test_the_interface_stops_and_goes_on_in_the_middle_of_whatever_it_does(tmp_path: Path) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        for _ in range(STOPS):
            at = terminal.type("jkjkjk")
            terminal.process.send_signal(signal.SIGTSTP)
            terminal.wait_for("\x1b[?1049l", at)
            terminal.wait_until_stopped()
            at = len(terminal.written)
            terminal.process.send_signal(signal.SIGCONT)
            drawn_again(terminal, at)
        terminal.type("q")
        assert terminal.end() == 0


def test_to_go_on_without_having_stopped_does_no_harm(tmp_path: Path) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        before = terminal.modes()
        for _ in range(3):
            at = len(terminal.written)
            terminal.process.send_signal(signal.SIGCONT)
            drawn_again(terminal, at)
        assert terminal.modes() == before
        terminal.type("q")
        assert terminal.end() == 0


def drawn_again(terminal: Terminal, since: int) -> None:
    """Wait until the terminal is taken again and the list stands on the empty screen."""
    terminal.wait_for("Beitrag 12", terminal.wait_for("\x1b[?1049h", since))


def test_what_was_typed_is_kept_when_a_signal_comes_in_the_middle(tmp_path: Path) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        start_commenting(terminal)
        terminal.type("Überaus wahr: wer zuerst spricht")
        terminal.wait_for("spricht")
        terminal.kill(signal.SIGTERM)
    assert comment(tmp_path) == "Überaus wahr: wer zuerst spricht"


def test_a_terminal_that_goes_without_a_signal_ends_the_interface_and_takes_nothing_along(tmp_path: Path) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        start_commenting(terminal)
        terminal.type("Überaus wahr")
        terminal.wait_for("wahr")
        terminal.hang_up()
        terminal.end()
    assert comment(tmp_path) == "Überaus wahr"


@pytest.mark.parametrize("keys", ["jjjjkkkkv" * 8, "cEin Wort nach dem anderen. " * 4])
def test_a_terminal_that_goes_in_the_middle_of_painting_leaves_nobody_behind(tmp_path: Path, keys: str) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        terminal.type("2" + keys)
        terminal.hang_up()
        terminal.end()


def test_kill_9_while_typing_loses_at_most_half_a_second(tmp_path: Path) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        start_commenting(terminal)
        typed = ""
        # Typing never pauses: a saving that waited for one would have saved nothing at all.
        for number in range(1000, 3000):
            typed += f"{number} "
            terminal.wait_for(str(number), terminal.type(f"{number} "))
            if len(comment(tmp_path)) > 60:
                break
        terminal.kill(signal.SIGKILL)
    kept = comment(tmp_path)
    assert len(kept) > 60
    assert typed.startswith(kept)


def start_commenting(terminal: Terminal) -> None:
    """Pick the first entry under category 2 and open its comment."""
    terminal.wait_for("Beitrag 12")
    at = terminal.type("2c")
    terminal.wait_until(lambda written: b"Esc" in written[at:], "the open comment")


def test_escape_followed_at_once_by_a_key_is_both(tmp_path: Path) -> None:
    entries = fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        start_commenting(terminal)
        terminal.type("wahr")
        terminal.wait_for("wahr")
        at = terminal.type("\x1bs")  # one write, as over a slow ssh connection: out of the comment, on the shortlist
        terminal.wait_for("★", at)
        terminal.type("q")
        assert terminal.end() == 0
    store = LocalStore(tmp_path / "library", lambda: NOW)
    assert store.entry(entries[-1].id).shortlisted
    assert comment(tmp_path) == "wahr"


@pytest.mark.parametrize("key", ["/", "1"])
def test_escape_followed_at_once_by_a_sign_or_digit_is_both(tmp_path: Path, key: str) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        start_commenting(terminal)
        terminal.type("wahr")
        terminal.wait_for("wahr")
        # One write: out of the comment, and the list filtered by a word; or another category for the pick.
        at = terminal.type(f"\x1b{key}" + "Beitrag 7" * (key == "/"))
        terminal.wait_for("· 1 ungelesen" if key == "/" else "nach Strategie verschoben", at)
        terminal.kill(signal.SIGTERM)
    assert comment(tmp_path) == "wahr"


@pytest.mark.parametrize("opening", ["M", "t", "f", "a", "?", "X"])
def test_a_dialog_that_is_closed_at_once_does_no_harm(tmp_path: Path, opening: str) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        for _ in range(5):
            terminal.type(opening + "\x1b\x1b")
        terminal.type("qqq")
        assert terminal.end() == 0
        assert "Fehler gemacht" not in terminal.written.decode()


def test_another_size_is_drawn_whole(tmp_path: Path) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, size=(120, 36), environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        for columns in (200, 81, 160, 79, 100, 80):
            terminal.resize(columns, 24)
        at = len(terminal.written)
        terminal.resize(80, 25)
        terminal.wait_for("Beitrag 12", at)
        terminal.type("q")
        assert terminal.end() == 0


HOSTILE = [
    "\x1b]0;EVIL\x07 sets the title", "\x1b[31mEVIL red", "\x9b31mEVIL c1", "\x1b]52;c;RVZJTA==\x07 clipboard",
    "\x1bPEVIL\x1b\\ device string", "[bold]EVIL[/bold] [@click=app.exit]markup[/]", "EVIL \u202egnol\u202c bidi",
    "EVIL\x00 nul \x07 bell \x08 back \x0b", "\x1b[?1049l\x1b[2J EVIL leaves",
    "EVIL \u200b\u2066\u2069\ufeff zero width",
]  # fmt: skip


def test_no_escape_sequence_of_a_feed_reaches_the_terminal(tmp_path: Path) -> None:
    # Straight into the library, past the door where a feed's texts are cleaned: the cells must hold by themselves.
    entries = [
        an_entry(number, title=title, author=title, summary=f"<p>{title}</p>") for number, title in enumerate(HOSTILE)
    ]
    fill(tmp_path, entries)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("EVIL leaves")
        for _ in HOSTILE:
            # Picked, told in a toast; its words offered for muting.
            terminal.wait_for("Stummschalten", terminal.type("4M"))
            terminal.type(f"{ESC}j")
        terminal.wait_for("KRISE", terminal.type("v"))
        terminal.wait_for("Adresse", terminal.type("jjj\r"))
        terminal.wait_for("Blog 2", terminal.type(f"{ESC}vF"))
        terminal.type("qq")
        terminal.end()
        assert_clean(terminal)
        text = terminal.written.decode()
    assert "[bold]EVIL[/bold]" in text
    assert "\x1b[31m" not in text


def assert_clean(terminal: Terminal) -> None:
    """Only Textual's own sequences were written, and nothing else that a terminal obeys."""
    shape = b"\x1b]22;default\x07"  # the mouse pointer's
    strings = [one for one in terminal.sequences() if one[1:2] in b"]P^_X" and one != shape]
    assert not strings
    assert not [one for one in terminal.sequences() if b"EVIL" in one]
    shown = SEQUENCE.sub(b"", terminal.written).decode("utf-8")
    assert not {char for char in shown if unicodedata.category(char) in ("Cc", "Cs")} - {"\r", "\n"}
    # Bidi overrides and marks without width; U+200D may stay between emoji.
    hidden = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b\u200e\u200f\u00ad"
    assert re.findall(f".{{0,20}}[{hidden}].{{0,20}}", shown) == []
    assert "Traceback" not in shown


def test_the_hostile_feeds_of_the_corpus_are_shown_as_text(corpus: Corpus, tmp_path: Path) -> None:
    files = [
        file for file in corpus.files("hostile")
        if file.suffix in (".xml", ".json") and file.stat().st_size < 500_000
    ]  # fmt: skip
    assert len(files) > 30
    with FeedServer() as server:
        library = Library({**environment(tmp_path), "DIGEST_ALLOW_HOSTS": "127.0.0.1"})
        for file in files:
            library.feeds.add(server.serve(f"/{file.name}", file.read_bytes()))
        library.refresh.run()
        entries = library.reading.entries(EntryQuery(), MONTH).total
        library.close()
    assert entries > 250
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("127.0.0.1")
        # The sidebar: inbox, shortlist, all. The entry shown before stays current, if it was there already: to the top.
        terminal.wait_for(".xml", terminal.type("hjj\rgF"))
        terminal.type("q")
        # Down from the top and up from the end, never so far that a key would move nothing.
        for key in ["j", "\x04"] * 10 + ["G"] + ["k", "\x15"] * 10:
            at = terminal.type(key)
            terminal.wait_until(lambda written, at=at: len(written) > at, f"anything after {key!r}")
        terminal.wait_for(".xml", terminal.type("F"))
        terminal.type("G")
        terminal.type("qqq")  # from the feeds to the view of all, from there to the inbox, and out
        terminal.end()
        assert_clean(terminal)
