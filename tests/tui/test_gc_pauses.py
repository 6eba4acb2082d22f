"""Garbage is looked for while nobody presses a key."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from digest.tui.shell.gc_pauses import GcPauses
from digest.tui.shell.timings import Timings
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill


class Ring:
    """Holds itself, so that only a look for garbage frees it."""

    def __init__(self) -> None:
        self.self = self


def test_garbage_goes_while_nobody_types_and_python_has_it_back_at_the_end(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Beitrag 12")
        app = driver.app
        app.timings = Timings(garbage=0.01, rest=1e9)
        app.gc_pauses = GcPauses(app, some=0, few=1 << 40)
        app.gc_pauses.start()
        assert not gc.isenabled()
        gone = weakref.ref(Ring())
        await driver.press("j")
        assert gone() is not None
        app.timings = Timings(garbage=0.01, rest=0.0)
        await driver.until(lambda: gone() is None)

    drive(tmp_path, steps)
    assert gc.isenabled()


def test_new_garbage_goes_while_somebody_types_and_old_does_not(tmp_path: Path) -> None:
    fill(tmp_path)

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.title == "Beitrag 12")
        old, app = Ring(), driver.app
        app.timings = Timings(garbage=0.01, rest=1e9)
        app.gc_pauses = GcPauses(app, few=0)
        app.gc_pauses.start()
        new, old_gone = weakref.ref(Ring()), weakref.ref(old)
        del old
        await driver.until(lambda: new() is None)
        assert old_gone() is not None

    drive(tmp_path, steps)
