"""A list whose first rows are there at once, the others behind the first frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.domain.query import EntryPage, EntryQuery
from digest.storage.local import LocalStore
from digest.tui.inbox.listing import FIRST_ROWS
from tests.builders import an_entry
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

MANY = 3 * FIRST_ROWS


@contextmanager
def whole_lists_held_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Questions for whole lists wait until the event is set."""
    go_on = threading.Event()

    def waiting(store: LocalStore, query: EntryQuery) -> EntryPage:
        assert query.limit or go_on.wait(60)
        return store._questions.entries(query)

    monkeypatch.setattr(LocalStore, "entries", waiting)
    try:
        yield go_on
    finally:
        go_on.set()


def fill_with_many(folder: Path) -> None:
    fill(folder, [an_entry(number, title=f"Beitrag {number}") for number in range(1, MANY + 1)])


async def first_rows(driver: Driver) -> None:
    await driver.until(lambda: driver.title == f"Beitrag {MANY}")


def test_length_and_count_are_those_of_the_whole_list_from_the_first_rows_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_with_many(tmp_path)

    async def steps(driver: Driver) -> None:
        await first_rows(driver)
        assert len(driver.entries.rows) == MANY
        await driver.sees(f"{MANY} unread")
        await driver.press("G")
        assert driver.entries.cursor == MANY - 1
        assert driver.inbox.current is None
        go_on.set()
        await driver.until(lambda: driver.title == "Beitrag 1")
        assert driver.titles[FIRST_ROWS] == f"Beitrag {MANY - FIRST_ROWS}"
        await driver.sees(f"{MANY} unread")

    with whole_lists_held_back(monkeypatch) as go_on:
        drive(tmp_path, steps)


def test_all_read_means_the_rows_that_are_still_on_their_way_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_with_many(tmp_path)

    async def steps(driver: Driver) -> None:
        await first_rows(driver)
        await driver.press("A")
        assert not driver.app.library.actions.undo_steps
        go_on.set()
        await driver.is_told(f"{MANY} marked read")
        assert driver.store.entries(EntryQuery(unread=True)).total == 0

    with whole_lists_held_back(monkeypatch) as go_on:
        drive(tmp_path, steps)


def test_the_next_unread_entry_may_be_one_that_is_still_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_with_many(tmp_path)

    async def steps(driver: Driver) -> None:
        await first_rows(driver)
        driver.entries.move_to(FIRST_ROWS - 1)
        await driver.press("n")
        go_on.set()
        await driver.until(lambda: driver.title == f"Beitrag {MANY - FIRST_ROWS}")

    with whole_lists_held_back(monkeypatch) as go_on:
        drive(tmp_path, steps)


def test_the_cursor_stays_where_it_is_when_the_other_rows_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_with_many(tmp_path)

    async def steps(driver: Driver) -> None:
        await first_rows(driver)
        await driver.press("j", "j", "j")
        go_on.set()
        await driver.until(lambda: len(driver.titles) == MANY and driver.titles[-1] == "Beitrag 1")
        assert driver.title == f"Beitrag {MANY - 3}"

    with whole_lists_held_back(monkeypatch) as go_on:
        drive(tmp_path, steps)
