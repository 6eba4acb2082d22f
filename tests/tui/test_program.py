"""What holds on every screen.

Palette and help, the way out to browser, clipboard and editor, refreshing.
"""

from __future__ import annotations

import base64
import threading
from pathlib import Path

import pytest
from textual.widgets import Static

from digest.domain.errors import LibraryError
from digest.storage.local import LocalStore
from digest.tui.commands.command import called, shown_key
from digest.tui.dialogs.help import HelpDialog
from digest.tui.feeds.feeds_screen import FeedsScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.comment_pane import CommentPane
from tests.builders import MONTH, NOW, a_feed, an_entry
from tests.feedserver import FeedServer
from tests.tui.driving import Driver, drive
from tests.tui.libraries import CLOCK, fill
from tests.tui.terminal import Terminal
from tests.tui.test_first_start import rss

ARTICLE = "<html><head><title>Ganz</title></head><body><article><h1>Ganz</h1>{}</article></body></html>"

#: What the line over a comment says once the text is in the library; the key line promises it from the first letter on.
KEPT = "gespeichert ──"


async def ready(driver: Driver) -> None:
    await driver.until(lambda: driver.title == "Beitrag 12" and len(driver.titles) == 12)


@pytest.mark.parametrize("key", ["", "F", "v"])
def test_palette_and_help_hold_every_command_of_the_screen(tmp_path: Path, key: str) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        if key:
            await driver.press(key)
            await driver.until(lambda: not isinstance(driver.app.screen, InboxScreen))
        screen = driver.app.screen
        commands = driver.app.catalogue.on(screen.name or "")
        offered = [entry.help for entry in driver.app.get_system_commands(screen)]
        standing = driver.app.library.settings.categories.standing
        enabled = [(command, called(command, standing)) for command in commands if screen.can_run(command)]
        keys = [f"{shown_key(command.keys[0])} · " if command.keys else "" for command, _ in enabled]
        assert offered == [key + str(words[1]) for key, (_, words) in zip(keys, enabled, strict=True) if words]
        await driver.press("question_mark")
        await driver.until(lambda: isinstance(driver.app.screen, HelpDialog))
        text = driver.app.screen.query_one("#help-text", Static)
        await driver.until(lambda: bool(str(text.render())))
        told = " ".join(str(text.render()).split())  # long ones go on in the next line
        # The digits are named by their categories there, as many as there are.
        named = [one for one in commands if one.keys and not one.id.startswith("category-")]
        assert [one.id for one in named if str(one.help) not in told] == []
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is screen)

    drive(tmp_path, steps)


def test_keys_of_ones_own_are_bound_shown_and_offered(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "config.toml").write_text('[keys]\nshortlist = "+"\n', encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees("+ shortlist")
        await driver.press("s", "+")
        await driver.until(lambda: driver.store.entry(an_entry(12).id).shortlisted)

    drive(tmp_path, steps)


def test_without_a_browser_the_address_is_shown_and_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    fill(tmp_path, [an_entry(1, url="https://blog.example/1?utm_source=feed", title="Eins")])

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Eins")
        await driver.press("o")
        await driver.is_told("No browser here.")
        assert driver.app.clipboard == "https://blog.example/1"
        await driver.press("Y")
        await driver.until(lambda: driver.app.clipboard == "Eins – https://blog.example/1")

    drive(tmp_path, steps)


def test_the_whole_text_of_a_page_is_fetched_and_kept(tmp_path: Path) -> None:
    with FeedServer() as server:
        text = "".join(
            f"<p>Absatz {number}: so lang, dass er als Text einer Seite gelten kann.</p>" for number in range(9)
        )
        page = server.serve("/ganz", ARTICLE.format(text), content_type="text/html; charset=utf-8")
        fill(tmp_path, [an_entry(1, url=page, title="Kurz")])

        async def steps(driver: Driver) -> None:
            await driver.until(lambda: driver.title == "Kurz")
            await driver.press("x")
            await driver.sees("Absatz 5")
            assert "Absatz 8" in driver.store.content(an_entry(1, url=page))

        drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_a_page_that_cannot_be_fetched_says_why(tmp_path: Path) -> None:
    with FeedServer() as server:
        fill(tmp_path, [an_entry(1, url=server.serve("/weg", status=404), title="Kurz")])

        async def steps(driver: Driver) -> None:
            await driver.until(lambda: driver.title == "Kurz")
            await driver.press("x")
            await driver.is_told("Nothing is found at this address (404).")

        drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_slow_feeds_come_in_while_one_types_scrolls_and_picks(tmp_path: Path) -> None:
    fill(tmp_path)
    hold = threading.Event()
    with FeedServer() as server:
        store = LocalStore(tmp_path / "library", lambda: NOW)
        for old in store.feeds():
            store.change_feed(old.id, {"paused": True})
        slow = [server.serve(f"/{number}", rss(f"Langsam {number}"), hold=hold) for number in range(3)]
        store.add_feeds([a_feed(10 + number, url=url, by_hand=True) for number, url in enumerate(slow)])
        store.close()

        async def steps(driver: Driver) -> None:
            await ready(driver)
            await driver.press("R")
            await driver.sees("↻ 0/3")
            server.wait_for(1)
            await driver.press("j", "j", "s", "4", "c")
            await driver.types("Während es lädt")
            await driver.until(lambda: driver.inbox.query_one(CommentPane).is_writing)
            hold.set()
            await driver.sees("▲ 9 new")
            await driver.types(", bleibt alles")
            await driver.press("escape")
            await driver.until(
                lambda: [pick.comment for pick in driver.store.picks(MONTH)] == ["Während es lädt, bleibt alles"]
            )
            assert driver.title == "Beitrag 10"
            assert driver.store.entry(an_entry(10).id).shortlisted
            await driver.sees_no("↻")

        try:
            drive(tmp_path, steps)
        finally:
            hold.set()


def test_leaving_in_the_middle_of_a_refresh_waits_for_nobody(tmp_path: Path) -> None:
    hold = threading.Event()
    with FeedServer() as server:
        fill(tmp_path, feeds=0)
        store = LocalStore(tmp_path / "library", lambda: NOW)
        store.add_feeds([a_feed(1, url=server.serve("/", rss("Langsam"), hold=hold), by_hand=True)])
        store.close()

        async def steps(driver: Driver) -> None:
            await driver.sees("No feed has brought anything yet")
            await driver.press("R")
            server.wait_for(1)
            await driver.press("q")
            await driver.until(lambda: driver.app._exit)

        try:
            drive(tmp_path, steps)
        finally:
            hold.set()


def test_the_feeds_and_back_are_one_key(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        for _ in range(2):
            await driver.press("F")
            await driver.until(lambda: isinstance(driver.app.screen, FeedsScreen))
            await driver.press("F")
            await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        assert driver.title == "Beitrag 12"

    drive(tmp_path, steps)


def test_a_theme_is_kept(tmp_path: Path) -> None:
    fill(tmp_path)

    async def choose(driver: Driver) -> None:
        await ready(driver)
        driver.app.theme = "textual-light"

    async def look(driver: Driver) -> None:
        await ready(driver)
        assert driver.app.theme == "textual-light"

    drive(tmp_path, choose)
    drive(tmp_path, look)


def test_an_error_that_comes_again_is_there_once_and_names_the_key_that_helps(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        library = driver.app.library
        library.actions.picks.pick(driver.app.screen.current.entry, MONTH, "Krise")
        library.editions.close(MONTH)
        for _ in range(3):
            await driver.press("t", *"Neu", "enter")
            await driver.app.work_queue.settle()
        told = [toast.message for toast in driver.app._notifications if toast.severity == "error"]
        way = "] goes on to the next month. v shows this one; there C makes it a draft again."
        assert told == [f"The edition November 2026 is closed.\n{way}"]

    drive(tmp_path, steps)


@pytest.mark.slow
def test_the_editor_of_the_environment_writes_the_comment(tmp_path: Path) -> None:
    fill(tmp_path)
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "Aus dem Editor\\n" > "$1"\n', encoding="utf-8")
    editor.chmod(0o700)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK, "EDITOR": str(editor)}) as terminal:
        terminal.wait_for("Beitrag 12")
        terminal.wait_for("Aus dem Editor", terminal.type("2e"))
        terminal.type("q")
        assert terminal.end() == 0
    store = LocalStore(tmp_path / "library", lambda: NOW)
    assert [pick.comment for pick in store.picks(MONTH)] == ["Aus dem Editor"]


@pytest.mark.slow
@pytest.mark.parametrize("draft_fails", [False, True])
def test_a_text_that_cannot_be_kept_stays_as_a_draft_or_is_printed_at_the_end(
    tmp_path: Path, draft_fails: bool
) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        terminal.wait_for(KEPT, terminal.type("2cMühsam"))
        lock = tmp_path / "library" / "editions.json.lock"
        lock.unlink()
        lock.mkdir()
        if draft_fails:
            (tmp_path / "library" / "drafts").write_text("keine Ablage")
        terminal.wait_for("nicht gespeichert", terminal.type(" Erdachtes.\x1b"))
        at = terminal.type("\x11\x11")
        if draft_fails:
            terminal.wait_for("\r\nMühsam Erdachtes.\r\n", at)
            assert terminal.end() == LibraryError.exit_code
        else:
            terminal.wait_for("Ihr Text bleibt in", at)
            assert terminal.end() == 0
            [draft] = (tmp_path / "library" / "drafts").iterdir()
            assert draft.read_text("utf-8") == "Mühsam Erdachtes.\n"


@pytest.mark.slow
def test_a_conflict_that_stands_when_the_program_ends_is_told(tmp_path: Path) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        at = terminal.wait_for(KEPT, terminal.type("2cMeiner"))
        store = LocalStore(tmp_path / "library", lambda: NOW)
        [pick] = store.picks(MONTH)
        store.change_pick(pick.id, {"comment": "Der andere."}, NOW)
        # Nothing more is typed: that it has been changed is noticed all the same. What is then typed makes a conflict.
        terminal.wait_for("inzwischen von jemand anderem geändert", at)
        terminal.wait_for("auch anderswo geändert", terminal.type("!"))
        terminal.wait_for("Ihr Text bleibt in", terminal.type("\x11\x11"))
        assert terminal.end() == 0
    [draft] = (tmp_path / "library" / "drafts").iterdir()
    assert draft.read_text("utf-8") == "Meiner!\n"
    assert store.picks(MONTH)[0].comment == "Der andere."


@pytest.mark.slow
def test_what_is_copied_reaches_the_terminal_as_text(tmp_path: Path) -> None:
    fill(tmp_path)
    with Terminal(tmp_path, environ={"DIGEST_NOW": CLOCK}) as terminal:
        terminal.wait_for("Beitrag 12")
        terminal.type("Y")
        encoded = base64.b64encode("Beitrag 12 – https://f1.example/12".encode()).decode()
        terminal.wait_for(f"\x1b]52;c;{encoded}\x07")
