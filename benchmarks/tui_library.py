"""How fast `digest` opens on a large library and answers keys, beside an empty app.

    python benchmarks/tui_library.py [--entries 100000] [--unread 10000] [--months 60] [--times 5] [--library FOLDER]

The library is filled through the store, as refreshing fills it: the entries over so many months, the unread ones once
the newest ("recent") and once every tenth of all months ("scattered"). The programs start in turns, each in a
pseudo-terminal of 120 × 36; told are medians and how many times the bare app's they are, of wall time and of processor
time (Linux only).

first frame   the screen with its panes and its line of keys
filled        the newest rows, the right count in the list's title and the right length of its scrollbar
memory        resident, after the list has come to rest, and after a walk through all of it

Then keys in the inbox with the reading pane beside it: from the key until the list has moved (p50 / p95), until the
reading pane has followed, and the processor time of one key (Linux only).
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tui_bare import READY
from tui_terminal import DOWN, PAGE_DOWN, UP, Terminal

from digest.domain.entry import Entry, entry_id
from digest.domain.feed import Feed, FetchState
from digest.domain.month import previous_month
from digest.domain.query import Seen
from digest.storage.local import LocalStore
from digest.storage.store import FeedRefresh

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MONTH = "2026-11"
FEEDS = 60
#: Bodies for the newest entries only: those that the keys pass.
_BODIES = 400
_SUMMARY = "Die Öffentlichkeitsarbeit großer Häuser ändert sich: Wer über Krisen redet, braucht künftig mehr. " * 2
_WORDS = """
    Krise Newsroom Sprache Pressestelle Vertrauen Haltung Marke Kampagne Dialog Podcast Influencer Reichweite Redaktion
    Strategie Messung Leitbild Wandel Intranet Vorstand Interview Shitstorm Rückruf Bilanz Quartal Agentur Nachwuchs
    Daten Algorithmus Chatbot Ethik Transparenz Geschichte Bild Video Text Stil Verlag Lokalzeitung Radio Fernsehen
""".split()  # noqa: SIM905
_BODY = f"<p>{_SUMMARY}</p><h2>Zwischentitel</h2><p>{_SUMMARY * 2}<a href='https://seite.example/'>Mehr</a></p>" * 3

_BARE = Path(__file__).with_name("tui_bare.py")
#: The text of an entry is shown where the cursor stays.
_TEXT_FOLLOWS = 0.2
_KEYS = {
    "step": [DOWN, UP] * 40,
    "scroll": [DOWN] * 60,
    "page": [PAGE_DOWN] * 40,
    "ends": [b"G", b"g"] * 12,
}


def fill(folder: Path, entries: int, months: int, unread: int, *, scattered: bool) -> None:
    """A library of so many entries, of which so many are unread; the newest is number 0."""
    store = LocalStore(folder, lambda: NOW)
    store.add_feeds([Feed(f"f{n}", f"https://f{n}.example/feed", title=f"Blog {n}", added=NOW) for n in range(FEEDS)])
    size = -(-entries // months)
    month, made = MONTH, {}
    for number in range(entries):
        if number and number % size == 0:
            month = previous_month(month)
        made[number] = _entry(number, month)
    store.apply_refresh([_refresh(feed, made) for feed in range(FEEDS)])
    every = max(1, entries // unread)
    is_unread = {number for number in made if (number % every == 0 if scattered else number < unread)}
    store.mark([one for number, one in made.items() if number not in is_unread], read=True)
    store.close()
    long_ago = time.time_ns() - 3_600_000_000_000
    for path in folder.rglob("*.json"):
        os.utime(path, ns=(long_ago, long_ago))


def _entry(number: int, month: str) -> Entry:
    year, month_number = int(month[:4]), int(month[5:])
    first_seen = datetime(year, month_number, 20, 12, tzinfo=UTC) - timedelta(minutes=number % 20_000)
    feed_id = f"f{number % FEEDS}"
    url = f"https://{feed_id}.example/{month}/beitrag-{number}"
    words = " ".join(random.Random(number).choices(_WORDS, k=6))
    return Entry(
        id=entry_id(feed_id, url, "", "", None), feed_id=feed_id, month=month,
        title=f"Beitrag {number:06d}: {words}", url=url,
        canonical_url=url, first_seen=first_seen, published=first_seen - timedelta(seconds=30), guid=url,
        summary=_SUMMARY, author="Zoë Öztürk", language="de",
    )  # fmt: skip


def _refresh(feed: int, made: dict[int, Entry]) -> FeedRefresh:
    entries = {number: one for number, one in made.items() if number % FEEDS == feed}
    bodies = {one.id: _BODY for number, one in entries.items() if number < _BODIES}
    state = FetchState(url=f"https://f{feed}.example/", last_checked=NOW, last_success=NOW, next_check=NOW)
    seen = tuple(Seen(one.id, one.guid, one.canonical_url, one.month, "") for one in entries.values())
    return FeedRefresh(f"f{feed}", state, tuple(entries.values()), bodies, seen)


def environment(folder: Path) -> dict[str, str]:
    """What the program may know of the outside."""
    return {
        "HOME": str(folder.parent), "XDG_STATE_HOME": str(folder.parent / "state"),
        "DIGEST_LIBRARY": str(folder), "DIGEST_CONFIG": str(folder.parent / "none.toml"),
        "DIGEST_NOW": NOW.isoformat(), "LC_ALL": "C.UTF-8", "LANGUAGE": "en",
    }  # fmt: skip


@contextmanager
def bare() -> Iterator[Terminal]:
    """The empty screen."""
    terminal = Terminal([_BARE])
    try:
        yield terminal
    finally:
        terminal.close()


@contextmanager
def opened(folder: Path) -> Iterator[Terminal]:
    """`digest` on a library."""
    terminal = Terminal(["-m", "digest"], environment(folder))
    try:
        yield terminal
    finally:
        terminal.close()


def tell_starts(folders: dict[str, Path], unread: int, times: int) -> None:
    """First frame, filled list, memory, in turns."""
    # Wall time of both, then processor time of both.
    seconds: dict[str, list[tuple[float, ...]]] = {name: [] for name in ("bare app", *folders)}
    memory: dict[str, int] = {}
    for _ in range(times):
        with bare() as terminal:
            at, cost = terminal.until(READY.encode()), terminal.processor_time()
            seconds["bare app"].append((at, at, cost, cost))
            terminal.rest()
            memory["bare app"] = terminal.memory()
        for name, folder in folders.items():
            with opened(folder) as terminal:
                first, first_cost = terminal.until(b"Strategie"), terminal.processor_time()
                filled = terminal.until(f"{unread} unread".encode(), b"Beitrag 000000")
                seconds[name].append((first, filled, first_cost, terminal.processor_time()))
                terminal.rest(1.0)
                memory[name] = terminal.memory()
    print(f"{'':22}{'first frame s':>18}{'filled s':>18}{'first, cpu s':>18}{'filled, cpu s':>18}{'memory MB':>12}")
    floor = [statistics.median(times) for times in zip(*seconds["bare app"], strict=True)]
    for name, found in seconds.items():
        figures = [statistics.median(times) for times in zip(*found, strict=True)]
        cells = [f"{ours:.2f} ({ours / (least or 1):.2f}×)" for ours, least in zip(figures, floor, strict=True)]
        print(f"{name:22}" + "".join(f"{cell:>18}" for cell in cells) + f"{memory[name] / 1e6:12.0f}")
    print()


def tell_keys(name: str, folder: Path) -> None:
    """Keys in the inbox, and what the walk has cost in memory."""
    with opened(folder) as terminal:
        terminal.until(b"Beitrag 000000", b"Zwischentitel")
        terminal.rest(2.0)
        print(f"{name:22}{'list p50 / p95 ms':>22}{'all p50 / p95 ms':>22}{'cpu ms':>10}")
        for keys_name, keys in _KEYS.items():
            terminal.press(b"g")
            before = terminal.processor_time()
            found = [terminal.painted(key, _TEXT_FOLLOWS) for key in keys]
            cost = (terminal.processor_time() - before) / len(keys)
            cells = [_spread(sorted(taken)) for taken in zip(*found, strict=True)]
            print(f"{keys_name:22}{cells[0]:>22}{cells[1]:>22}{cost * 1000:10.1f}")
        print(f"{'memory afterwards':22}{terminal.memory() / 1e6:>19.0f} MB\n")


def _spread(taken: list[float]) -> str:
    return f"{statistics.median(taken) * 1000:.1f} / {taken[int(len(taken) * 0.95)] * 1000:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="digest on a large library, beside a Textual app that shows nothing.")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--unread", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--library", type=Path, help="keep the libraries in this folder, and take them from there")
    asked = parser.parse_args()
    base = asked.library or Path(tempfile.mkdtemp(prefix="digest-benchmark-"))
    try:
        folders = {name: base / name for name in ("recent", "scattered")}
        for name, folder in folders.items():
            if not folder.exists():
                fill(folder, asked.entries, asked.months, asked.unread, scattered=name == "scattered")
        print(f"{asked.entries:,} entries in {asked.months} months, {asked.unread:,} unread; "
              f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")  # fmt: skip
        tell_starts(folders, asked.unread, asked.times)
        for name, folder in folders.items():
            tell_keys(name, folder)
    finally:
        if asked.library is None:
            shutil.rmtree(base)


if __name__ == "__main__":
    main()
