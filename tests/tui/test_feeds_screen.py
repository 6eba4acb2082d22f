"""The feeds: their health in plain words, and what a curator does about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from digest.domain.feed import FetchState
from digest.domain.health import Failure, FailureKind
from digest.storage.local import LocalStore
from digest.storage.store import FeedRefresh, Store
from digest.tui.feeds.feeds_screen import FeedsScreen
from digest.tui.widgets.feed_table import FeedTable
from digest.tui.widgets.feed_words import is_broken, state_words
from tests.builders import NOW, a_feed, at
from tests.feedserver import FeedServer
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

RSS = (
    '<rss version="2.0"><channel><title>Frisch</title><item><title>Ein neuer Beitrag</title>'
    "<guid>1</guid><link>http://x.example/1</link></item></channel></rss>"
)


def break_feed(folder: Path, feed_id: str) -> None:
    store = LocalStore(folder / "library", lambda: NOW)
    state = FetchState(
        last_checked=NOW, last_error=Failure(FailureKind.NOT_FOUND), error_since=at(-60), errors=3, next_check=at(120),
        next_reason="error",
    )  # fmt: skip
    store.apply_refresh([FeedRefresh(feed_id, state)])
    store.close()


async def open_feeds(driver: Driver) -> FeedTable:
    await driver.press("F")
    await driver.sees("Blog 1")
    table = driver.app.screen.query_one(FeedTable)
    await driver.until(lambda: len(table.feeds) > 0)
    return table


def exists(store: Store, feed_id: str) -> bool:
    return feed_id in {feed.id for feed in store.feeds()}


def test_columns_stand_below_each_other_whatever_a_title_is_made_of(tmp_path: Path) -> None:
    fill(tmp_path)
    store = LocalStore(tmp_path / "library", lambda: NOW)
    store.add_feeds([a_feed(3, title="漢字 und 😀"), a_feed(4, title="Ein sehr langer Titel mit 漢字 " * 9)])
    store.close()
    break_feed(tmp_path, "f3")

    async def steps(driver: Driver) -> None:
        table = await open_feeds(driver)
        for number, row in enumerate(table.feeds):
            line = table.render_line(number + table.HEAD)
            assert line.cell_length == table.size.width
            state = state_words(row)[:8]
            assert cell_len(line.text[: line.text.index(f" {state}") + 1]) == table.render_line(0).text.index("State")
            assert line.text.startswith((" ! " if is_broken(row) else "   ") + row.title[:9])

    drive(tmp_path, steps)


def test_a_broken_feed_says_why_and_what_to_do(tmp_path: Path) -> None:
    fill(tmp_path)
    break_feed(tmp_path, "f2")

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        await driver.sees("1 needs a look", "failed")
        await driver.press("j")
        await driver.sees(
            "Nothing is found at this address (404).", "Look for the feed's new address", "3 failures in a row"
        )
        await driver.sees("further apart after errors")

    drive(tmp_path, steps)


def test_a_feed_is_edited_in_a_small_form_and_undone(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        await driver.press("enter")
        await driver.sees("Address", "https://blog1.example/feed.xml")
        await driver.types("Neuer Name")
        await driver.press("tab", "tab")
        await driver.types("Krise")
        await driver.press("enter")
        await driver.until(lambda: driver.store.feed("f1").title == "Neuer Name")
        assert driver.store.feed("f1").category == "Krise"
        await driver.sees("Neuer Name")
        await driver.press("u")
        await driver.until(lambda: driver.store.feed("f1").title == "Blog 1")
        assert driver.store.feed("f1").category == ""
        await driver.press("U")
        await driver.until(lambda: driver.store.feed("f1").category == "Krise")

    drive(tmp_path, steps)


def test_an_address_that_is_none_is_told_in_the_form_which_keeps_what_was_typed(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        await driver.press("enter")
        await driver.sees("Address", "https://blog1.example/feed.xml")
        await driver.types("Neuer Name")
        await driver.press("tab")
        await driver.types("kein Ort")
        await driver.press("enter")
        await driver.sees("is not a web address", "Neuer Name")
        await driver.press("ctrl+u")
        await driver.types("https://neu.example/feed")
        await driver.press("enter")
        await driver.until(lambda: driver.store.feed("f1").url == "https://neu.example/feed")
        assert driver.store.feed("f1").title == "Neuer Name"

    drive(tmp_path, steps)


def test_undo_brings_the_cursor_to_the_feed(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        await driver.press("d")
        await driver.until(lambda: len(driver.store.feeds()) == 1)
        await driver.press("G", "u")
        table = driver.app.screen.query_one(FeedTable)
        await driver.until(lambda: len(driver.store.feeds()) == 2)
        await driver.until(lambda: table.current is not None and table.current.feed.id == "f1")

    drive(tmp_path, steps)


def test_leaving_the_form_changes_nothing(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        await driver.press("e")
        await driver.sees("Address")
        await driver.types("Weg damit")
        await driver.press("escape", "j")
        await driver.until(lambda: driver.app.screen.query_one(FeedTable).cursor == 1)
        assert driver.store.feed("f1").title == "Blog 1"

    drive(tmp_path, steps)


def test_a_feed_is_paused_muted_and_removed_and_all_comes_back(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        await driver.press("p")
        await driver.sees("paused")
        await driver.press("p")
        await driver.until(lambda: not driver.store.feed("f1").paused)
        await driver.press("M")
        await driver.until(lambda: driver.store.feed("f1").muted)
        await driver.press("d")
        await driver.until(lambda: not exists(driver.store, "f1"))
        await driver.sees("1 feed")
        await driver.press("u", "u", "u", "u")
        await driver.until(lambda: exists(driver.store, "f1") and not driver.store.feed("f1").muted)
        await driver.until(lambda: not driver.store.feed("f1").paused)

    drive(tmp_path, steps)


def test_undo_leaves_what_somebody_else_has_changed_since(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        await driver.press("enter")
        await driver.sees("Address")
        await driver.types("Neuer Name")
        await driver.press("enter")
        await driver.until(lambda: driver.store.feed("f1").title == "Neuer Name")
        other = LocalStore(tmp_path / "library", lambda: NOW)
        other.change_feed("f1", {"title": "Ihr Name"})
        other.close()
        await driver.press("u")
        await driver.is_told("The feed “Ihr Name” was changed elsewhere since")
        assert driver.store.feed("f1").title == "Ihr Name"

    drive(tmp_path, steps)


def test_undo_agrees_with_somebody_else_who_has_already_done_it(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        await driver.press("p")
        await driver.until(lambda: driver.store.feed("f1").paused)
        other = LocalStore(tmp_path / "library", lambda: NOW)
        other.change_feed("f1", {"paused": False})
        other.close()
        await driver.press("u")
        await driver.is_told("Undone: “Blog 1” paused")
        assert not driver.store.feed("f1").paused

    drive(tmp_path, steps)


def test_asking_now_brings_the_entries_of_that_feed(tmp_path: Path) -> None:
    with FeedServer() as server:
        fill(tmp_path, feeds=0)
        store = LocalStore(tmp_path / "library", lambda: NOW)
        store.add_feeds([a_feed(1, url=server.serve("/feed.xml", RSS), by_hand=True, title="Blog 1")])
        store.close()

        async def steps(driver: Driver) -> None:
            await open_feeds(driver)
            await driver.press("c")
            await driver.until(lambda: driver.store.feed_counts()["f1"].entries == 1)
            await driver.sees("well")

        drive(tmp_path, steps)


@pytest.mark.slow
def test_two_thousand_feeds_are_walked_through(tmp_path: Path) -> None:
    fill(tmp_path, feeds=2000)

    async def steps(driver: Driver) -> None:
        table = await open_feeds(driver)
        await driver.until(lambda: len(table.feeds) == 2000)
        await driver.press("G")
        await driver.until(lambda: table.cursor == 1999)
        await driver.press("g", "ctrl+d", "k")
        await driver.until(lambda: 0 < table.cursor < 100)

    drive(tmp_path, steps)


def test_titles_are_text_and_never_markup(tmp_path: Path) -> None:
    fill(tmp_path)
    store = LocalStore(tmp_path / "library", lambda: NOW)
    store.change_feed("f1", {"title": "[red]Rot[/red] [@click=app.exit]weg[/]"})
    store.close()

    async def steps(driver: Driver) -> None:
        await driver.press("F")
        await driver.sees("[red]Rot[/red] [@cl")
        assert isinstance(driver.app.screen, FeedsScreen)

    drive(tmp_path, steps)


def test_the_cursor_stays_on_its_feed_when_another_one_comes(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        table = await open_feeds(driver)
        await driver.press("j")
        await driver.until(lambda: table.cursor == 1)
        other = LocalStore(tmp_path / "library", lambda: NOW)
        other.add_feeds([a_feed(9, title="Ahnenforschung")])
        other.close()
        await driver.sees("Ahnenforschung")
        assert table.current is not None
        assert table.current.feed.id == "f2"
        assert table.cursor == 2

    drive(tmp_path, steps)


def test_every_column_that_fits_is_shown(tmp_path: Path) -> None:
    fill(tmp_path)
    shown = {}
    for width in (80, 120):

        async def steps(driver: Driver, width: int = width) -> None:
            await open_feeds(driver)
            shown[width] = driver.screen

        drive(tmp_path, steps, (width, 24))
    assert "Category" in shown[120]
    assert "Category" not in shown[80]
    assert all("State" in screen and "Unread" in screen for screen in shown.values())


def test_the_help_is_wholly_shown_at_every_width(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await open_feeds(driver)
        for width in range(74, 88):  # on one line all keys fit, or all but the help, or fewer
            await driver.pilot.resize_terminal(width, 24)
            await driver.sees("? help")

    drive(tmp_path, steps)
