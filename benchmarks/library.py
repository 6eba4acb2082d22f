"""What the library costs with the years, beside others, and while a refresh writes.

The others: an older version, and plain TinyDB.

    python benchmarks/library.py [--months 60] [--times 31] [--before CHECKOUT] [--library FOLDER] [--kills 0]
        [--only waits]

Builds a young library (one month of 2,000 entries) and one with so many months more and as many closed editions. Each
is opened by a process of its own, and all do the same act in turns, so that whatever else the machine does falls on all
alike; told are medians, and the median ratio of two that followed each other. CHECKOUT is an older version (`git
worktree add`), which builds and opens libraries of its own, in the same Python. If that is of the first format, its
library is brought over as well, and with `--kills` so often killed at a moment of chance. `--library` keeps the
libraries in a folder, and takes them from there; `--only` measures one thing. Takes some minutes, and 2 GB on the disk
that TMPDIR names.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tinydb import TinyDB, where

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent
_ENTRIES = 2000
#: Entries in plain TinyDB's one file: five busy months.
_FEW = 10_000
_TEXT = "Die Öffentlichkeitsarbeit großer Häuser ändert sich: Wer über Krisen redet, braucht künftig mehr. " * 3

ACTS = {
    "open_inbox": "open the inbox with all counts",
    "list_inbox": "list the inbox again, all counts",
    "open_month": "open the current month",
    "list_month": "list the current month again",
    "mark": "one read mark",
    "pick": "one pick",
    "comment": "one comment",
    "category": "one category",
    "command_pick": "one pick by id, library opened anew",
    "refresh": "one refresh, 3 of 60 feeds changed",
    "export": "one export",
}
WORDS = {
    "rare": "Kugelschreiberfabrik",
    "nowhere": "nirgendwo",
    "common": "krise",
    "several, common": "kuenftig krise redet",
    "several, rare together": "beitrag 77 öztürk",
    "two letters, everywhere": "zo",
    "two letters, nowhere": "xq",
    "two letters, some": "77",
    "one letter": "ö",
}


class Library:
    """A library that one version of digest has open, in a process of its own."""

    def __init__(self, checkout: Path, folder: Path, months: int) -> None:
        path = os.pathsep.join(map(str, (checkout, checkout / "benchmarks")))
        environ = {**os.environ, "PYTHONPATH": path, "HOME": str(folder.parent)}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as an installed program, whose modules are compiled
        self.folder = folder
        # By its text: beside `age.py` of the version, not that of this folder.
        command = [sys.executable, "-c", (_HERE / "library_acts.py").read_text(encoding="utf-8"), folder, str(months)]
        self._process = subprocess.Popen(
            command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder.parent
        )
        if not folder.exists():
            self.ask("build")

    def ask(self, *question: object) -> list[float]:
        """See `library_acts.py`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: list[float] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def tell_acts(libraries: dict[str, Library], times: int) -> None:
    print(f"\nThe same act in turns (medians of {times}; ms of wall time, in brackets of CPU time)\n")
    print(f"  {'':38}" + "".join(f"{name:>19}" for name in libraries) + "    old / young  now / before")
    for name, told in ACTS.items():
        taken: dict[str, list[list[float]]] = {each: [] for each in libraries}
        for turn in range(times + 3):
            order = list(libraries.items())
            for each, library in order if turn % 2 else reversed(order):
                found = library.ask("act", name)
                if turn >= 3:
                    taken[each].append(found)
        cells = "".join(f"{_median(found, 0):10.2f} ({_median(found, 1):6.2f})" for found in taken.values())
        ratios = f"{_ratio(taken['old'], taken['young']):15.2f}"
        if "before, old" in taken:
            ratios += f"{_ratio(taken['old'], taken['before, old']):14.2f}"
        print(f"  {told:38}{cells}{ratios}")


def tell_search(libraries: dict[str, Library], times: int) -> None:
    print(
        f"\nSearching all years: first 40 hits / all hits (medians of {times}; ms of wall time, in brackets of CPU)\n"
    )
    for kind, words in WORDS.items():
        told = []
        for name, library in libraries.items():
            runs = [library.ask("search", words) for _ in range(times)]
            first, every, first_cpu, every_cpu = (_median(runs, place) for place in range(4))
            told.append(f"{name}: {first:7.1f} ({first_cpu:6.1f}) / {every:7.1f} ({every_cpu:6.1f})")
            hits = int(runs[0][4])
        print(f"  {kind:26}{hits:9,} hits   " + "   ".join(told))


def tell_waits(checkout: Path, base: Path, months: int, seconds: float) -> None:
    """Beside a refresh of another library the machine is as busy, and nobody holds a lock."""
    print(
        f"\nHow long an act of a front end takes while a refresh writes, one after the other for {seconds:.0f} s (ms)\n"
    )
    print(f"  {'':44}{'acts':>8}{'median':>9}{'p95':>9}{'p99':>9}{'most':>9}")
    for name in ("here", "elsewhere"):
        shutil.copytree(base / "old", base / name)
    os.sync()
    try:
        library = Library(checkout, base / "here", months)
        library.ask("waits", 1.0)
        for told, filled in (("alone", ""), ("beside a refresh of another library", "elsewhere"),
                             ("beside a refresh of this library", "here")):  # fmt: skip
            with _filling(base / filled if filled else None):
                taken = sorted(library.ask("waits", seconds))
            p95, p99 = (taken[int(len(taken) * share)] for share in (0.95, 0.99))
            print(f"  {told:44}{len(taken):8}{statistics.median(taken):9.1f}{p95:9.1f}{p99:9.1f}{taken[-1]:9.1f}")
        library.close()
    finally:
        for name in ("here", "elsewhere"):
            shutil.rmtree(base / name)


@contextmanager
def _filling(folder: Path | None) -> Iterator[None]:
    if folder is None:
        yield
        return
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (_ROOT, _HERE)))}
    command = [sys.executable, _HERE / "library_filling.py", folder]
    process = subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield
    finally:
        fed = process.communicate()[0].splitlines()
        print(f"  ({fed[-1] if fed else ''} meanwhile)")


def tell_disk(base: Path, libraries: dict[str, Library]) -> None:
    print("\nOn the disk\n")
    for name, library in libraries.items():
        files = [path for path in library.folder.rglob("*") if path.is_file()]
        print(f"  {name + ', the whole library':44}{sum(path.stat().st_size for path in files) / 1e6:9.0f} MB")
    print(f"  {'its archive.sqlite':44}{(base / 'old' / 'archive.sqlite').stat().st_size / 1e6:9.0f} MB")
    for act in ("mark", "category", "comment"):
        told = "   ".join(
            f"{name} {library.ask('written', act)[0] / 1e3:8.1f} kB" for name, library in libraries.items()
        )
        print(f"  {'written by ' + ACTS[act]:44}{told}")


def tell_memory(libraries: dict[str, Library]) -> None:
    told = "   ".join(f"{name} {library.ask('peak')[0]:.0f} MB" for name, library in libraries.items())
    print(f"\nMost memory held by the processes that did all that: {told}")


def tell_plain_tinydb(folder: Path, times: int) -> None:
    """As it is shipped, all in one file; it neither locks nor syncs."""
    database = TinyDB(folder / "plain.json")
    rows = [{"id": f"p{n}", "title": f"Beitrag {n}", "summary": _TEXT, "read": False} for n in range(_FEW)]
    database.insert_multiple(rows)
    marks, searches = [], []
    for number in range(min(times, 9)):
        began = time.perf_counter()
        database.update({"read": True}, where("id") == f"p{number}")
        marks.append([(time.perf_counter() - began) * 1000])
        began = time.perf_counter()
        database.search(where("summary").test(lambda text: "krise" in text.casefold()))
        searches.append([(time.perf_counter() - began) * 1000])
    print(f"\nPlain TinyDB with {_FEW:,} entries: a read mark {_median(marks, 0):.0f} ms, "
          f"a word that is everywhere {_median(searches, 0):.0f} ms")  # fmt: skip


def tell_migration(base: Path, kills: int) -> None:
    """Of a library in the first format; each kill comes by chance, the next start goes on."""
    folder = base / "migrated"
    shutil.copytree(base / "before, old", folder)
    os.sync()
    environ = {**os.environ, "PYTHONPATH": str(_ROOT), "HOME": str(base), "DIGEST_LIBRARY": str(folder),
               "DIGEST_CONFIG": str(base / "none.toml")}  # fmt: skip
    command = [sys.executable, "-m", "digest", "entries", "--json", "--limit", "1"]
    try:
        for _ in range(kills):
            process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0.3, 3.0))
            process.kill()
            process.wait()
        began = time.perf_counter()
        subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken = time.perf_counter() - began
        count = [sys.executable, "-m", "digest", "feeds", "--json"]
        told = subprocess.run(count, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout
        entries = sum(feed.get("entries", 0) for feed in json.loads(told))
        after = f" after {kills} kills" if kills else ""
        print(f"\nBrought over from the first format{after}: {entries:,} entries in {taken:.1f} s")
    finally:
        shutil.rmtree(folder)


def tell_all(libraries: dict[str, Library], base: Path, given: argparse.Namespace) -> None:
    """Everything, or what `--only` names."""

    def wanted(name: str) -> bool:
        return given.only in (None, name)

    olds = {name: library for name, library in libraries.items() if "old" in name}
    if wanted("acts"):
        tell_acts(libraries, given.times)
    if wanted("search"):
        tell_search(olds, max(given.times // 4, 3))
    if wanted("disk"):
        tell_disk(base, olds)
    if given.only is None:
        tell_memory(libraries)
    for library in libraries.values():
        library.close()
    if given.only is None:
        tell_plain_tinydb(base, given.times)
    if wanted("waits"):
        tell_waits(_ROOT, base, given.months, given.seconds)
    if wanted("migration") and given.before and (base / "before, old" / "entries").exists():
        tell_migration(base, given.kills)


def _median(runs: list[list[float]], place: int) -> float:
    return statistics.median(run[place] for run in runs)


def _ratio(after: list[list[float]], before: list[list[float]]) -> float:
    return statistics.median(one[0] / other[0] for one, other in zip(after, before, strict=True))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="What the library costs with the years, and beside others.")
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--times", type=int, default=31)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each measurement of waits")
    parser.add_argument("--before", type=Path, help="the checkout of an older version")
    parser.add_argument("--library", type=Path, help="keep the libraries in this folder, and take them from there")
    parser.add_argument("--kills", type=int, default=0, help="so often the migration is killed")
    parser.add_argument("--only", choices=["acts", "search", "disk", "waits", "migration"], help="measure this alone")
    given = parser.parse_args()
    base = (given.library or Path(tempfile.mkdtemp(prefix="digest-benchmark-"))).resolve()
    base.mkdir(parents=True, exist_ok=True)
    try:
        libraries = {"young": Library(_ROOT, base / "young", 0), "old": Library(_ROOT, base / "old", given.months)}
        if given.before:
            for name, months in (("before, young", 0), ("before, old", given.months)):
                libraries[name] = Library(given.before.resolve(), base / name, months)
        print(f"old: {(given.months + 1) * _ENTRIES:,} entries, {given.months} closed editions; "
              f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")  # fmt: skip
        tell_all(libraries, base, given)
    finally:
        if given.library is None:
            shutil.rmtree(base)


if __name__ == "__main__":
    main()
