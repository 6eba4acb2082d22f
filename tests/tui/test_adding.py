"""Adding by address: a feed, one of several, or a page alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input

from digest.domain.entry import PAGES
from digest.domain.query import EntryQuery
from digest.tui.dialogs.add import AddDialog
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.feedserver import FeedServer
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill
from tests.tui.test_first_start import NAMED, PAGE, rss

#: Thorough and long: with the slow tests. The quick ones have the same ways in shorter stories.
pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as serving:
        yield serving


async def add(driver: Driver, address: str) -> None:
    await driver.sees("Beitrag 12")
    await driver.press("a")
    await driver.until(lambda: isinstance(driver.app.screen, AddDialog))
    await driver.types(address)
    await driver.press("enter")


def test_of_several_feeds_one_is_chosen_and_asked_at_once(tmp_path: Path, server: FeedServer) -> None:
    fill(tmp_path)
    server.serve("/a", rss("Alpha"))
    server.serve("/b", rss("Beta"))
    links = NAMED.format("Alpha", "/a") + NAMED.format("Beta", "/b")
    page = server.serve("/", PAGE.format(links), content_type="text/html")

    async def steps(driver: Driver) -> None:
        await add(driver, page)
        await driver.sees("Feed: Alpha", "Feed: Beta", "This page alone")
        await driver.press("down", "enter")
        await driver.until(lambda: driver.store.entries(EntryQuery(search="Beta")).total == 3)
        assert driver.store.entries(EntryQuery(search="Alpha")).total == 0
        await driver.until(lambda: not driver.app.refreshing.is_running)
        await driver.press("u")
        await driver.until(lambda: len(driver.store.feeds()) == 2)

    drive(tmp_path, steps)


def test_a_page_alone_stands_under_the_cursor_and_is_marked_as_one(tmp_path: Path, server: FeedServer) -> None:
    fill(tmp_path)
    page = server.serve("/eins", PAGE.format(""), content_type="text/html")

    async def steps(driver: Driver) -> None:
        await add(driver, page)
        await driver.sees("It names no feed", "This page alone")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.until(lambda: driver.title == "Eine Seite")
        await driver.sees("page · 127.0.0.1")
        assert [row.entry.title for row in driver.store.entries(EntryQuery(feed_ids=(PAGES,))).rows] == ["Eine Seite"]
        await driver.press("u")
        await driver.is_told("Undone: Page “Eine Seite” added")
        await driver.until(lambda: "Eine Seite" not in driver.titles and driver.title.startswith("Beitrag"))
        await driver.press("U")
        await driver.until(lambda: "Eine Seite" in driver.titles)

    drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


@pytest.mark.slow
def test_a_page_that_is_closed_to_machines_is_kept_under_a_title_typed_by_hand(
    tmp_path: Path, server: FeedServer
) -> None:
    fill(tmp_path)
    page = server.serve("/zu", status=403)

    async def steps(driver: Driver) -> None:
        await add(driver, page)
        await driver.sees("refuses access", "This page alone")
        await driver.press("enter")
        await driver.sees("Type its title")
        await driver.types("Was Frau Ohm über Krisen schrieb")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.until(lambda: driver.title == "Was Frau Ohm über Krisen schrieb")
        await driver.press("t")
        await driver.types("Instagram")
        await driver.press("enter")
        await driver.until(lambda: [pick.category for pick in driver.store.picks("2026-11")] == ["Instagram"])

    drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_what_is_no_address_is_told_in_the_dialog(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await add(driver, "kein wirklicher Ort")
        await driver.sees("is not a web address")
        assert isinstance(driver.app.screen, AddDialog)
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))

    drive(tmp_path, steps)


def test_nothing_waits_while_an_address_is_asked(tmp_path: Path, server: FeedServer) -> None:
    fill(tmp_path)
    hold = threading.Event()
    address = server.serve("/langsam", rss("Langsam"), hold=hold)

    async def steps(driver: Driver) -> None:
        await add(driver, address)
        await driver.sees("Looking")
        server.wait_for(1)
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.press("j", "s")
        await driver.until(lambda: driver.store.entries(EntryQuery(shortlisted=True)).total == 1)
        assert isinstance(driver.app.screen, InboxScreen)

    try:
        drive(tmp_path, steps)
    finally:
        hold.set()


def test_an_address_copied_before_is_offered(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        driver.app.copy_to_clipboard("https://kollege.example/feed.xml")
        await driver.press("a")
        await driver.sees("https://kollege.example/feed.xml")

    drive(tmp_path, steps)


def test_a_wrong_address_is_corrected_where_it_stands(tmp_path: Path, server: FeedServer) -> None:
    fill(tmp_path)
    server.serve("/feed", rss("Alpha"))
    address = server.url("/feed")

    async def steps(driver: Driver) -> None:
        await add(driver, address[:-1])
        await driver.sees("(404)", "This page alone")
        # The error has taken no focus: what is typed corrects the address, and Enter asks for that one.
        await driver.types(address[-1])
        await driver.sees_no("This page alone")
        await driver.press("enter")
        await driver.until(lambda: "Alpha" in driver.screen or len(driver.store.feeds()) == 3)
        if "Feed: Alpha" in driver.screen:
            await driver.press("enter")
        await driver.until(lambda: any(feed.url == address for feed in driver.store.feeds()))

    drive(tmp_path, steps)


def test_an_answer_for_an_address_that_was_changed_meanwhile_takes_no_key(tmp_path: Path, server: FeedServer) -> None:
    fill(tmp_path)
    hold = threading.Event()
    address = server.serve("/langsam", status=404, hold=hold)

    async def steps(driver: Driver) -> None:
        await add(driver, address)
        server.wait_for(1)
        await driver.types("er")
        hold.set()
        await driver.until(lambda: not any(thread.name == "net" for thread in threading.enumerate()))
        await driver.types("ich-schreibe")
        assert driver.app.screen.query_one("#add-address", Input).value == address + "erich-schreibe"
        assert "This page alone" not in driver.screen

    try:
        drive(tmp_path, steps)
    finally:
        hold.set()


@pytest.mark.slow
def test_a_page_alone_is_added_by_its_address_without_a_scheme(tmp_path: Path, server: FeedServer) -> None:
    fill(tmp_path)
    page = server.serve("/eins", PAGE.format(""), content_type="text/html")

    async def steps(driver: Driver) -> None:
        await add(driver, page.removeprefix("http://"))
        await driver.sees("This page alone")
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.until(lambda: driver.title == "Eine Seite")

    drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_escape_leaves_the_choice_and_the_dialog_begins_empty_again(tmp_path: Path, server: FeedServer) -> None:
    fill(tmp_path)
    page = server.serve("/eins", PAGE.format(""), content_type="text/html")

    async def steps(driver: Driver) -> None:
        await add(driver, page)
        await driver.sees("This page alone", "Esc leaves")
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.press("a")
        await driver.until(lambda: isinstance(driver.app.screen, AddDialog))
        assert driver.app.screen.query_one("#add-address", Input).value == ""

    drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")
