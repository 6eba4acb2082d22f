"""Keys typed behind a change are about what it shows, however long the library takes to tell it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from digest.storage.local import LocalStore
from digest.tui.dialogs.short_form import ShortForm
from digest.tui.edition.edition_screen import EditionScreen
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.widgets.edition_list import EditionList
from digest.tui.widgets.feed_table import FeedTable
from tests.builders import MONTH, NOW, a_feed
from tests.tui.driving import Driver, drive
from tests.tui.libraries import PATIENT, fill
from tests.tui.typing import key_event

T = TypeVar("T")


@contextmanager
def answers_late(owner: object, *names: str) -> Iterator[Callable[[], None]]:
    """Questions of these names wait in their thread until what is given is called."""
    gate = threading.Event()

    def late(answer: Callable[..., T]) -> Callable[..., T]:
        def ask(*arguments: object, **named: object) -> T:
            assert gate.wait(60)
            return answer(*arguments, **named)

        return ask

    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(owner, name, late(getattr(owner, name)))
        try:
            yield gate.set
        finally:
            gate.set()


def with_folders(folder: Path) -> None:
    store = LocalStore(folder / "library", lambda: NOW)
    store.add_feeds([a_feed(number, title=f"Blog {number}", folder="Krisen") for number in (1, 2)])
    store.close()


async def table_of(driver: Driver) -> FeedTable:
    await driver.press("F")
    await driver.until(lambda: len(driver.app.screen.query(FeedTable)) == 1)
    table = driver.app.screen.query_one(FeedTable)
    await driver.until(lambda: len(table.feeds) > 0 and driver.app.key_queue.is_idle)
    return table


async def arrive(driver: Driver, *keys: str) -> None:
    """Keys come in one piece; nobody waits for what they do."""
    for key in keys:
        driver.app.post_message(key_event(key))
    await driver.pilot.pause()


async def is_held(driver: Driver) -> None:
    """What was typed waits, and has done nothing yet."""
    for _ in range(5):
        await driver.pilot.pause()
    assert not driver.app.key_queue.is_idle


def test_a_key_behind_a_redo_is_about_the_feeds_as_they_are_then(tmp_path: Path) -> None:
    with_folders(tmp_path)

    async def steps(driver: Driver) -> None:
        await table_of(driver)
        await driver.press("T", "ctrl+u")
        await driver.types("Neu")
        await driver.press("enter")
        await driver.sees("Neu")
        await driver.press("u")
        await driver.sees("Krisen")
        with answers_late(driver.app.library.feeds, "overviews") as go:
            await arrive(driver, "U")
            await driver.until(lambda: {feed.folder for feed in driver.store.feeds()} == {"Neu"})
            await arrive(driver, "T")
            await is_held(driver)
            go()
        await driver.until(lambda: isinstance(driver.app.screen, ShortForm))
        await driver.sees("Folder “Neu”")

    drive(tmp_path, steps)


@pytest.mark.parametrize(("key", "field"), [("M", "muted"), ("p", "paused")])
def test_the_same_key_again_turns_a_feed_back(tmp_path: Path, key: str, field: str) -> None:
    with_folders(tmp_path)

    async def steps(driver: Driver) -> None:
        table = await table_of(driver)
        with answers_late(driver.app.library.feeds, "overviews") as go:
            await arrive(driver, key)
            await driver.until(lambda: getattr(driver.store.feeds()[0], field))
            await arrive(driver, key)
            await is_held(driver)
            go()
        await driver.until(lambda: not getattr(driver.store.feeds()[0], field))
        await driver.until(lambda: not getattr(table.feeds[0].feed, field))

    drive(tmp_path, steps)


def test_a_key_behind_the_one_that_opens_the_feeds_is_about_them(tmp_path: Path) -> None:
    with_folders(tmp_path)

    async def steps(driver: Driver) -> None:
        with answers_late(driver.app.library.feeds, "overviews") as go:
            await arrive(driver, "F", "p")
            await is_held(driver)
            go()
        await driver.until(lambda: driver.store.feeds()[0].paused)

    drive(tmp_path, steps)


def test_keys_come_if_the_feeds_cannot_be_had(tmp_path: Path) -> None:
    with_folders(tmp_path)

    async def steps(driver: Driver) -> None:
        await table_of(driver)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(driver.app.library.feeds, "overviews", lambda: 1 / 0)
            await driver.press("M")
            await driver.is_told("Internal error")
        await driver.until(lambda: driver.app.key_queue.is_idle)

    drive(tmp_path, steps)


def test_a_key_behind_an_undo_is_about_the_entry_that_it_goes_to(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Beitrag 12" and len(driver.titles) == 12)
        await driver.press("s", "G")
        await driver.until(lambda: driver.title == "Beitrag 1")
        with answers_late(driver.app.library.views, "overview") as go:
            await arrive(driver, "u")
            await driver.until(lambda: driver.title == "Beitrag 12")
            await arrive(driver, "4")
            await is_held(driver)
            go()
        await driver.until(lambda: [pick.shown_title for pick in driver.store.picks(MONTH)] == ["Beitrag 12"])
        await arrive(driver, "G", "u", "3")
        await driver.until(
            lambda: [(pick.shown_title, pick.category) for pick in driver.store.picks(MONTH)] == [("Beitrag 12", "IK")]
        )

    drive(tmp_path, steps)


def test_a_key_behind_an_undo_is_about_the_pick_that_it_goes_to(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Beitrag 12" and len(driver.titles) == 12)
        await driver.press("4", "j", "4", "v")
        await driver.until(lambda: isinstance(driver.app.screen, EditionScreen))
        listed = driver.app.screen.query_one(EditionList)
        await driver.until(lambda: len(driver.store.picks(MONTH)) == 2 and driver.app.key_queue.is_idle)
        await driver.sees("1  Beitrag 12", "2  Beitrag 11")
        first, second = driver.store.picks(MONTH)
        await driver.until(lambda: listed.select(first.id))
        await driver.press("0")
        await driver.sees_no("Beitrag 12")
        with answers_late(driver.app.library.proofs, "proof") as go:
            await arrive(driver, "u")
            await driver.until(lambda: len(driver.store.picks(MONTH)) == 2)
            assert listed.key != first.id
            await arrive(driver, "0")
            await is_held(driver)
            go()
        await driver.until(lambda: [pick.id for pick in driver.store.picks(MONTH)] == [second.id])

    drive(tmp_path, steps)


def test_two_of_a_digit_in_one_piece_are_a_slip_however_late_they_are_handled(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        # Longer than it takes to send two keys, and shorter than the first of them waits.
        driver.app.timings = replace(PATIENT, slip=0.4)
        await driver.until(lambda: driver.title == "Beitrag 12" and len(driver.titles) == 12)
        assert isinstance(driver.app.screen, InboxScreen)
        release = driver.app.key_queue.hold()
        await arrive(driver, "4", "4", "j")
        driver.app.set_timer(0.01, release)
        await driver.until(lambda: driver.title == "Beitrag 11")
        await driver.until(lambda: [pick.category for pick in driver.store.picks(MONTH)] == ["Krise"])

    drive(tmp_path, steps)
