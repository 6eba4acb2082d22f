"""The inbox and what is around it.

Changes from outside, sizes of the terminal, the language.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.reading_pane import ReadingPane
from digest.tui.widgets.sidebar import Sidebar
from digest.tui.widgets.top_line import TopLine
from tests.builders import MONTH, a_refresh, an_entry
from tests.marking import first_quick, first_row_quick
from tests.tui.driving import Driver, drive
from tests.tui.libraries import environment, fill
from tests.tui.test_inbox import ready

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from digest.storage.local import LocalStore
from tests.builders import a_refresh, an_entry
store = LocalStore(Path(sys.argv[1]) / "library", lambda: datetime.now(UTC))
store.apply_refresh([a_refresh("f1", an_entry(20_000, title="Von draußen"))])
store.close()
"""


def test_changes_of_another_process_appear_without_moving_the_cursor_or_losing_typing(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("j", "j", "4", "c")
        await driver.types("Mitten im ")
        await driver.until(lambda: driver.inbox.query_one(CommentPane).is_writing)
        root = Path(__file__).resolve().parents[2]
        subprocess.run([sys.executable, "-c", WRITER, str(tmp_path)], cwd=root, check=True)
        await driver.sees("▲ 1 new · . shows it")
        assert driver.title == "Beitrag 10"
        await driver.types("Satz")
        await driver.press("escape")
        await driver.until(lambda: [pick.comment for pick in driver.store.picks(MONTH)] == ["Mitten im Satz"])
        assert "Von draußen" not in driver.titles
        await driver.press("full_stop")
        await driver.until(lambda: driver.title == driver.titles[0] == "Von draußen")
        await driver.sees_no("▲")

    drive(tmp_path, steps)


def test_new_entries_come_in_by_themselves_while_the_cursor_is_at_the_top(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        driver.others.apply_refresh([a_refresh("f1", an_entry(20_000, title="Von draußen"))])
        await driver.until(lambda: "Von draußen" in driver.titles)

    drive(tmp_path, steps)


def test_a_look_at_the_library_that_fails_is_told_once_and_the_next_one_sees_what_has_changed(tmp_path: Path) -> None:
    fill(tmp_path)
    closed = tmp_path / "library" / "closed"

    async def steps(driver: Driver) -> None:
        await ready(driver)
        closed.symlink_to(closed)  # ELOOP, for the owner and for root alike
        await driver.is_told("closed cannot be read")
        looks = driver.app.watcher.looks
        await driver.until(lambda: driver.app.watcher.looks > looks + 1)
        assert sum("closed cannot be read" in toast.message for toast in driver.app._notifications) == 1
        closed.unlink()
        driver.others.apply_refresh([a_refresh("f1", an_entry(20_000, title="Von draußen"))])
        await driver.until(lambda: "Von draußen" in driver.titles)

    drive(tmp_path, steps)


@pytest.mark.parametrize("size", first_quick((80, 24), (120, 36), (200, 50)))
def test_a_storm_of_sizes_leaves_everything_in_its_place(tmp_path: Path, size: tuple[int, int]) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await ready(driver)
        await driver.press("j", "j")
        for width, height in ((200, 60), (40, 10), (81, 24), (20, 5), (160, 50), (99, 30), size):
            await driver.pilot.resize_terminal(width, height)
        await driver.sees("Beitrag 10")
        assert driver.title == "Beitrag 10"
        assert driver.inbox.query_one(TopLine).region.width == size[0]
        # The wireframe: sidebar folded away below 100 columns, text at the right from 160 on.
        assert bool(driver.inbox.query_one(Sidebar).region) == (size[0] >= 100)
        beside = driver.inbox.query_one(ReadingPane).region.x > driver.entries.region.right - 2
        assert beside == (size[0] >= 160)

    drive(tmp_path, steps)


@pytest.mark.parametrize(("language", "words"), first_row_quick(("de_DE.UTF-8", "Eingang"), ("en_GB.UTF-8", "Inbox")))
def test_it_speaks_the_language_of_the_locale(tmp_path: Path, language: str, words: str) -> None:
    """In a process of its own, because the language holds for a whole process."""
    fill(tmp_path)
    program = (
        "import asyncio, os\n"
        "from digest.config.language import activate, language_from\n"
        "activate(language_from(os.environ))\n"
        "from tests.tui.piloting import screen_lines\n"
        "from digest.bootstrap import Library\n"
        "from digest.tui.app import DigestApp\n"
        "async def run():\n"
        "    app = DigestApp(Library(os.environ))\n"
        "    async with app.run_test(size=(120, 36)) as pilot:\n"
        "        while 'Beitrag 12' not in '\\n'.join(screen_lines(app)): await pilot.pause()\n"
        "        print('\\n'.join(screen_lines(app)))\n"
        "asyncio.run(run())\n"
    )
    root = Path(__file__).resolve().parents[2]
    environ = {**environment(tmp_path), "LC_ALL": language, "PYTHONUTF8": "1", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=environ, capture_output=True, text=True, check=True
    )
    assert words in done.stdout
