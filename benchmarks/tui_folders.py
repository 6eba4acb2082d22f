"""Keys among 500 feeds in 30 folders, 40 saved searches, 500 rules, beside older code.

    python benchmarks/tui_folders.py [--feeds 500] [--folders 30] [--searches 40] [--entries 10000] [--rules 500]
                                     [--base FOLDER] [--times 3]

`--base` is a checkout of an older commit, whose interface is measured in turns with this one, on its own copy of the
library without what it does not know. The library is filled through the store. Told are the first frame and the filled
list (processor time, Linux only, and wall time), and for each kind of key p50 / p95 in milliseconds from the key to the
end of the frame that it painted, with the processor time of one key:

list        down and up in the list of entries
sidebar     down and up among the views
fold        a folder folded and unfolded
narrow      letters of a word that the views are narrowed by
feeds       down and up in the table of feeds

Then the rules: as many as asked for on all entries, one of them a pattern that takes backtracking engines forever; the
keys of the list again, and the processor time of one `digest fetch --force` of a local feed with and without them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tui_library import NOW, environment
from tui_terminal import DOWN, UP, Terminal

from digest.domain.entry import Entry, entry_id
from digest.domain.feed import Feed, FetchState
from digest.domain.query import Seen
from digest.domain.rules import Rule
from digest.storage.local import LocalStore
from digest.storage.store import FeedRefresh

_WORDS = """
    Krise Newsroom Sprache Pressestelle Vertrauen Haltung Marke Kampagne Dialog Podcast Influencer Reichweite Redaktion
    Strategie Messung Leitbild Wandel Intranet Vorstand Interview Shitstorm Rückruf Bilanz Quartal Agentur Nachwuchs
    Daten Algorithmus Chatbot Ethik Transparenz Geschichte Bild Video Text Stil Verlag Lokalzeitung Radio Fernsehen
""".split()  # noqa: SIM905
_SUMMARY = "Die Öffentlichkeitsarbeit großer Häuser ändert sich: Wer über Krisen redet, braucht künftig mehr. " * 2
#: Without -P the folder that this is started in would come before the checkout that PYTHONPATH names.
_PROGRAM = ("-P", "-m", "digest")
_CATASTROPHE = r"(\w+\s?)+$"


def fill(folder: Path, feeds: int, folders: int, entries: int, searches: int) -> None:
    """Every third folder lies in another; a fifth of the entries is unread."""
    store = LocalStore(folder, lambda: NOW)
    paths = [f"Ordner {n}" if n % 3 else f"Ordner {n + 1}/Innen {n}" for n in range(folders)]
    store.add_feeds([
        Feed(f"f{n}", f"https://f{n}.example/feed", title=f"{_WORDS[n % len(_WORDS)]} Blog {n}", added=NOW,
             folder=paths[n % folders])
        for n in range(feeds)
    ])  # fmt: skip
    made = [_entry(number, number % feeds) for number in range(entries)]
    by_feed: dict[str, list[Entry]] = {}
    for one in made:
        by_feed.setdefault(one.feed_id, []).append(one)
    store.apply_refresh([
        FeedRefresh(
            feed_id, FetchState(url=f"https://{feed_id}.example/feed", last_checked=NOW, last_success=NOW), tuple(some),
            {}, tuple(Seen(one.id, one.guid, one.canonical_url, one.month, "") for one in some),
        )
        for feed_id, some in by_feed.items()
    ])  # fmt: skip
    store.mark([one for number, one in enumerate(made) if number % 5], read=True)
    if searches:
        save_searches(store, searches)
    store.close()


def save_searches(store: LocalStore, searches: int) -> None:
    """Of one word or two; every third of unread entries alone."""
    from digest.domain.saved_search import SavedSearch  # older states have none

    for number in range(searches):
        words = f"{_WORDS[number % len(_WORDS)]} {_WORDS[number * 7 % len(_WORDS)]}" if number % 2 else _WORDS[number]
        store.exchange(None, SavedSearch(f"s{number}", f"Suche {number:02d}", words, unread=number % 3 == 0))


def _entry(number: int, feed: int) -> Entry:
    url = f"https://f{feed}.example/beitrag-{number}"
    words = " ".join(_WORDS[(number * step + step) % len(_WORDS)] for step in (1, 3, 7, 11))
    return Entry(
        id=entry_id(f"f{feed}", url, "", "", None), feed_id=f"f{feed}", month="2026-11",
        title=f"Beitrag {number:06d}: {words}", url=url, canonical_url=url, first_seen=NOW, published=NOW, guid=url,
        summary=_SUMMARY, author="Zoë Öztürk", language="de",
    )  # fmt: skip


def add_rules(folder: Path, rules: int) -> None:
    """Words and expressions of all kinds, one of them a catastrophe elsewhere."""
    store = LocalStore(folder, lambda: NOW)
    for number in range(rules):
        is_regex = number % 4 == 0
        pattern = f"niemals{number}(en|er)?\\b" if is_regex else f"niemals{number}"
        action = ("mute", "read", "shortlist")[number % 3]
        store.exchange(
            None, Rule(f"r{number}", pattern, "text" if number % 5 == 0 else "title", action, is_regex, added=NOW)
        )
    store.exchange(None, Rule("catastrophe", f"{_CATASTROPHE}!", "title", "mute", True, added=NOW))
    store.close()


class Program:
    """The interface of one checkout on one library."""

    def __init__(self, name: str, root: Path, folder: Path) -> None:
        self.name, self.root, self.folder = name, root, folder
        self.starts: list[tuple[float, ...]] = []
        self.keys: dict[str, list[float]] = {}
        self.cost: dict[str, list[float]] = {}

    def run(self, *, knows_folders: bool) -> None:
        """Start it once, press the keys, end it."""
        terminal = Terminal(_PROGRAM, environment(self.folder) | {"PYTHONPATH": str(self.root)})
        try:
            first, first_cost = terminal.until(b"Strategie"), terminal.processor_time()
            filled = terminal.until(b"unread", b"Beitrag 0")
            self.starts.append((first, first_cost, filled, terminal.processor_time()))
            terminal.rest(2.5)
            self._press(terminal, "list", [DOWN, UP] * 25)
            self._press(terminal, "next unread", [b"n"] * 20)
            terminal.rest(1.0)
            terminal.press(b"h")
            self._press(terminal, "sidebar", [DOWN] * 20 + [UP] * 5)
            if knows_folders:
                for _ in range(45):
                    terminal.press(DOWN)
                self._press(terminal, "fold", [b" "] * 20)
                terminal.press(b"/")
                self._press(terminal, "narrow", [bytes([letter]) for letter in b"redaktion blog 1"])
                terminal.press(b"\x1b")
                terminal.rest(0.5)
                terminal.press(b"\x1b")
            else:
                terminal.press(b"\x1b")
            terminal.press(b"F")
            terminal.rest(1.0)
            self._press(terminal, "feeds", [DOWN, UP] * 15)
        finally:
            terminal.close()

    def press_in_list(self) -> None:
        """Only the keys of the list."""
        terminal = Terminal(_PROGRAM, environment(self.folder) | {"PYTHONPATH": str(self.root)})
        try:
            terminal.until(b"unread", b"Beitrag 0")
            terminal.rest(3.0)
            self._press(terminal, "list", [DOWN, UP] * 25)
            self._press(terminal, "next unread", [b"n"] * 20)
        finally:
            terminal.close()

    def _press(self, terminal: Terminal, name: str, keys: list[bytes]) -> None:
        before = terminal.processor_time()
        self.keys.setdefault(name, []).extend(terminal.painted(key)[0] for key in keys)
        self.cost.setdefault(name, []).append((terminal.processor_time() - before) / len(keys))

    def tell(self) -> None:
        """The figures."""
        if self.starts:
            first, first_cost, filled, cost = (statistics.median(times) for times in zip(*self.starts, strict=True))
            print(f"{self.name:10} first frame {first:.2f} s, cpu {first_cost:.2f} s; filled {filled:.2f} s, "
                  f"cpu {cost:.2f} s")  # fmt: skip
        for name, taken in self.keys.items():
            ordered = sorted(taken)
            p95 = ordered[int(len(ordered) * 0.95)] * 1000
            print(f"{self.name:10} {name:12} {statistics.median(ordered) * 1000:6.1f} / {p95:6.1f} ms   "
                  f"cpu {statistics.median(self.cost[name]) * 1000:5.1f} ms")  # fmt: skip
        print()


class _Feed(BaseHTTPRequestHandler):
    """2,000 entries, and each time it is asked other ones."""

    turn = 0

    def do_GET(self) -> None:
        _Feed.turn += 1
        items = "".join(
            f"<item><title>Beitrag {_Feed.turn}-{n} Krise und mehr</title><link>https://x.example/{_Feed.turn}/{n}</link>"
            f"<description>{_SUMMARY}</description></item>"
            for n in range(2_000)
        )
        body = f'<rss version="2.0"><channel><title>Viel</title>{items}</channel></rss>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing."""


def fetched(environ: Mapping[str, str]) -> float:
    """Seconds of processor time of one refresh that brings 2,000 entries."""
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "digest", "fetch", "--force", "--quiet"], env={**os.environ, **environ}, check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def tell_refresh(base: Path, rules: int, times: int) -> None:
    """A refresh with and without the rules, in turns; each pair on libraries of the same size."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    taken: dict[str, list[float]] = {"without": [], "with": []}
    try:
        for name in taken:
            store = LocalStore(base / name / "library", lambda: NOW)
            address = f"http://127.0.0.1:{server.server_port}/feed"
            store.add_feeds([Feed("f1", address, title="Viel", added=NOW, by_hand=True)])
            store.close()
        add_rules(base / "with" / "library", rules)
        for _ in range(times):
            for name, seconds in taken.items():
                folder = base / name / "library"
                environ = environment(folder) | {"DIGEST_ALLOW_HOSTS": "127.0.0.1"}
                environ.pop("DIGEST_NOW")
                seconds.append(fetched(environ))
    finally:
        server.shutdown()
    ratios = [one / other for one, other in zip(taken["with"], taken["without"], strict=True)]
    print(f"refresh of 2,000 new entries: cpu {statistics.median(taken['without']):.2f} s without rules, "
          f"{statistics.median(taken['with']):.2f} s with {rules}; ratio {statistics.median(ratios):.2f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Keys among many feeds, folders, saved searches and rules.")
    for name, default in (("feeds", 500), ("folders", 30), ("searches", 40), ("entries", 10_000), ("rules", 500)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--base", type=Path, help="a checkout of an older commit to compare with")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="digest-benchmark-"))
    root = Path(__file__).resolve().parents[1]
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    try:
        programs = [Program("now", root, base / "now" / "library")]
        sizes = (asked.feeds, asked.folders, asked.entries)
        fill(programs[0].folder, *sizes, asked.searches)
        if asked.base:
            programs.append(Program("base", asked.base, base / "base" / "library"))
            # By its own code: a library of today may be too new for it.
            code = (
                f"import tui_folders, pathlib; tui_folders.fill(pathlib.Path({str(programs[1].folder)!r}), *{sizes}, 0)"
            )
            variables = {**os.environ, "PYTHONPATH": str(asked.base)}
            subprocess.run([sys.executable, "-c", code], env=variables, cwd=Path(__file__).parent, check=True)
        for _ in range(asked.times):
            for program in programs:
                program.run(knows_folders=program.root == root)
        for program in programs:
            program.tell()
        ruled = Program("rules", root, base / "ruled" / "library")
        shutil.copytree(programs[0].folder.parent, ruled.folder.parent)
        add_rules(ruled.folder, asked.rules)
        for _ in range(asked.times):
            ruled.press_in_list()
        ruled.tell()
        tell_refresh(base, asked.rules, asked.times)
    finally:
        shutil.rmtree(base)


if __name__ == "__main__":
    main()
