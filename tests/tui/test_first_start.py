"""The first start: three ways into an empty library, each ending in an inbox with entries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from digest.tui.first_start.first_start_screen import FirstStartScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.path_input import completed
from tests.feedserver import FeedServer
from tests.tui.driving import Driver, drive

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

PAGE = "<html><head><title>Eine Seite</title>{}</head><body><p>Text</p></body></html>"
NAMED = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'


def rss(title: str, count: int = 3) -> str:
    entries = "".join(
        f"<item><title>{title}: Beitrag {n}</title><guid>{title}{n}</guid><link>http://x.example/{title}/{n}</link></item>"
        for n in range(count)
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{entries}</channel></rss>'


def opml(*addresses: str) -> str:
    outlines = "".join(f'<outline type="rss" text="Feed {n}" xmlUrl="{url}"/>' for n, url in enumerate(addresses))
    return f'<opml version="2.0"><body>{outlines}</body></opml>'


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "config.toml").touch()  # who has a configuration is not asked the three questions


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as serving:
        yield serving


def test_an_opml_of_ones_own_ends_in_an_inbox_with_entries(tmp_path: Path, server: FeedServer) -> None:
    file = tmp_path / "meine feeds.opml"
    file.write_text(opml(server.serve("/gut", rss("Gut")), server.serve("/weg", status=404)), encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.sees("Where do the feeds come from?")
        await driver.press("2")
        await driver.sees("Where is the file?")
        await driver.types("meine")
        await driver.until(lambda: "meine feeds.opml" in driver.screen)  # the suggestion, faint behind what is typed
        await driver.press("tab", "enter")
        await driver.sees("2 feeds subscribed", "✓ Feed 0", "! Feed 1 · Nothing is found at this address (404).")
        await driver.sees("3 entries have come in.", "1 feed does not work.")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.sees("Gut: Beitrag 0", "Gut: Beitrag 2")
        await driver.until(lambda: driver.entries.cursor == driver.entries.scroll_offset.y == 0)

    drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_one_address_ends_in_an_inbox_with_entries(tmp_path: Path, server: FeedServer) -> None:
    server.serve("/feed", rss("Blog"))
    address = server.serve("/", PAGE.format(NAMED.format("Alles", "/feed")), content_type="text/html")

    async def steps(driver: Driver) -> None:
        await driver.sees("Where do the feeds come from?")
        await driver.press("3")
        await driver.sees("Add a feed, or one page")
        await driver.types(address)
        await driver.press("enter")
        await driver.sees("Feed: Alles")
        await driver.press("enter")
        await driver.sees("1 feed subscribed.", "✓ Blog", "3 entries have come in.")
        assert "older than a month" not in driver.screen
        await driver.press("enter")
        await driver.sees("Blog: Beitrag 1")

    drive(tmp_path, steps)


def test_a_feed_that_has_long_been_silent_is_explained_and_its_entries_are_one_key_away(
    tmp_path: Path, server: FeedServer
) -> None:
    silent = rss("Blog").replace("<guid>", "<pubDate>Mon, 05 Jan 2015 08:00:00 GMT</pubDate><guid>")
    address = server.serve("/feed", silent)

    async def steps(driver: Driver) -> None:
        await driver.sees("Where do the feeds come from?")
        await driver.press("3")
        await driver.types(address)
        await driver.press("enter")
        await driver.sees("Feed: Blog")
        await driver.press("enter")
        await driver.sees("3 entries have come in. 0 of them are unread.", "What is older than a month counts as read")
        await driver.press("enter")
        await driver.sees("All read.", "E shows what was read as well.")
        await driver.press("E")
        await driver.sees("Blog: Beitrag 1")

    drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_the_shipped_list_is_subscribed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []

    async def steps(driver: Driver) -> None:
        # Sixty strangers' servers are not to be asked by a test.
        monkeypatch.setattr(driver.app.refreshing, "start", lambda *names: asked.append(names))
        await driver.sees("There are no feeds yet. Where")
        await driver.press("1")
        await driver.sees("feeds subscribed")
        assert len(driver.store.feeds()) >= 40
        assert asked == [()]

    drive(tmp_path, steps)


def test_a_file_that_is_not_there_or_no_list_says_so_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "falsch.xml").write_text("<p>nichts", encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.sees("Where do the feeds come from?")
        await driver.press("2")
        await driver.types("fehlt.opml")
        await driver.press("enter")
        await driver.sees("cannot be read: there is no")
        await driver.press(*["backspace"] * len("fehlt.opml"))
        await driver.types("falsch.xml")  # behind the home folder, which stands there already
        await driver.press("enter")
        await driver.until(lambda: "No such file" not in driver.screen)
        assert isinstance(driver.app.screen, FirstStartScreen)
        assert driver.store.feeds() == []
        await driver.press("escape")
        await driver.sees("Where do the feeds come from?")

    drive(tmp_path, steps)


def test_one_can_go_on_without_feeds_and_the_inbox_says_what_to_press(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.sees("There are no feeds yet. Where")
        await driver.press("escape")
        await driver.sees("No feeds yet. a adds a feed or a page by its address.")

    drive(tmp_path, steps)


def test_a_library_with_feeds_is_not_asked(tmp_path: Path) -> None:
    from tests.tui.libraries import fill

    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        assert isinstance(driver.app.screen, InboxScreen)

    drive(tmp_path, steps)


def test_paths_are_completed_as_a_shell_does(tmp_path: Path) -> None:
    (tmp_path / "Dokumente").mkdir()
    (tmp_path / ".versteckt").mkdir()
    (tmp_path / "bild.png").touch()
    (tmp_path / "feeds.OPML").touch()
    assert completed("~") == "~/"
    assert completed("~/Dok") == "~/Dokumente/"
    assert completed("~/f") == "~/feeds.OPML"
    assert completed("~/b") is None
    for name in ("pocket.csv", "raindrop.json", "lesezeichen.html", "cache.db", "urls", "liste.txt", "export.zip"):
        (tmp_path / name).touch()
        assert completed(f"~/{name[:3]}") == f"~/{name}", "whatever the import takes is offered"
        (tmp_path / name).unlink()
    assert completed("~/.v") == "~/.versteckt/"
    assert completed(f"{tmp_path}/") == f"{tmp_path}/Dokumente/"
    assert completed("/gibt es nicht/x") is None


@pytest.mark.slow
def test_a_whole_path_takes_the_place_of_the_beginning_that_is_offered(tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").touch()

    async def steps(driver: Driver) -> None:
        await driver.sees("Where do the feeds come from?")
        await driver.press("2")
        field = driver.app.screen.query_one("#first-path", Input)
        for typed in (f"{tmp_path}/fe", f"~{tmp_path}/fe"):
            await driver.until(lambda: field.value == "~/")
            await driver.types(typed)
            assert field.value == typed
            await driver.press("ctrl+u")
            await driver.types("~/")
        await driver.press("ctrl+u")
        await driver.types(f"{tmp_path}/fe")
        await driver.until(lambda: field._suggestion == f"{tmp_path}/feeds.opml")
        await driver.press("tab")
        await driver.until(lambda: field.value == f"{tmp_path}/feeds.opml")
        await driver.press("home", "d")
        assert field.value == f"d{tmp_path}/feeds.opml"

    drive(tmp_path, steps)
