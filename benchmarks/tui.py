"""How fast the entry list is in a real pseudo-terminal, beside Textual's own lists.

    python benchmarks/tui.py [--rows 10000,100000] [--times 3]

Told are the medians of TIMES starts (until the first frame, until the list is filled), resident memory, and the time
from a key to the last byte of the repaint it caused, p50 / p95; and the processor time of a key, which other programs
on the machine disturb less (Linux only). Numbers in brackets: how many times the entry list's.
The figures of the empty screen are the floor: a start of Textual itself, and one line of text that a key changes.
The whole program on a library is measured by `tui_library.py`, and while feeds are refreshed by `tui_fetch.py`.
"""

from __future__ import annotations

import argparse
import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path

from tui_bare import READY
from tui_terminal import CTRL_END, CTRL_HOME, DOWN, LINES, PAGE_DOWN, UP, Terminal

_LISTS, _BARE = Path(__file__).with_name("tui_lists.py"), Path(__file__).with_name("tui_bare.py")
_FAR_DOWN = f"Beitrag {LINES - 6:06d}".encode()  # borders take some lines
#: What is pressed, one after the other, and what it is called.
_KEYS = {
    "step": [DOWN, UP] * 60,
    "scroll": [CTRL_END, *[UP] * 34, *[UP] * 120],
    "page": [CTRL_HOME, *[PAGE_DOWN] * 60],
    "ends": [CTRL_END, CTRL_HOME] * 20,
}
#: So many keys at the beginning of each only lead to where the measuring begins.
_LEAD = {"step": 4, "scroll": 35, "page": 1, "ends": 2}


@dataclass
class Figures:
    """Seconds, bytes and milliseconds of one program."""

    kind: str
    rows: int
    first_frame: list[float] = field(default_factory=list)
    filled: list[float] = field(default_factory=list)
    memory: int = 0
    keys: dict[str, list[float]] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)

    def columns(self) -> list[float]:
        """All figures in the order of the table."""
        numbers = [statistics.median(self.first_frame), statistics.median(self.filled), self.memory / 1e6]
        for name in _KEYS:
            taken = sorted(self.keys[name])
            numbers += [statistics.median(taken) * 1000, taken[int(len(taken) * 0.95)] * 1000]
            numbers.append(self.processor[name] * 1000)
        return numbers


def measure(kind: str, rows: int, times: int) -> Figures:
    """Start the program so many times; the keys are pressed in the last."""
    found = Figures(kind, rows)
    for number in range(times):
        terminal = Terminal([_BARE] if kind == "bare" else [_LISTS, kind, str(rows)])
        try:
            found.first_frame.append(terminal.until(READY.encode()))
            found.filled.append(terminal.until(READY.encode() if kind == "bare" else _FAR_DOWN))
            if number == times - 1:
                terminal.rest()
                found.memory = terminal.memory()
                for name, keys in _KEYS.items():
                    for key in keys[: _LEAD[name]]:
                        terminal.press(key)
                    before = terminal.processor_time()
                    found.keys[name] = [terminal.press(key) for key in keys[_LEAD[name] :]]
                    found.processor[name] = (terminal.processor_time() - before) / len(found.keys[name])
        finally:
            terminal.close()
    return found


def tell(figures: list[Figures]) -> None:
    """The table; the first of the figures is the measure of the others."""
    names = [
        "first frame s",
        "filled s",
        "memory MB",
        *(f"{name} {part} ms" for name in _KEYS for part in ("p50", "p95", "cpu")),
    ]
    print(f"{figures[0].rows:,} rows".ljust(18) + "".join(found.kind.rjust(20) for found in figures))
    table = [found.columns() for found in figures]
    for index, name in enumerate(names):
        ours = table[0][index]
        cells = [f"{numbers[index]:.2f} ({numbers[index] / ours if ours else 0:5.1f}×)" for numbers in table]
        print(name.ljust(18) + "".join(cell.rjust(20) for cell in cells))
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description="The entry list beside Textual's own lists, in a pseudo-terminal.")
    parser.add_argument("--rows", default="10000,100000")
    parser.add_argument("--times", type=int, default=3)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before it began\n")
    bare = measure("bare", 0, asked.times)
    for rows in map(int, asked.rows.split(",")):
        figures = [measure(kind, rows, asked.times) for kind in ("entry-list", "data-table", "option-list")]
        tell([figures[0], bare, *figures[1:]])


if __name__ == "__main__":
    main()
