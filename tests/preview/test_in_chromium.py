"""The whole way, in a real browser: a key in a real terminal, the letter on the page.

And no script of anybody.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from digest.bootstrap import Library
from tests.builders import MONTH, NOW, a_feed, a_pick
from tests.cli.running import Digest
from tests.preview.chromium import Tab, a_tab
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.slow

HOSTILE = (
    '<script>top.document.title="böse"</script><img src=x onerror="top.document.title=1"><b onclick=x>x</b> Anfang'
)
#: What is on the screen of the inbox, of an edition, and of an open comment.
_WORDS = {"de": ("Eingang", "Vorschau", "Kommentar"), "en": ("Inbox", "review", "omment")}
_LOCALES = {"de": "de_DE.UTF-8", "en": "C.UTF-8"}
SHOWN = "[...document.querySelectorAll('iframe')].filter(f => !f.hidden)[0]"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    environ = {"HOME": str(tmp_path), "DIGEST_NOW": NOW.isoformat()}
    library = Library(environ, address=str(tmp_path / "library"), config=str(tmp_path / "none.toml"))
    library.store.add_feeds([a_feed(1)])
    library.store.add_pick(a_pick(1, comment=HOSTILE), NOW)
    return library


def text_in(tab: Tab) -> str:
    return str(tab.ask(f"{SHOWN}.contentDocument?.body?.innerText ?? ''"))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_letter_typed_in_the_terminal_stands_in_the_browser(
    library: Library, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    library.close()
    inbox, preview, comment = _WORDS[language]
    (tmp_path / "bin").mkdir()
    browser = tmp_path / "bin" / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/address.new; mv {tmp_path}/address.new {tmp_path}/address\n')
    browser.chmod(0o755)
    environ = {"DIGEST_NOW": NOW.isoformat(), "BROWSER": str(browser), "LC_ALL": _LOCALES[language]}

    def exported() -> str:
        return Digest(tmp_path).ok("export", MONTH, "--format", "text", "-o", "-").out

    with Terminal(tmp_path, environ=environ, size=size) as terminal, a_tab(tmp_path / "chromium") as tab:
        terminal.wait_for(inbox)
        terminal.wait_for(preview, terminal.type("v"))
        terminal.type("b")
        tab.until(lambda: (tmp_path / "address").exists())
        tab.open((tmp_path / "address").read_text().strip())
        tab.until(lambda: "Anfang" in text_in(tab))
        terminal.wait_for(comment, terminal.type("jjc"))
        terminal.type(" und")
        tab.until(lambda: "Anfang und" in text_in(tab))
        terminal.type("Q")
        seconds = tab.until(lambda: "Anfang undQ" in text_in(tab))
        print(f"a letter took {seconds * 1000:.0f} ms from the terminal to the browser")
        tab.ask("document.querySelector('[value=phone]').click()")
        tab.until(lambda: tab.ask(f"{SHOWN}.clientWidth") == 375)
        tab.ask("document.querySelector('[value=dark]').click()")
        tab.until(
            lambda: str(tab.ask(f"getComputedStyle({SHOWN}.contentDocument.documentElement).colorScheme")) == "dark"
        )
        for view in ("mail", "wordpress", "text"):
            tab.ask(f"document.querySelector('[value={view}]').click()")
            tab.until(lambda view=view: f"view={view}" in str(tab.ask(f"{SHOWN}.contentWindow.location.href")))  # type: ignore[misc]
            tab.until(lambda: "Anfang undQ" in text_in(tab))
        assert "böse" not in str(tab.ask("document.title")), "a comment has run a script"
        assert "Anfang undQ" in exported()
        terminal.wait_for("Strategie", terminal.type("\x1b"))
        terminal.type("u")
        tab.until(lambda: "Anfang" in text_in(tab) and "Anfang und" not in text_in(tab))
        assert "Anfang und" not in exported()


def test_a_hostile_comment_runs_nothing_and_nothing_is_fetched(library: Library, tmp_path: Path) -> None:
    viewer = library.view_edition(MONTH)
    try:
        with a_tab(tmp_path / "chromium") as tab:
            tab.open(viewer.address)
            tab.until(lambda: "Anfang" in text_in(tab))
            assert tab.ask(f"{SHOWN}.contentDocument.scripts.length") == 0
            tab.ask(f"var s = {SHOWN}.contentDocument.createElement('script'); s.textContent = 'top.ran = 1';"
                    f"{SHOWN}.contentDocument.body.append(s)")  # fmt: skip
            tab.ask(
                "document.body.append(Object.assign(document.createElement('script'), {textContent: 'var ran = 1'}))"
            )
            assert tab.ask("typeof ran") == "undefined", "neither policy lets a script run that is no file of ours"
            fetched = tab.ask("JSON.stringify(performance.getEntriesByType('resource').map(e => new URL(e.name).host))")
            assert set(re.findall(r"[\w.:]+", str(fetched))) == {viewer.address.split("/")[2]}
            tab.open(viewer.address + "edition")
            tab.until(lambda: "Anfang" in str(tab.ask("document.body?.innerText ?? ''")))
            assert "böse" not in str(tab.ask("document.title"))
    finally:
        viewer.stop()
        library.close()


def test_watching_costs_next_to_nothing(library: Library, tmp_path: Path) -> None:
    """Prints what a second of watching costs this process; a slow machine decides no test."""
    viewer = library.view_edition(MONTH)
    try:
        with a_tab(tmp_path / "chromium") as tab:
            tab.open(viewer.address)
            tab.until(lambda: "Anfang" in text_in(tab))
            before, waits = os.times(), viewer.live.shown.version
            viewer.live.wait(waits, 5.0)
            after = os.times()
            used = after.user + after.system - before.user - before.system
            print(f"{used / 5:.2%} of a processor")
            assert viewer.live.shown.version == waits
    finally:
        viewer.stop()
        library.close()
