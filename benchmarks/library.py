"""What the library costs: beside writing the same bytes safely, beside plain TinyDB and sqlite3, and with the years.

    python benchmarks/library.py [MONTHS [TIMES]]

Builds a young library (one month of 2,000 entries) and one with MONTHS more (60) and as many closed editions, and lets
both do the same in turns, TIMES (31) each. Needs the checkout; takes some minutes; writes to a temporary folder on the
disk that TMPDIR names.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from age import COMMENT, ENTRIES, MONTH, Library, build, compare, searched, timed
from tinydb import TinyDB, where

_ROOT = Path(__file__).resolve().parent.parent
#: Entries in the rivals' one file, as plain TinyDB would have after five busy months.
_MANY = 10_000

COMMANDS = {
    "digest entries (current month)": ["entries", "--month", MONTH, "--limit", "50"],
    "digest comment": ["comment", "26110003", "{}"],
    "digest export": ["export", MONTH, "--format", "html", "-o", "-"],
    "digest picks": ["picks", MONTH],
}


def median(act: Callable[[int], object], times: int) -> float:
    return statistics.median(timed(lambda number=number: act(number)) for number in range(times))


def bare_write(path: Path) -> Callable[[int], None]:
    """Write the file's bytes to a temporary file, fsync, rename, fsync the folder: what no library can go below."""
    data = path.read_bytes()

    def act(_: int) -> None:
        temporary = path.with_suffix(".bare")
        fd = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(fd, data)
        os.fsync(fd)
        os.close(fd)
        temporary.replace(path.with_suffix(".written"))
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    return act


def plain_tinydb(folder: Path) -> Callable[[int], object]:
    """TinyDB as it is shipped, all in one file; it neither locks nor syncs."""
    database = TinyDB(folder / "plain.json")
    text = COMMENT.format(1)
    database.insert_multiple(
        {"id": f"p{n}", "title": f"Beitrag {n}", "summary": text, "category": ""} for n in range(_MANY)
    )
    return lambda number: database.update({"category": f"Krise {number}"}, where("id") == f"p{number}")


def plain_sqlite(folder: Path) -> Callable[[int], object]:
    """SQLite with its default journal, which syncs."""
    database = sqlite3.connect(folder / "plain.sqlite", isolation_level=None)
    database.execute("CREATE TABLE picks (id TEXT PRIMARY KEY, title TEXT, summary TEXT, category TEXT)")
    rows = [(f"p{number}", f"Beitrag {number}", COMMENT.format(number), "") for number in range(_MANY)]
    database.execute("BEGIN")
    database.executemany("INSERT INTO picks VALUES (?, ?, ?, ?)", rows)
    database.execute("COMMIT")
    return lambda number: database.execute(
        "UPDATE picks SET category = ? WHERE id = ?", (f"Krise {number}", f"p{number}")
    )


def set_category(library: Library) -> Callable[[int], object]:
    store, now = library.app.store, library.app.clock()
    picks = store.picks(MONTH)
    return lambda number: store.change_pick(picks[number % 5].id, {"category": f"Label {number % 7}"}, now)


def tell_categories(folder: Path, libraries: dict[str, Library], times: int) -> None:
    print(f"\nSetting one category, durably (median of {times}, ms)\n")
    for name, library in libraries.items():
        cost = median(set_category(library), times)
        bare = median(bare_write(library.folder / "editions.json"), times)
        print(f"  {'digest, ' + name:44}{cost:9.2f}   bare write, fsync, rename of the same bytes {bare:7.2f}")
    print(f"  {f'plain TinyDB, {_MANY:,} entries (no fsync)':44}{median(plain_tinydb(folder), 9):9.2f}")
    print(f"  {f'sqlite3, {_MANY:,} rows':44}{median(plain_sqlite(folder), times):9.2f}")


def tell_age(young: Library, old: Library, times: int) -> None:
    print(f"\nThe same act on both, in turns, in one process (medians of {times}: ms, ratio of pairs)\n")
    print(f"  {'':44}{'young':>9}{'old':>9}{'ratio':>8}")
    for name, (before, after, ratio) in compare(young, old, times).items():
        print(f"  {name:44}{before:9.2f}{after:9.2f}{ratio:8.2f}")


def tell_commands(young: Library, old: Library, times: int) -> None:
    print(f"\nWhole commands, each a process of its own, in turns (median of {times}, ms)\n")
    print(f"  {'':44}{'young':>9}{'old':>9}{'ratio':>8}")
    for name, words in COMMANDS.items():
        taken: dict[int, list[float]] = {0: [], 1: []}
        for turn in range(times * 2):
            which = turn % 2 if turn // 2 % 2 else 1 - turn % 2
            library = (young, old)[which]
            command = [sys.executable, "-m", "digest", *(word.format(turn) for word in words)]
            environ = {**os.environ, **library.environ, "PYTHONPATH": str(_ROOT)}
            taken[which].append(
                timed(lambda command=command, environ=environ: subprocess.run(
                    command, env=environ, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                ))
            )  # fmt: skip
        before, after = (statistics.median(taken[which]) for which in (0, 1))
        print(f"  {name:44}{before:9.1f}{after:9.1f}{after / before:8.2f}")


def tell_search(old: Library) -> None:
    print("\nSearching everything: ms to the first answer and to the last (medians of 5), entries found\n")
    for words in ("Kugelschreiberfabrik", "beitrag 77 öztürk", "nirgendwo", "kuenftig krise", "krise", "zo", "xq"):
        runs = [searched(old, words) for _ in range(5)]
        first, last = (statistics.median(run[place] for run in runs) for place in (0, 1))
        print(f"  {words:30}{first:9.1f}{last:9.1f}   {runs[0][2]:,}")


def tell_memory(libraries: dict[str, Library]) -> None:
    """Each in a process of its own, which does every act and then searches everything."""
    print(
        "\nMost memory ever held by a process that opens, lists, changes and exports; that also searches everything\n"
    )
    for name, library in libraries.items():
        words = [sys.executable, str(Path(__file__).with_name("age.py")), str(library.folder), str(library.months)]
        environ = {**os.environ, "PYTHONPATH": str(_ROOT)}
        told = subprocess.run(words, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        print(f"  {'digest, ' + name:44}{told[0]:>6} MB{told[1]:>6} MB")


def main(months: int, times: int) -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as an installed program, whose modules are compiled
    base = Path(tempfile.mkdtemp(prefix="digest-benchmark-"))
    try:
        build(base / "young", 0)
        build(base / "old", months)
        sizes = {name: sum(path.stat().st_size for path in (base / name).rglob("*.*")) for name in ("young", "old")}
        print(f"young: 1 month of {ENTRIES:,} entries, {sizes['young'] / 1e6:.0f} MB")
        print(f"old: {months} months more and {months} closed editions, {sizes['old'] / 1e6:.0f} MB")
        young, old = Library(base / "young", 0), Library(base / "old", months)
        for library in (young, old):  # as after the first day
            library.open_inbox()
            library.open_month()
            library.app.store.find_entries(library.shown[0].entry.id)
        tell_categories(base, {"young": young, "old": old}, times)
        tell_age(young, old, times)
        tell_commands(young, old, max(times // 3, 5))
        tell_search(old)
        tell_memory({"young": young, "old": old})
        print(f"\nThe archive takes {(base / 'old' / 'archive.sqlite').stat().st_size / 1e6:.0f} MB.")
    finally:
        shutil.rmtree(base)


if __name__ == "__main__":
    main(*(int(word) for word in [*sys.argv[1:], *["60", "31"][len(sys.argv) - 1 :]]))
