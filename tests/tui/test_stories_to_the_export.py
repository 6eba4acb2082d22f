"""Links, rules and moving in, key by key to the exported text and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.config.language import activate
from digest.storage.registry import open_store
from digest.tui.dialogs.import_list import ImportDialog
from digest.tui.dialogs.rule import RuleDialog
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.bookmarks.files import NETSCAPE
from tests.builders import MONTH, NOW, a_feed, a_refresh, an_entry
from tests.cli.running import Digest
from tests.feedserver import FeedServer
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("size", [(80, 24), (120, 36)]),
    pytest.mark.parametrize("language", ["de", "en"]),
]

_LINKS = {"de": "Links in diesem Text", "en": "Links in this text"}
#: The name of a command, and how its help begins: its line in the palette is there.
_RULES = {"de": ("Regeln", "Regeln: was"), "en": ("rules", "Rules: what")}
_IMPORT = {"de": ("importieren", "Feeds, Lesezeichen oder"), "en": ("import", "Import feeds, bookmarks")}


@pytest.fixture(autouse=True)
def _in_the_language(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HOME", str(tmp_path))
    activate(language)
    yield
    activate("en")


def exported(folder: Path) -> str:
    return Digest(folder).ok("export", MONTH, "--format", "text", "-o", "-").out


async def command(driver: Driver, name: str, help_of_it: str) -> None:
    await driver.press("colon")
    await driver.types(name)
    await driver.sees(help_of_it)
    await driver.press("enter")


def test_a_link_in_a_text(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    with FeedServer() as server:
        body = "<html><head><title>Die verlinkte Seite</title></head><body><p>Text</p></body></html>"
        url = server.serve("/seite", body, content_type="text/html")
        store = open_store(str(tmp_path / "library"), lambda: NOW)
        store.add_feeds([a_feed(1, title="Rundschau")])
        entry = an_entry(1)
        store.apply_refresh([a_refresh("f1", entry, content={entry.id: f'<p>Ein <a href="{url}">Fund</a>.</p>'})])
        store.close()

        async def steps(driver: Driver) -> None:
            await driver.sees("Fund[1]")
            await driver.press("l")
            await driver.sees(_LINKS[language])
            await driver.press("p", "1")
            await driver.types("Krise")
            await driver.press("enter")
            await driver.until(lambda: len(driver.store.picks(MONTH)) == 1)
            assert "Krise | Die verlinkte Seite" in exported(tmp_path)
            await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
            await driver.press("u")
            await driver.until(lambda: driver.store.picks(MONTH) == [])
            assert "verlinkte" not in exported(tmp_path)

        drive(tmp_path, steps, size, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_a_rule(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    store = open_store(str(tmp_path / "library"), lambda: NOW)
    store.add_feeds([a_feed(1, title="PR-Blog")])
    store.apply_refresh([a_refresh("f1", an_entry(1, title="Gewinnspiel"), an_entry(2, title="Krise im Haus"))])
    store.close()

    async def steps(driver: Driver) -> None:
        await driver.sees("Krise im Haus")
        await command(driver, *_RULES[language])
        await driver.until(lambda: isinstance(driver.app.screen, RuleDialog))
        await driver.types("gewinnspiel")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen) and driver.titles == ["Krise im Haus"])
        await driver.press("1")
        await driver.until(lambda: len(driver.store.picks(MONTH)) == 1)
        assert "Strategie | Krise im Haus" in exported(tmp_path)
        await driver.press("u")
        await driver.until(lambda: driver.store.picks(MONTH) == [])
        await driver.press("u")
        await driver.until(lambda: len(driver.titles) == 2)
        assert "Krise im Haus" not in exported(tmp_path)

    drive(tmp_path, steps, size)


def test_bookmarks(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    fill(tmp_path)
    (tmp_path / "lesezeichen.html").write_text(NETSCAPE.replace("<DT><A FEEDURL", "<DT><A X"), encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        await command(driver, *_IMPORT[language])
        await driver.until(lambda: isinstance(driver.app.screen, ImportDialog))
        await driver.types("lesezeichen.html")
        await driver.press("enter")
        await driver.sees("javascript:void(0)")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen) and "Der Rückruf" in driver.titles)
        driver.entries.move_to(driver.titles.index("Der Rückruf"))
        await driver.press("1")
        await driver.until(lambda: any(pick.shown_title == "Der Rückruf" for pick in driver.store.picks(MONTH)))
        assert "Strategie | Der Rückruf" in exported(tmp_path)
        await driver.press("u", "u")
        await driver.until(lambda: all(pick.shown_title != "Der Rückruf" for pick in driver.store.picks(MONTH)))
        assert "Der Rückruf" not in exported(tmp_path)

    drive(tmp_path, steps, size)
