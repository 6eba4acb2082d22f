"""Browser and editor: nothing waits for them, and no text is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from digest.services.session import editors
from digest.storage.local import LocalStore
from tests.builders import MONTH, NOW, an_entry
from tests.tui.driving import Driver, drive
from tests.tui.libraries import CLOCK, fill
from tests.tui.terminal import Terminal

#: However slow this machine starts an editor, it is quick for somebody who edits.
_WITH_PATIENCE = """
from digest.__main__ import main
from digest.services.session import editors
editors.AT_ONCE_SECONDS = 60
main()
"""


def program(folder: Path, name: str, script: str) -> str:
    """A program that shall be started; returns its path."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o700)
    return str(file)


def comments(home: Path) -> list[str]:
    return [pick.comment for pick in LocalStore(home / "library", lambda: NOW).picks(MONTH)]


def test_the_browser_of_ones_own_is_started_and_nothing_waits_for_it(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(n, url=f"https://blog.example/{n}?a=1&b=2", title=f"Nummer {n}") for n in (1, 2, 3)])
    opened = tmp_path / "opened"
    # It stays until the test has seen that keys are answered meanwhile.
    stays = f"while [ ! -e {tmp_path}/end ]; do sleep 0.05; done"
    browser = program(tmp_path / "bin", "surf", f'echo "$1" > {opened}; {stays}')

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Nummer 3")
        await driver.press("o")
        await driver.is_told("Opening https://blog.example/3?a=1&b=2")
        await driver.press("j", "j")
        await driver.until(lambda: driver.title == "Nummer 1")
        await driver.until(opened.exists)
        await driver.until(lambda: opened.read_text() == "https://blog.example/3?a=1&b=2\n")
        (tmp_path / "end").touch()

    drive(tmp_path, steps, BROWSER=browser, PATH="/usr/bin:/bin")


def test_a_browser_that_fails_leaves_the_address(tmp_path: Path) -> None:
    fill(tmp_path, [an_entry(1, url="https://blog.example/1", title="Eins")])
    browser = program(tmp_path / "bin", "surf", "exit 3")

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Eins")
        await driver.press("o")
        await driver.is_told("No browser here.")
        assert driver.app.clipboard == "https://blog.example/1"

    drive(tmp_path, steps, BROWSER=browser, PATH="/usr/bin:/bin")


@pytest.mark.slow
def test_what_a_browser_writes_reaches_no_screen(tmp_path: Path) -> None:
    fill(tmp_path)
    done = tmp_path / "done"
    browser = program(tmp_path / "bin", "surf", f"echo LAERM; echo LAERM >&2; echo LAERM > /dev/tty; touch {done}")
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK, "BROWSER": browser}) as terminal:
        terminal.wait_for("Beitrag 12")
        terminal.type("o")
        terminal.wait_until(lambda _: done.exists(), "the browser")
        at = terminal.type("j")
        terminal.wait_for("Beitrag 11", at)
        assert b"LAERM" not in terminal.written
        terminal.type("q")
        assert terminal.end() == 0


@pytest.mark.slow
def test_a_browser_for_the_terminal_gets_the_terminal(tmp_path: Path) -> None:
    fill(tmp_path)
    browser = program(tmp_path / "bin", "w3m", 'echo "W3M ZEIGT $1"; read line; echo "GELESEN $line"')
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK, "BROWSER": browser}) as terminal:
        terminal.wait_for("Beitrag 12")
        terminal.type("o")
        terminal.wait_for("W3M ZEIGT https://")
        assert b"\x1b[?1049l" in terminal.written, "the interface has given the terminal back"
        at = terminal.wait_for("GELESEN qqq", terminal.type("qqq\n"))
        # The same line was there before: only what is drawn after the terminal was taken back is the interface again.
        terminal.wait_for("Beitrag 12", terminal.wait_for("\x1b[?1049h", at))
        terminal.type("q")
        assert terminal.end() == 0


@pytest.mark.slow
def test_an_editor_that_leaves_the_command_behind_is_waited_for(tmp_path: Path) -> None:
    fill(tmp_path)
    began = tmp_path / "began"
    editor = program(tmp_path / "bin", "fenster", f'echo "$1" > {began}')
    environ = {"DIGEST_NOW": CLOCK, "EDITOR": editor}
    with Terminal(tmp_path, environ=environ, program=(sys.executable, "-c", _WITH_PATIENCE)) as terminal:
        terminal.wait_for("Beitrag 12")
        at = terminal.type("2e")
        terminal.wait_until(lambda _: began.exists() and began.read_text().endswith("\n"), "the editor")
        # The program has the terminal again, and has thus read the draft as the editor left it.
        at = terminal.wait_for("\x1b[?1049h", at)
        draft = Path(began.read_text().strip())
        saved = tmp_path / "saved"
        saved.write_text("Aus dem Fenster\n", encoding="utf-8")
        saved.replace(draft)  # nobody sees half a file
        terminal.wait_for("Aus dem Editor übernommen", at)
        assert comments(tmp_path) == ["Aus dem Fenster"]
        # Saved once more, just before the end.
        draft.write_text("Aus dem Fenster, länger\n", encoding="utf-8")
        terminal.type("q")
        assert terminal.end() == 0
    assert comments(tmp_path) == ["Aus dem Fenster, länger"]
    assert not list((tmp_path / "library" / "drafts").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize(("editor", "sentence"), [("vi 'oops", "Anführungszeichen"), ("/nirgends", "nicht gestartet")])
def test_an_editor_that_cannot_be_started_is_one_sentence(tmp_path: Path, editor: str, sentence: str) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK, "EDITOR": editor}) as terminal:
        terminal.wait_for("Beitrag 12")
        terminal.wait_for(sentence, terminal.type("2e"))
        terminal.type("q")
        assert terminal.end() == 0


def test_who_reads_and_changes_nothing_is_told_nothing_of_windows(tmp_path: Path) -> None:
    file = tmp_path / "text.md"
    file.write_text("Text\n")
    environ = {"EDITOR": program(tmp_path / "bin", "ed", "exit 0"), "PATH": "/usr/bin:/bin"}
    assert not editors.edit(file, environ, at_once_seconds=0).at_once
    assert editors.edit(file, environ, at_once_seconds=1e9).at_once
