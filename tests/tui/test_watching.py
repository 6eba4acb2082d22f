"""What others do to the library shows in the open interface.

The command line, a second one, a service that syncs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from textual.widgets import Static

from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.tui.shell import watcher
from tests.builders import MONTH
from tests.tui.driving import Driver, drive
from tests.tui.libraries import environment, fill
from tests.tui.test_inbox import ready

_ROOT = Path(__file__).resolve().parents[2]


def command(folder: Path, *words: str) -> str:
    """Run digest in a process of its own; gives back what it prints."""
    given = {**os.environ, **environment(folder)}
    ran = subprocess.run(
        [sys.executable, "-m", "digest", *words], cwd=_ROOT, env=given, check=True, stdout=subprocess.PIPE, text=True
    )
    return ran.stdout.strip()


def bring(source: Path, target: Path) -> None:
    """As synced folders bring a file.

    Under another name first, and with the time that it has elsewhere.
    """
    waiting = target.with_name(".editions.json.part")
    shutil.copyfile(source, waiting)
    os.utime(waiting, (1_600_000_000, 1_600_000_000))
    waiting.replace(target)


def test_a_pick_of_the_command_line_shows(tmp_path: Path) -> None:
    entry = fill(tmp_path)[0]

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees("0 of 10 picks")
        command(tmp_path, "pick", entry.id, "--category", "IK")
        await driver.sees("1 of 10 picks")

    drive(tmp_path, steps)


def test_a_file_that_a_synced_folder_brings_shows(tmp_path: Path) -> None:
    first, second = fill(tmp_path)[:2]
    command(tmp_path, "pick", first.id, "--category", "IK")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(tmp_path / "library", elsewhere / "library")
    command(elsewhere, "pick", second.id, "--category", "Krise")

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: len(driver.titles) == 11)  # a picked entry counts as read
        await driver.sees("1 of 10 picks")
        bring(elsewhere / "library" / "editions.json", tmp_path / "library" / "editions.json")
        await driver.sees("2 of 10 picks")
        assert {pick.entry_id for pick in driver.store.picks(MONTH)} == {first.id, second.id}

    drive(tmp_path, steps)


def test_a_key_of_ones_own_asks_each_question_once(tmp_path: Path) -> None:
    fill(tmp_path)
    asked: Counter[str] = Counter()

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees("0 of 10 picks")
        await looked(driver, 2)
        count_calls(driver.app.library.views, asked, "again", "overview")
        count_calls(driver.app.library.reading, asked, "entries")
        count_calls(driver.app.library.actions.picks, asked, "pick")
        await driver.press("3")
        await driver.sees("1 of 10 picks")
        await looked(driver, 3)
        assert asked == {"pick": 1, "again": 1, "overview": 1}  # not the list: it holds the same entries

    drive(tmp_path, steps)


def test_no_key_of_ones_own_comes_back_as_a_change_of_others(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await looked(driver, 2)
        asked: Counter[str] = Counter()
        count_calls(driver.inbox, asked, "ask_library", "look_at_writing")
        for keys in (("s",), ("r",), ("3",), ("c", *"Gut", "escape"), ("u",)):
            before = driver.store.stamp()
            await driver.press(*keys)
            await driver.until(lambda before=before: driver.store.stamp() != before, keys)  # type: ignore[misc]
            await driver.app.work_queue.settle()
        await looked(driver, 3)
        assert not asked

    drive(tmp_path, steps)


def test_a_change_of_others_that_falls_together_with_a_key_shows(tmp_path: Path) -> None:
    entry = fill(tmp_path)[0]

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.sees("0 of 10 picks")
        command(tmp_path, "pick", entry.id, "--category", "IK")
        await driver.press("3")
        await driver.sees("2 of 10 picks")
        assert len(driver.store.picks(MONTH)) == 2

    drive(tmp_path, steps)


def test_what_was_asked_while_the_library_was_away_shows_once_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if the look that waited behind the failed question succeeds, and no look failed."""
    fill(tmp_path)
    monkeypatch.setattr(watcher, "_SLOW", 0.0)
    is_back = Event()

    def fail(_entry: object) -> str:
        is_back.wait()
        raise LibraryError(msg("The server does not answer."))

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await looked(driver, 2)
        title = driver.inbox.query_one("#reading-title", Static)
        with monkeypatch.context() as away:
            away.setattr(driver.app.library.reading, "content", fail)
            await driver.press("j")
            await driver.until(lambda: driver.app.watcher.is_away)
        is_back.set()
        await driver.is_told("The server does not answer.")
        await driver.until(lambda: driver.title == "Beitrag 11" == title.content)

    drive(tmp_path, steps)


async def looked(driver: Driver, times: int) -> None:
    """Wait until the library was looked at so often from now on."""
    looks = driver.app.watcher.looks
    await driver.until(lambda: driver.app.watcher.looks >= looks + times)


def count_calls(of: object, calls: Counter[str], *names: str) -> None:
    """Note by name how often these methods are called."""

    def counted(name: str, method: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            calls[name] += 1
            return method(*args, **options)

        return call

    for name in names:
        setattr(of, name, counted(name, getattr(of, name)))
