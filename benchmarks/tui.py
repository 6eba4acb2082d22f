"""How fast the entry list is in a real pseudo-terminal, beside Textual's own lists and an empty Textual screen.

    python benchmarks/tui.py [--rows 10000,100000] [--times 3]

Told are the medians of TIMES starts (until the first frame, until the list is filled), resident memory, and the time
from a key to the last byte of the repaint it caused, p50 / p95; and the processor time of a key, which other programs
on the machine disturb less (Linux only). Numbers in brackets: how many times the entry list's.
The figures of the empty screen are the floor: a start of Textual itself, and one line of text that a key changes.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path

from tui_lists import READY

_COLUMNS, _LINES = 120, 36
_PROGRAM = Path(__file__).with_name("tui_lists.py")
_FAR_DOWN = f"Beitrag {_LINES - 6:06d}".encode()  # borders take some lines
_QUIET = 0.04  # so long nothing more is painted: the repaint is over
_PATIENCE = 300

_DOWN, _UP, _PAGE_DOWN, _CTRL_HOME, _CTRL_END = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[1;5H", b"\x1b[1;5F"
#: What is pressed, one after the other, and what it is called.
_KEYS = {
    "step": [_DOWN, _UP] * 60,
    "scroll": [_CTRL_END, *[_UP] * 34, *[_UP] * 120],
    "page": [_CTRL_HOME, *[_PAGE_DOWN] * 60],
    "ends": [_CTRL_END, _CTRL_HOME] * 20,
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


class Terminal:
    """A program in a pseudo-terminal of its own; the clock starts before its process does."""

    def __init__(self, kind: str, rows: int) -> None:
        self.fd, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", _LINES, _COLUMNS, 0, 0))
        root = str(Path(__file__).resolve().parents[1])
        environ = {
            **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
            "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none", "PYTHONPATH": root,
        }  # fmt: skip
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, _PROGRAM, kind, str(rows)],
            stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self._tail = b""

    def until(self, text: bytes) -> float:
        """Seconds from the start until the text has come."""
        while text not in self._tail:
            if not self._read(_PATIENCE):
                raise TimeoutError(f"{text!r} never came: {self._tail[-500:]!r}")
        return time.perf_counter() - self.begun

    def press(self, key: bytes) -> float:
        """Seconds from the key to the last byte of what it painted; 0 where nothing was painted."""
        begun = last = time.perf_counter()
        os.write(self.fd, key)
        wait = 1.0
        while self._read(wait):
            last = time.perf_counter()
            wait = _QUIET
        return last - begun

    def rest(self) -> None:
        """Wait until nothing more is painted."""
        while self._read(0.5):
            pass

    def memory(self) -> int:
        """Resident memory in bytes."""
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return int(told.stdout) * 1024

    def processor_time(self) -> float:
        """Seconds of processor time until now, of all threads; 0 where the system does not tell."""
        told = Path(f"/proc/{self.process.pid}/stat")
        if not told.exists():
            return 0.0
        fields = told.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the program."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.fd)

    def _read(self, patience: float) -> bool:
        if not select.select([self.fd], [], [], patience)[0]:
            return False
        data = os.read(self.fd, 1 << 16)
        # As modern terminals answer: yes, a frame may come in one piece.
        if b"\x1b[?2026$p" in data:
            os.write(self.fd, b"\x1b[?2026;2$y")
        self._tail = (self._tail + data)[-(1 << 18) :]
        return True


def measure(kind: str, rows: int, times: int) -> Figures:
    """Start the program so many times; the keys are pressed in the last."""
    found = Figures(kind, rows)
    for number in range(times):
        terminal = Terminal(kind, rows)
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
