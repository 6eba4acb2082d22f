"""One version of digest, one library, act after act; `library.py` compares several.

    PYTHONPATH=CHECKOUT:CHECKOUT/benchmarks python library_acts.py FOLDER MONTHS

Reads a JSON list a line from its input and answers with one: `["act", NAME]` with milliseconds of wall and of CPU
time, `["search", WORDS]` with milliseconds until 40 hits are shown and until all are found, the same of CPU time, and
how many there are, `["written", NAME]` with the bytes that one act writes, `["waits", SECONDS]` with the milliseconds
of every act of a front end within that time, `["peak"]` with the most memory held, in MB; `["build"]` makes the
library. `age.py` is that of the version, so that any version that has one can be compared.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import age
from age import build, most_memory

#: The version's own class; that of the first format is called Library.
AgedLibrary: Any = getattr(age, "AgedLibrary", None) or age.Library
#: What hits are shown at once.
_SCREENFUL = 40
#: What a front end does while somebody works with it, and looks for every second.
_FRONT_END = ("mark", "category", "comment", "list_inbox", "list_month")


def act(library: Any, name: str) -> list[float]:
    """Milliseconds of wall and of CPU time."""
    method: Callable[[], None] = getattr(library, name)
    wall, cpu = time.perf_counter(), time.process_time()
    method()
    return [(time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000]


def search(library: Any, words: str) -> list[float]:
    """Milliseconds to a screenful of rows and to all hits, also of CPU time, and their number."""
    wall, cpu = time.perf_counter(), time.process_time()
    first, shown, count = [0.0, 0.0], 0, 0

    def taken() -> list[float]:
        return [(time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000]

    opened = getattr(library, "library", None) or library.app  # as versions before call it
    for rows in opened.store.search(words):
        count += len(rows)
        if shown < _SCREENFUL and rows:
            shown += len(rows[: _SCREENFUL - shown])
            first = taken() if shown == _SCREENFUL else first
    every = taken()
    first = first if shown == _SCREENFUL else every
    return [first[0], every[0], first[1], every[1], count]


def written(library: Any, name: str) -> list[float]:
    """Bytes that one act hands to the disk, as Linux counts them; 0 elsewhere."""
    before = _written()
    for _ in range(20):
        getattr(library, name)()
    return [(_written() - before) / 20]


def waits(library: Any, seconds: float) -> list[float]:
    """Milliseconds of each act, one after the other for so long."""
    until, found = time.monotonic() + seconds, []
    while time.monotonic() < until:
        found += [act(library, name)[0] for name in _FRONT_END]
    return found


def _written() -> int:
    told = Path("/proc/self/io")
    if not told.exists():
        return 0
    return next(int(line.split()[1]) for line in told.read_text().splitlines() if line.startswith("write_bytes"))


def main(folder: Path, months: int) -> None:
    """See the module."""
    library: Any = None
    for line in sys.stdin:
        question, *values = json.loads(line)
        answer: Any = 0
        if question == "build":
            build(folder, months)
        elif question == "peak":
            answer = [most_memory()]
        else:
            library = library or AgedLibrary(folder, months)
            answer = {"act": act, "search": search, "written": written, "waits": waits}[question](library, *values)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
