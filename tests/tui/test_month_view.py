"""The month at a glance, in the interface and on the command line: the same words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.config.language import activate
from digest.storage.local import LocalStore
from digest.tui.dialogs.month import MonthDialog
from digest.tui.inbox.inbox_screen import InboxScreen
from tests.builders import NOW, a_pick
from tests.cli.running import Digest
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    activate("en")


def three_months(folder: Path) -> None:
    """IK in September alone and in November once; two entries on the shortlist."""
    entries = fill(folder)
    store = LocalStore(folder / "library", lambda: NOW)
    for month, categories in (("2026-09", ["IK", "Krise"]), ("2026-10", ["Krise", "Audio"]), ("2026-11", ["IK"])):
        for number, category in enumerate(categories):
            pick = a_pick(number, edition_id=month, id=f"{month[5:]}{number}", category=category, source="Blatt")
            store.add_pick(pick, NOW)
    store.mark(entries[:2], shortlisted=True)
    store.close()


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        ((80, 24), "de", ["November 2026 · 1 von 10 Tipps", "IK: 1 Tipp, im Oktober 2026 keiner", "Krise: kein Tipp"]),
        ((120, 36), "en", ["November 2026 · 1 of 10 picks", "IK: 1 pick, none in October 2026", "Krise: no pick"]),
    ],
)
def test_a_key_shows_the_month_and_brackets_turn_the_leaves(
    tmp_path: Path, size: tuple[int, int], language: str, words: list[str]
) -> None:
    three_months(tmp_path)
    activate(language)

    async def steps(driver: Driver) -> None:
        at_work = driver.app.month
        await driver.press("V")
        await driver.sees(*words)
        await driver.press("G")
        await driver.sees("Audio")
        await driver.press("left_square_bracket")
        await driver.until(lambda: any(f"{name} 2026 · 2" in driver.screen for name in ("Oktober", "October")))
        assert driver.app.month == at_work
        await driver.press("escape")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.press("V")
        await driver.until(lambda: isinstance(driver.app.screen, MonthDialog))
        await driver.sees(*words)
        month = driver.app.screen
        assert isinstance(month, MonthDialog)
        for _ in range(3):  # faster than the screen is drawn
            month.action_scroll(1)
        assert month.query_one("#month-scroll").scroll_y == min(3, month.query_one("#month-scroll").max_scroll_y)
        await driver.press("s")
        await driver.until(lambda: isinstance(driver.app.screen, InboxScreen))
        await driver.until(lambda: len(driver.entries.rows) == 2)

    drive(tmp_path, steps, size=size)


def test_the_command_line_says_the_same(tmp_path: Path) -> None:
    three_months(tmp_path)
    digest = Digest(tmp_path)
    told = digest.ok("stats", "--month", "2026-11").out
    assert "IK: 1 pick, none in October 2026" in told
    assert "up to 7 days" in told
    assert "  since 21 November 2026: Beitrag 1\n" in told
    data = digest.ok("stats", "--month", "2026-11", "--json").data
    assert data["months"] == ["2026-09", "2026-10", "2026-11"]
    assert {"name": "IK", "picks": [1, 0, 1]} in data["categories"]
    assert {"name": "Audio", "picks": 1, "last": "2026-10"} in data["labels"]
    assert data["shortlist"][0] == {"days": 7, "entries": 2}


def test_a_month_without_anything_is_shown_all_the_same(tmp_path: Path) -> None:
    fill(tmp_path)
    assert "0 of 10 picks" in Digest(tmp_path).ok("stats", "--month", "2026-11").out
