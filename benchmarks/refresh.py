"""Refreshing many feeds side by side: digest, newsboat, reader and a naive script.

    python benchmarks/refresh.py [--feeds 500] [--times 5] [--phases 4] [--only digest,newsboat] [--rivals VENV]

A server in a process of its own (`feedsite.py`) serves invented feeds (`synthetic.py`) from many hosts of 127/8, each
with 20 to 300 ms of waiting. Four phases: the first refresh; 5 % of the feeds changed; nothing changed; everything
sent again unchanged, as servers do that understand no conditional request. After every run GUIDs and titles in the
library are compared with those of the generator: a time counts only if every entry is there, and none twice. The
programs take turns; medians are told.

Before the phase in which nothing has changed the server's own time is measured as often (`floor.py`): what asking all
feeds takes a bare client, a process of its own with as many connections as digest has. It is told below the table.

Memory is told twice: that of the largest process, and on Linux that of all processes of a program together, shared
pages counted once (PSS), as the highest of samples every tenth of a second.

Run it with digest's own Python. newsboat has to be installed; reader and the script's libraries are installed into
VENV, or a temporary one (needs a package index). Programs that are missing are left out, and that is said.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from memory import watching_memory
from rivals import Digest, Naive, Newsboat, Reader, Rival, TunedNewsboat, expected
from synthetic import plan

from digest.config.settings import NetworkSettings

PHASES = ("first", "5 % changed", "nothing changed", "resent unchanged")
_ALL: tuple[type[Rival], ...] = (Digest, Newsboat, TunedNewsboat, Reader, Naive)


@dataclass(frozen=True)
class Cost:
    """Of one run: wall and CPU in seconds (children included), largest process and all in MB."""

    wall: float
    cpu: float
    peak: float
    together: float


class Site:
    """The server, seen from outside."""

    def __init__(self, process: subprocess.Popen[str], feeds: int) -> None:
        self._process = process
        assert process.stdout is not None
        port = int(process.stdout.readline())
        self._control = f"http://127.0.0.1:{port}"
        self.urls = [f"http://{feed.host}:{port}{feed.path}" for feed in map(plan, range(feeds))]

    def floor(self, folder: Path) -> float:
        """The seconds that a bare client takes as a whole process, as the programs do."""
        addresses = folder / "addresses"
        addresses.write_text("\n".join(self.urls), encoding="utf-8")
        script = str(Path(__file__).with_name("floor.py"))
        command = [sys.executable, script, str(addresses), str(NetworkSettings().connections)]
        if not addresses.with_name("addresses.etags").exists():
            subprocess.run(command, check=True, timeout=600)
        began = time.perf_counter()
        subprocess.run(command, check=True, timeout=600)
        return time.perf_counter() - began

    def turn(self, number: int, *, resend: bool = False) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.open(f"{self._control}/turn/{number}?resend={resend:d}", timeout=60).close()


@contextmanager
def serving(feeds: int) -> Iterator[Site]:
    """A server for the time of the block."""
    script = Path(__file__).with_name("feedsite.py")
    process = subprocess.Popen(
        [sys.executable, str(script), str(feeds)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Site(process, feeds)
    finally:
        process.communicate()


def measured(rival: Rival, turn: int) -> Cost:
    """Run one refresh; raises SystemExit if an entry is missing, twice, or wrongly titled."""
    began = time.perf_counter()
    process = subprocess.Popen(
        rival.command(), env=rival.environ(), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with watching_memory(process.pid) as memory:
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    found, wanted = sorted(rival.entries()), expected(len(rival.urls), turn)
    if found != wanted:
        lost, more = len(set(wanted) - set(found)), len(found) - len(set(found))
        sys.exit(f"{rival.name}: exit {process.returncode}, {lost} entries missing, {more} twice, turn {turn}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, memory.most)


def compared(
    kinds: list[type[Rival]], site: Site, folder: Path, times: int, phases: int
) -> tuple[dict[tuple[str, str], list[Cost]], list[float]]:
    """The first so many phases, `times` each, taking turns; and the server's own seconds."""
    costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
    floors: list[float] = []
    rivals: list[Rival] = []

    def phase(name: str, turn: int) -> None:
        for rival in rivals:
            cost = measured(rival, turn)
            costs[name, rival.name].append(cost)
            print(f"{name}: {rival.name} {cost}", file=sys.stderr, flush=True)

    for time_ in range(times):
        rivals = [kind(folder / f"{time_}-{number}", site.urls) for number, kind in enumerate(kinds)]
        phase(PHASES[0], 0)
        if time_ < times - 1:
            shutil.rmtree(folder, ignore_errors=True)
    for rival in rivals:
        rival.after_first()
    for turn in range(1, times + 1):
        site.turn(turn)
        phase(PHASES[1], turn)
    for number in range(2, phases):
        site.turn(times, resend=number == 3)
        for _ in range(times):
            if number == 2:
                floors.append(site.floor(folder))
            phase(PHASES[number], times)
    return costs, floors


def table(costs: dict[tuple[str, str], list[Cost]], feeds: int) -> str:
    """Markdown: medians, and for the rivals how many times digest's wall time they take."""
    names = list(dict.fromkeys(name for _, name in costs))
    phases = [phase for phase in PHASES if (phase, names[0]) in costs]
    lines = [f"| {feeds} feeds | " + " | ".join(phases) + " |", "|---" * (len(phases) + 1) + "|"]
    for name in names:
        cells = []
        for phase in phases:
            runs = costs[phase, name]
            wall = statistics.median(cost.wall for cost in runs)
            cpu = statistics.median(cost.cpu for cost in runs)
            peak, together = max(cost.peak for cost in runs), max(cost.together for cost in runs)
            cell = f"{wall:.2f} s, CPU {cpu:.2f} s, {peak:.0f} MB, together {together:.0f} MB"
            if name != "digest" and (phase, "digest") in costs:
                cell = f"**{wall / statistics.median(cost.wall for cost in costs[phase, 'digest']):.1f} ×** ({cell})"
            cells.append(cell)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def environment(path: Path | None, folder: Path) -> str:
    """The Python of an environment with the rivals' libraries; empty if it cannot be made."""
    path = path or folder / "rivals"
    python = path / "bin" / "python"
    if not python.exists():
        venv.create(path, with_pip=True)
        packages = ["reader[cli]", "sgmllib3k", "httpx", "feedparser", "tinydb"]
        done = subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], stdout=subprocess.DEVNULL)
        if done.returncode:
            return ""
    return str(python)


def main() -> None:
    """See the module."""
    options = argparse.ArgumentParser(description="Refreshing many feeds, compared")
    options.add_argument("--feeds", type=int, default=500)
    options.add_argument("--times", type=int, default=5)
    options.add_argument("--phases", type=int, default=len(PHASES), help="only the first so many, two at least")
    options.add_argument("--only", default="", help="names, separated by commas")
    options.add_argument("--rivals", type=Path, help="an environment with reader, httpx, feedparser and tinydb")
    given = options.parse_args()
    wanted = [kind for kind in _ALL if not given.only or kind.name in given.only.split(",")]
    with tempfile.TemporaryDirectory() as name:
        if {Reader, Naive} & set(wanted):
            Reader.python = Naive.python = environment(given.rivals, Path(name))
        there = [
            kind for kind in wanted
            if (shutil.which("newsboat") if issubclass(kind, Newsboat) else kind is Digest or Reader.python)
        ]  # fmt: skip
        for missing in set(wanted) - set(there):
            print(f"left out, not installed: {missing.name}", file=sys.stderr)
        with serving(given.feeds) as site:
            costs, floors = compared(there, site, Path(name) / "libraries", given.times, given.phases)
    print(table(costs, given.feeds))
    if floors:
        least = statistics.median(floors)
        print(f"\nThe server alone, nothing changed: {least:.2f} s", end="")
        if runs := costs.get((PHASES[2], "digest")):
            print(f"; digest takes {statistics.median(cost.wall for cost in runs) / least:.2f} times that", end="")
        print()


if __name__ == "__main__":
    main()
