"""How many files of digest one act goes through.

`python -m tests.architecture.walks [--files]`.
Traced are the functions that are called, in all threads, but for those that an import calls: what a module makes of
itself when it is first loaded is no part of an act. Inlined and constant parts do not show. The library holds 12
entries; what the interface does is counted until 2.5 seconds after the key, when the screen is calm.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import FrameType

import digest as package
from tests.cli.running import Digest
from tests.feedserver import FeedServer
from tests.tui.driving import Driver, drive
from tests.tui.libraries import fill

ROOT = str(Path(package.__file__).parent) + os.sep
_CALM_SECONDS = 2.5


@dataclass(slots=True)
class Walk:
    """What was called while `is_on`: file below digest/ → calls; and functions by file and name."""

    is_on: bool = False
    files: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        """A profile function (`sys.setprofile`)."""
        if (
            self.is_on
            and event == "call"
            and frame.f_code.co_flags & CO_OPTIMIZED  # a function's; bodies of modules and classes have it not
            and frame.f_code.co_filename.startswith(ROOT)
            and not _is_importing(frame)
        ):
            name = frame.f_code.co_filename.removeprefix(ROOT)
            self.files[name] += 1
            self.functions[f"{name}:{frame.f_code.co_qualname}"] += 1

    def __enter__(self) -> Walk:
        threading.setprofile(self)
        sys.setprofile(self)
        return self

    def __exit__(self, *_: object) -> None:
        threading.setprofile(None)
        sys.setprofile(None)


def _is_importing(frame: FrameType | None) -> bool:
    """True for what a module calls while it is being loaded."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def key_3(folder: Path) -> Walk:
    """Pick the entry under the cursor with the third category's digit."""

    async def act(driver: Driver, walk: Walk) -> None:
        walk.is_on = True
        await driver.press("3")

    return _in_the_interface(folder, act)


def letter(folder: Path) -> Walk:
    """One letter into a comment, until it is kept."""

    async def act(driver: Driver, walk: Walk) -> None:
        await driver.press("3", "c", "a", "b")
        await asyncio.sleep(_CALM_SECONDS)
        walk.is_on = True
        await driver.press("c")

    return _in_the_interface(folder, act)


def pick_page(folder: Path) -> Walk:
    """A page picked by its address; the process that reads it is not counted."""
    with FeedServer() as server:
        page = "<html><title>Eine Seite</title><p>" + "Worte zur Krise. " * 60
        url = server.serve("/page", body=page, content_type="text/html")
        return _on_the_command_line(folder, "pick", url, "-c", "Krise", "--comment", "Lesen!")


def export(folder: Path) -> Walk:
    """The edition at work, with two picks, as a page."""
    return _on_the_command_line(folder, "export", "--format", "html")


def _in_the_interface(folder: Path, act: Callable[[Driver, Walk], Awaitable[None]]) -> Walk:
    fill(folder)
    walk = Walk()

    async def steps(driver: Driver) -> None:
        await driver.sees("Beitrag 12")
        # What the first pause makes is no part of an act, however long it takes.
        await driver.until(lambda: bool(driver.app.screen.query("#comment-area")))
        await driver.app.work_queue.settle()
        await asyncio.sleep(_CALM_SECONDS)
        await act(driver, walk)
        await asyncio.sleep(_CALM_SECONDS)
        walk.is_on = False

    with walk:
        drive(folder, steps)
    return walk


def _on_the_command_line(folder: Path, *arguments: str) -> Walk:
    fill(folder)
    digest = Digest(folder, environ={"DIGEST_ALLOW_HOSTS": "127.0.0.1"})
    for row in digest.ok("entries", "--json").data[:2]:
        digest.ok("pick", row["id"], "-c", "IK")
    walk = Walk()
    with walk:
        walk.is_on = True
        ran = digest(*arguments)
        walk.is_on = False
    if ran.code:
        raise SystemExit(ran.err)
    return walk


WALKS = {"key 3": key_3, "a letter of a comment": letter, "digest pick URL": pick_page, "digest export": export}


def main() -> None:
    parser = argparse.ArgumentParser(description="How many files of digest one act goes through.")
    parser.add_argument("--files", action="store_true", help="name them, with the number of calls")
    chosen = parser.parse_args()
    for name, walk_of in WALKS.items():
        with tempfile.TemporaryDirectory() as folder:
            walk = walk_of(Path(folder))
        print(f"{name}: {len(walk.files)} files, {len(walk.functions)} functions, {walk.files.total()} calls")
        if chosen.files:
            for file, calls in walk.files.most_common():
                print(f"  {calls:6} {file}")


if __name__ == "__main__":
    main()
