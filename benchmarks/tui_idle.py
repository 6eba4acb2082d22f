"""What the open interface costs untouched, and how soon it shows what others change.

    python benchmarks/tui_idle.py [--seconds 30] [--months 60] [--times 10] [--library FOLDER]

On a young library (one month of 2,000 entries) and on an old one (MONTHS more, and as many closed editions): the share
of one processor over so many seconds in which nothing happens (Linux only), and the seconds from another process'
change on the disk until the screen shows it, at moments of chance.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from age import MONTH, build
from tui_library import NOW, environment
from tui_terminal import Terminal

from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore

#: What a start leaves to be done is done by then.
_CALM = 5.0


def idle(terminal: Terminal, seconds: float) -> float:
    """The share of one processor that it takes."""
    terminal.rest(_CALM)
    before, begun = terminal.processor_time(), time.perf_counter()
    while (left := begun + seconds - time.perf_counter()) > 0:
        terminal.rest(left)
    return (terminal.processor_time() - before) / (time.perf_counter() - begun)


def noticed(terminal: Terminal, store: LocalStore, times: int) -> list[float]:
    """Seconds until a mark of somebody else's is counted."""
    chance = random.Random(times)
    taken = []
    for _ in range(times):
        terminal.rest(chance.uniform(0.1, 2.0))
        page = store.entries(EntryQuery(unread=True, month=MONTH, limit=1))
        unread = sum(counts.unread for counts in store.feed_counts().values())
        store.mark([page.rows[0].entry], read=True)
        begun = time.perf_counter()
        terminal.until(f"{unread - 1} unread".encode())
        taken.append(time.perf_counter() - begun)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description="What digest costs while nobody touches it.")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--library", type=Path, help="keep the libraries in this folder, and take them from there")
    asked = parser.parse_args()
    base = asked.library or Path(tempfile.mkdtemp(prefix="digest-benchmark-"))
    try:
        print(f"{'':8}{'idle, % of a processor':>26}{'a change shows after, s: median':>36}{'longest':>10}")
        for name, months in (("young", 0), ("old", asked.months)):
            folder = base / name
            if not folder.exists():
                build(folder, months)
            terminal = Terminal(["-m", "digest"], environment(folder))
            store = LocalStore(folder, lambda: NOW)
            try:
                terminal.until(b" unread")
                share = idle(terminal, asked.seconds)
                taken = noticed(terminal, store, asked.times)
            finally:
                terminal.close()
                store.close()
            print(f"{name:8}{share * 100:>26.2f}{statistics.median(taken):>36.2f}{max(taken):>10.2f}")
        print(f"\nload {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    finally:
        if asked.library is None:
            shutil.rmtree(base)


if __name__ == "__main__":
    main()
