"""Inbox, shortlist and all entries, each by one key, from every screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.storage.registry import open_store
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.builders import NOW, a_feed, a_refresh, an_entry
from tests.marking import first_quick
from tests.tui.driving import Driver, drive


@pytest.mark.parametrize("size", first_quick((80, 24), (120, 36)))
@pytest.mark.parametrize("elsewhere", ["", "v", "F"])
def test_each_view_has_a_key(tmp_path: Path, size: tuple[int, int], elsewhere: str) -> None:
    store = open_store(str(tmp_path / "library"), lambda: NOW)
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", *(an_entry(number) for number in range(1, 5)))])
    store.mark([an_entry(2)], shortlisted=True)
    store.mark([an_entry(3)], read=True)
    store.close()

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 4")
        for key, titles in (("S", ["2"]), ("E", ["4", "3", "2", "1"]), ("i", ["4", "2", "1"])):
            if elsewhere:
                await driver.press(elsewhere)
                await driver.until(lambda: not isinstance(driver.app.screen, InboxScreen))
            await driver.press(key)
            await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
            wanted = [f"Beitrag {number}" for number in titles]
            await driver.until(lambda wanted=wanted: driver.titles == wanted, wanted)  # type: ignore[misc]

    drive(tmp_path, steps, size)
