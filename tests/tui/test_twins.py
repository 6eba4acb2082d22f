"""One page of several feeds is one line of the inbox, its other places beside the text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Event, current_thread

from digest.domain.entry import Entry
from digest.domain.query import EntryQuery
from digest.services.reading.entries import ListedEntry
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.builders import MONTH, a_refresh, an_entry, at
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

PAGE = "https://studie.example/41"
TITLE = "41 Prozent erfahren Neues zuerst aus der Presse"
TWINS = [
    an_entry(number, f"f{number}", title=TITLE, url=url, published=at(-number))
    for number, url in enumerate((PAGE, f"{PAGE}/?utm_source=rss", "http://www.studie.example/41"), start=1)
]
ALIKE = an_entry(4, "f4", title=f"Studie: {TITLE}", published=at(-4))
OTHER = an_entry(5, "f4", title="Ganz etwas anderes", published=at(-5))


def fill_with(folder: Path, *entries: Entry) -> None:
    fill(folder, entries, feeds=4)


def unread(driver: Driver) -> int:
    return driver.store.entries(EntryQuery(unread=True)).total


async def ready(driver: Driver, lines: int) -> None:
    await driver.until(lambda: len(driver.titles) == lines)


def test_a_page_of_three_feeds_is_one_line_that_counts_three(tmp_path: Path) -> None:
    fill_with(tmp_path, *TWINS, ALIKE, OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 3)
        await driver.sees("Inbox · 5 unread", "also at Blog 2, Blog 3", "similar also at Blog 4")
        await driver.press("r")
        await driver.until(lambda: unread(driver) == 2)
        await driver.sees("Inbox · 2 unread")
        assert driver.titles[0] == TITLE
        await driver.press("u")
        await driver.until(lambda: unread(driver) == 5)
        await driver.sees("Inbox · 5 unread")
        await driver.press("j", "j")
        await driver.sees_no("also at")

    drive(tmp_path, steps)


def test_coming_back_to_an_entry_something_like_it_is_told_again(tmp_path: Path) -> None:
    fill_with(tmp_path, *TWINS, ALIKE, OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 3)
        await driver.sees("similar also at Blog 4")
        await driver.press("j")
        await driver.until(lambda: driver.inbox.reading._hints.entry_id == ALIKE.id)  # and on before it is compared
        await driver.press("k")
        await driver.sees("also at Blog 2, Blog 3", "similar also at Blog 4")

    drive(tmp_path, steps)


def test_everything_read_is_everything_and_comes_back_in_one_step(tmp_path: Path) -> None:
    fill_with(tmp_path, *TWINS, ALIKE, OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 3)
        await driver.press("A")
        await driver.is_told("5 marked read")
        assert unread(driver) == 0
        await driver.press("u")
        await driver.until(lambda: unread(driver) == 5)

    drive(tmp_path, steps, (80, 24))


def test_picking_takes_the_entry_that_is_shown_and_drops_the_page_from_the_unread(tmp_path: Path) -> None:
    fill_with(tmp_path, *TWINS, OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 2)
        await driver.press("4")
        await driver.until(lambda: unread(driver) == 1)
        (pick,) = driver.store.picks(MONTH)
        assert pick.entry_id == TWINS[0].id
        await driver.until(lambda: driver.entries.current is not None and not driver.entries.current.unread)
        await driver.press("u")
        await driver.until(lambda: (unread(driver), driver.store.picks(MONTH)) == (4, []))

    drive(tmp_path, steps)


def test_reading_it_in_one_feed_reads_it_in_all(tmp_path: Path) -> None:
    fill_with(tmp_path, *TWINS, OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 2)
        await driver.press("h")
        for _ in range(20):
            await driver.press("j")
            if "Blog 3" in driver.screen:
                break
        await driver.press("G", "k", "enter")
        await driver.until(lambda: driver.titles == [TITLE])
        await driver.sees("also at Blog 1, Blog 2")
        await driver.press("r")
        await driver.until(lambda: unread(driver) == 1)

    drive(tmp_path, steps)


def test_what_another_feed_brings_of_a_page_moves_neither_cursor_nor_line(tmp_path: Path) -> None:
    fill_with(tmp_path, TWINS[2], an_entry(6, "f4", title="Davor", published=at(-2.5)), OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 3)
        await driver.press("j")
        assert driver.title == TITLE
        driver.others.apply_refresh([a_refresh("f1", TWINS[0])])
        await driver.sees("Inbox · 4 unread", "also at Blog 1")
        assert driver.titles == ["Davor", TITLE, "Ganz etwas anderes"]
        assert driver.title == TITLE
        row = driver.entries.current
        assert row is not None
        assert row.feed == "Blog 3"
        await driver.sees_no("1 new")
        await driver.press("r")
        await driver.until(lambda: unread(driver) == 2)

    drive(tmp_path, steps)


def test_an_older_answer_about_an_entry_does_not_take_a_newer_twin_away(tmp_path: Path) -> None:
    """List and entry are asked on two threads.

    Here the entry's answer, from before the list's, comes behind it.
    """
    fill_with(tmp_path, TWINS[2], OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 2)
        await driver.app.work_queue.settle()
        views, rows = driver.app.library.views, driver.inbox.listing.rows
        real, is_listed = views.again, Event()

        def late(entries: Iterable[Entry], month: str) -> list[ListedEntry]:
            answer = real(entries, month)
            assert current_thread().name.startswith("long") or is_listed.wait(90)
            return answer

        views.again = late  # type: ignore[method-assign]
        driver.others.apply_refresh([a_refresh("f1", TWINS[0])])
        await driver.until(lambda: driver.inbox.listing.rows is not rows)
        is_listed.set()
        await driver.app.work_queue.settle()
        await driver.sees("Inbox · 3 unread", "also at Blog 1")

    drive(tmp_path, steps)


def test_a_page_that_is_read_here_and_brought_again_is_unread_in_its_old_place(tmp_path: Path) -> None:
    fill_with(tmp_path, TWINS[2], OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 2)
        await driver.press("r", "j")
        await driver.sees("Inbox · 1 unread")
        driver.others.apply_refresh([a_refresh("f1", TWINS[0])])
        await driver.sees("Inbox · 2 unread")
        assert driver.titles == [TITLE, "Ganz etwas anderes"]
        inbox = driver.app.screen
        assert isinstance(inbox, InboxScreen)
        await driver.press("k", "r")
        await driver.until(lambda: unread(driver) == 1)
        await driver.press("u", "u")
        await driver.until(lambda: unread(driver) == 3)

    drive(tmp_path, steps)


def test_it_comes_off_the_shortlist_as_a_whole(tmp_path: Path) -> None:
    fill_with(tmp_path, *TWINS, OTHER)

    async def steps(driver: Driver) -> None:
        await ready(driver, 2)
        driver.others.mark(TWINS[1:], shortlisted=True)
        await driver.sees("★")
        await driver.press("s")
        await driver.until(lambda: driver.store.entries(EntryQuery(shortlisted=True)).total == 0)
        await driver.press("s")
        await driver.until(lambda: driver.store.entry(TWINS[0].id).shortlisted)
        assert driver.store.entries(EntryQuery(shortlisted=True)).total == 1

    drive(tmp_path, steps)
