"""What a curator feels of a refresh: slow feeds come in while keys scroll, pick and type.

    python benchmarks/tui_fetch.py [--feeds 60] [--slowness 10] [--entries 100000] [--unread 10000] [--library FOLDER]

`feedsite.py` serves the feeds, each of which waits 0.02 to 0.3 seconds SLOWNESS times over. The same keys are pressed
at rest and while the refresh runs: told is the time from a key to the end of the frame that shows what it did (p50,
p95, the longest). Then it is checked that every letter typed is in its comment, every pick in the library, and the
cursor on the entry to which the keys have moved it; what was lost ends the benchmark with an error.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from synthetic import plan
from tui_library import MONTH, NOW, environment, fill
from tui_terminal import DOWN, PAGE_DOWN, PAGE_UP, Terminal

from digest.domain.feed import Feed
from digest.domain.query import EntryQuery
from digest.storage.local import LocalStore

_CATEGORIES = ("Strategie", "Medienarbeit", "IK", "Krise")
_SENTENCE = "Wer zuerst spricht, verliert nicht; wer schweigt, wird besprochen."
_CURSOR = "▌".encode()
_PROGRESS = re.compile("↻ (\\d+)/\\d+".encode())
_BETWEEN = 0.03  # as fast as a held key repeats

#: Seconds from each key to its frame, by what the key does.
Times = dict[str, list[float]]


class Curator:
    """Presses keys and remembers what must have come of them."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.cursor = 0
        self.picks = 0

    def work(self) -> Times:
        """Twelve entries down, two picks with a comment each, four pages down and up again."""
        times: Times = {"step": [], "pick": [], "type": [], "page": []}
        for _ in range(12):
            self._down(times)
        for _ in range(2):
            self._pick(times)
            self._down(times)
        for key in (PAGE_DOWN, PAGE_UP):
            for _ in range(4):
                self._press(times["page"], key, _CURSOR)
        return times

    def _down(self, times: Times) -> None:
        self._press(times["step"], DOWN, _CURSOR)
        self.cursor += 1

    def _pick(self, times: Times) -> None:
        number = self.picks % len(_CATEGORIES)
        self.picks += 1
        self._press(times["pick"], str(number + 1).encode(), _CATEGORIES[number].encode())
        self._terminal.rest(0.3)
        self._terminal.type(b"c")
        self._terminal.rest(0.3)
        for letter in _SENTENCE:
            self._press(times["type"], letter.encode(), letter.encode())
        self._terminal.rest(0.3)
        self._terminal.type(b"\x1b")
        self._terminal.rest(0.3)

    def _press(self, times: list[float], key: bytes, mark: bytes) -> None:
        times.append(self._terminal.frame_with(key, mark))
        time.sleep(_BETWEEN)


def subscribe(folder: Path, feeds: int, port: int) -> str:
    """The slow feeds in the place of those that the library has; returns their hosts."""
    store = LocalStore(folder, lambda: NOW)
    for old in store.feeds():
        store.change_feed(old.id, {"paused": True})
    plans = [plan(number) for number in range(feeds)]
    store.add_feeds([
        Feed(f"slow{one.number}", f"http://{one.host}:{port}{one.path}", title=f"Langsam {one.number}", added=NOW)
        for one in plans
    ])  # fmt: skip
    store.close()
    return ",".join(sorted({one.host for one in plans}))


def tell(name: str, rounds: list[Times]) -> None:
    """A line for each kind of key."""
    for kind in rounds[0]:
        found = sorted(taken for times in rounds for taken in times[kind])
        p50, p95, most = statistics.median(found), found[int(len(found) * 0.95)], found[-1]
        print(f"{name:16}{kind:6}{len(found):6} keys{p50 * 1000:10.1f}{p95 * 1000:10.1f}{most * 1000:10.1f}")


def measure(folder: Path, hosts: str) -> Curator:
    """Rounds at rest, then while the refresh runs; the last key shortlists the entry."""
    environ = environment(folder) | {"DIGEST_ALLOW_HOSTS": hosts}
    terminal = Terminal(["-m", "digest"], environ)
    try:
        terminal.until(b"Beitrag 000000", b"Strategie")
        terminal.rest(2.0)
        curator = Curator(terminal)
        print(f"{'':16}{'':6}{'':11}{'p50 ms':>10}{'p95 ms':>10}{'most ms':>10}")
        tell("at rest", [curator.work(), curator.work()])
        terminal.type(b"R")
        terminal.until("↻ 0/".encode())
        rounds = []
        while (done := _done(terminal)) is not None:
            print(f"{'':16}{done} feeds done")
            rounds.append(curator.work())
        tell("refreshing", rounds)
        terminal.type(b"s")
        terminal.rest(1.0)
        return curator
    finally:
        terminal.close()


def _done(terminal: Terminal) -> int | None:
    """How many feeds have been asked, by the top line; None where nothing is asked any more."""
    last = [line for line in terminal.tail.split(b"digest \xc2\xb7 ") if line][-1]
    found = _PROGRESS.search(last)
    return int(found[1]) if found else None


def check(folder: Path, curator: Curator, before: int) -> bool:
    """Nothing that was pressed is lost, and the cursor is where the keys have left it."""
    store = LocalStore(folder, lambda: NOW)
    comments = [pick.comment for pick in store.picks(MONTH)]
    shortlisted = [row.entry.title[:14] for row in store.entries(EntryQuery(shortlisted=True)).rows]
    came_in = store.entries(EntryQuery(limit=1)).total - before
    store.close()
    whole = sum(comment == _SENTENCE for comment in comments)
    wanted = f"Beitrag {curator.cursor:06d}"
    print(f"\n{came_in} entries came in; {len(comments)} of {curator.picks} picks, {whole} of their comments whole; "
          f"the cursor on {shortlisted}, {wanted} wanted")  # fmt: skip
    return came_in > 0 and len(comments) == whole == curator.picks and shortlisted == [wanted]


def main() -> None:
    parser = argparse.ArgumentParser(description="Keys in digest while slow feeds are refreshed.")
    parser.add_argument("--feeds", type=int, default=60)
    parser.add_argument("--slowness", type=float, default=10)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--unread", type=int, default=10_000)
    parser.add_argument("--library", type=Path, help="work on a copy of this library instead of making one")
    asked = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="digest-benchmark-"))
    script = Path(__file__).with_name("feedsite.py")
    server = subprocess.Popen(
        [sys.executable, script, str(asked.feeds), str(asked.slowness)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        folder = base / "library"
        if asked.library:
            shutil.copytree(asked.library, folder)
        else:
            fill(folder, asked.entries, 60, asked.unread, scattered=False)
        hosts = subscribe(folder, asked.feeds, port)
        print(f"{asked.feeds} feeds; {asked.entries:,} entries, {asked.unread:,} unread; {os.cpu_count()} processors, "
              f"load {os.getloadavg()[0]:.1f}\n")  # fmt: skip
        curator = measure(folder, hosts)
        if not check(folder, curator, asked.entries):
            sys.exit("something was lost")
    finally:
        server.communicate()
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
