"""One's own write is shown once.

It is no news from outside, and each question about it is asked once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

#: Thorough and long: with the slow tests. The quick ones go the same ways in shorter stories.
pytestmark = pytest.mark.slow


def counted(calls: Counter[str], name: str, question: Callable[..., Any]) -> Callable[..., Any]:
    def asked(*arguments: Any, **options: Any) -> Any:
        calls[name] += 1
        return question(*arguments, **options)

    return asked


@pytest.mark.parametrize("key", ["3", "s"])
def test_a_key_asks_each_question_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    fill(tmp_path)
    calls: Counter[str] = Counter()

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12", "Blog 1")
        await _two_looks(driver)
        views = driver.app.library.views
        for name in ("again", "overview"):
            monkeypatch.setattr(views, name, counted(calls, name, getattr(views, name)))
        await driver.press(key)
        await _two_looks(driver)

    drive(tmp_path, steps)
    assert calls == ({"again": 1, "overview": 1} if key == "3" else {"overview": 1})


def test_a_pick_asks_for_nothing_that_it_does_not_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the text that is shown nor which feeds there are."""
    fill(tmp_path)
    calls: Counter[str] = Counter()

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12", "Blog 1")
        await _two_looks(driver)
        library = driver.app.library
        for service, name in (
            (library.reading, "content"),
            (library.duplicates, "same"),
            (library.feeds, "overviews"),
            (library.notes, "of_entry"),
        ):
            monkeypatch.setattr(service, name, counted(calls, name, getattr(service, name)))
        await driver.press("3")
        await driver.sees("1 of")
        await _two_looks(driver)
        assert calls == {}
        await driver.press("j")
        await driver.until(lambda: calls["content"] == 1)

    drive(tmp_path, steps)


async def _two_looks(driver: Driver) -> None:
    """Until the watcher has asked twice whether others have changed anything."""
    looks = driver.app.watcher.looks
    await driver.until(lambda: driver.app.watcher.looks >= looks + 2)
