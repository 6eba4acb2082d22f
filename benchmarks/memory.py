"""How much memory a process and all its descendants have together; Linux only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
# Seconds between two looks: often enough for a run of a second, and a look costs about two milliseconds a process.
_RHYTHM = 0.1


@dataclass
class Memory:
    """The most that was seen, in MB; 0 if the system does not tell."""

    most: float = 0.0


@contextmanager
def watching_memory(root: int) -> Iterator[Memory]:
    """Look at process `root` and its descendants for the time of the block."""
    found, ended = Memory(), threading.Event()

    def look() -> None:
        while not ended.wait(_RHYTHM):
            found.most = max(found.most, sum(map(_proportional, _family(root))) / 1024)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        ended.set()
        watcher.join()


def _family(root: int) -> list[int]:
    """The process and its descendants; one that ends meanwhile is left out."""
    family = [root]
    for process in family:
        for children in _PROC.glob(f"{process}/task/*/children"):
            try:
                family += map(int, children.read_text().split())
            except OSError:
                continue
    return family


def _proportional(process: int) -> int:
    """PSS in KB: its own pages, and its share of those that several processes have."""
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
