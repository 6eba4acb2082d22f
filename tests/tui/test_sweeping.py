"""Garbage is looked for while nobody presses a key."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest

from digest.tui.shell import gc_pauses
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill


class Ring:
    """Holds itself, so that only a look for garbage frees it."""

    def __init__(self) -> None:
        self.self = self


def test_garbage_goes_while_nobody_types_and_python_has_it_back_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path)
    monkeypatch.setattr(gc_pauses, "RHYTHM", 0.01)
    monkeypatch.setattr(gc_pauses, "_SOME", 0)
    monkeypatch.setattr(gc_pauses, "_FEW", 1 << 40)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Beitrag 12")
        driver.app.sweeping.start()
        assert not gc.isenabled()
        monkeypatch.setattr(gc_pauses, "REST", 1e9)
        gone = weakref.ref(Ring())
        await driver.press("j")
        assert gone() is not None
        monkeypatch.setattr(gc_pauses, "REST", 0.0)
        await driver.until(lambda: gone() is None)

    drive(tmp_path, steps)
    assert gc.isenabled()


def test_new_garbage_goes_while_somebody_types_and_old_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path)
    monkeypatch.setattr(gc_pauses, "RHYTHM", 0.01)
    monkeypatch.setattr(gc_pauses, "REST", 1e9)
    monkeypatch.setattr(gc_pauses, "_FEW", 0)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Beitrag 12")
        old = Ring()
        driver.app.sweeping.start()
        new, old_gone = weakref.ref(Ring()), weakref.ref(old)
        del old
        await driver.until(lambda: new() is None)
        assert old_gone() is not None

    drive(tmp_path, steps)
