"""What others do to the library shows in the open interface: the command line, a second one, a service that syncs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

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
    """As synced folders bring a file: under another name first, and with the time that it has elsewhere."""
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
