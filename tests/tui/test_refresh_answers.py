"""R always answers: how many are new, or when a feed is due and how to ask anyway."""

from __future__ import annotations

from pathlib import Path

from digest.storage.registry import open_store
from tests.builders import NOW, a_feed
from tests.cli.feedtexts import rss
from tests.cli.test_offline import nobody_there
from tests.feedserver import FeedServer
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill


def subscribe(folder: Path, *addresses: str) -> None:
    fill(folder, [], feeds=0)
    store = open_store(folder / "library", lambda: NOW)
    store.add_feeds([a_feed(number, url=url, by_hand=True) for number, url in enumerate(addresses, start=1)])
    store.close()


def test_new_entries_nothing_new_and_nothing_due_are_told_and_r_again_asks(tmp_path: Path) -> None:
    with FeedServer() as server:
        subscribe(tmp_path, server.serve("/", rss("Eins", "Zwei")))

        async def steps(driver: Driver) -> None:
            await driver.sees("No feed has brought anything yet")
            await driver.press("R")
            await driver.is_told("2 new entries")
            await driver.press("R")
            await driver.is_told("R again asks anyway.")
            assert any("No feed is due before" in toast.message for toast in driver.app._notifications)
            await driver.press("R")
            await driver.is_told("Nothing new.")
            await driver.press("R")
            await driver.is_told("R again asks anyway.")

        drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1")


def test_if_nobody_answers_r_asks_again_as_it_says(tmp_path: Path) -> None:
    with FeedServer() as server:
        subscribe(tmp_path, nobody_there(), nobody_there().replace("127.0.0.1", "127.0.0.2"))

        async def steps(driver: Driver) -> None:
            await driver.sees("No feed has brought anything yet")
            await driver.press("R")
            await driver.is_told("No feed answered. Is this computer online?")
            driver.others.change_feed("f1", {"url": server.serve("/", rss("Da"))})
            for toast in list(driver.app._notifications):
                driver.app._unnotify(toast)
            await driver.press("R")
            await driver.is_told("1 new entry")

        drive(tmp_path, steps, DIGEST_ALLOW_HOSTS="127.0.0.1,127.0.0.2")
