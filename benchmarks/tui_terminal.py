"""A program in a pseudo-terminal, with a clock from a key to its repaint, and memory."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

COLUMNS, LINES = 120, 36
#: What keys are as bytes.
DOWN, UP, PAGE_DOWN, PAGE_UP, CTRL_HOME, CTRL_END = (
    b"\x1b[B",
    b"\x1b[A",
    b"\x1b[6~",
    b"\x1b[5~",
    b"\x1b[1;5H",
    b"\x1b[1;5F",
)

_QUIET = 0.04  # so long nothing more is painted: the repaint is over
_PATIENCE = 300
#: Colours are painted, and modules are compiled once, as those of an installed program are.
_LEFT_OUT = ("NO_COLOR", "PYTHONDONTWRITEBYTECODE")
_FRAME_END = b"\x1b[?2026l"  # ends a frame that comes in one piece
_LINE = re.compile(rb"\x1b\[(\d+);\d+H")  # where in the screen a piece of it stands


class Terminal:
    """Runs `python` with the arguments; the clock starts before the process does."""

    def __init__(self, arguments: Sequence[str | Path], environ: Mapping[str, str] | None = None) -> None:
        self.fd, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        root = str(Path(__file__).resolve().parents[1])
        variables = {
            **{name: value for name, value in os.environ.items() if name not in _LEFT_OUT},
            "TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none", "PYTHONPATH": root,
            **(environ or {}),
        }  # fmt: skip
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave, stdout=slave, stderr=slave, env=variables, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self._tail = b""

    def until(self, *texts: bytes) -> float:
        """Seconds from the start until all texts have come."""
        while not all(text in self._tail for text in texts):
            if not self._read(_PATIENCE):
                raise TimeoutError(f"{texts!r} never came: {self._tail[-500:]!r}")
        return time.perf_counter() - self.begun

    def press(self, key: bytes) -> float:
        """Seconds from the key to the last byte of what it painted; 0 where nothing was painted."""
        return self.painted(key)[1]

    def painted(self, key: bytes, quiet: float = _QUIET) -> tuple[float, float]:
        """Seconds from the key to the first whole repaint, and to the last byte painted.

        A program may paint the moved cursor first and what belongs to it, a text beside the list, a little later:
        `quiet` seconds without a byte end the waiting for it.
        """
        begun = first = last = time.perf_counter()
        os.write(self.fd, key)
        wait = 1.0
        while data := self._read(wait):
            last = time.perf_counter()
            if first == begun and data.endswith(_FRAME_END):
                first = last
            wait = quiet
        return (first if first != begun else last) - begun, last - begun

    def frame_with(self, key: bytes, mark: bytes) -> float:
        """Seconds from the key to the end of the first whole frame that holds the mark.

        Not of the top line alone.
        """
        begun, written = time.perf_counter(), b""
        os.write(self.fd, key)
        while data := self._read(_PATIENCE):
            written += data
            while _FRAME_END in written:
                frame, _, written = written.partition(_FRAME_END)
                if mark in frame and {*_LINE.findall(frame)} - {b"1"}:
                    return time.perf_counter() - begun
        raise TimeoutError(f"{key!r} never showed {mark!r}")

    def type(self, keys: bytes) -> None:
        """Send keys and go on."""
        os.write(self.fd, keys)

    def rest(self, seconds: float = 0.5) -> None:
        """Wait until nothing more is painted for so long."""
        while self._read(seconds):
            pass

    @property
    def tail(self) -> bytes:
        """The end of what was written."""
        return self._tail

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

    def _read(self, patience: float) -> bytes:
        if not select.select([self.fd], [], [], patience)[0]:
            return b""
        data = os.read(self.fd, 1 << 16)
        # As modern terminals answer: yes, a frame may come in one piece.
        if b"\x1b[?2026$p" in data:
            os.write(self.fd, b"\x1b[?2026;2$y")
        self._tail = (self._tail + data)[-(1 << 18) :]
        return data
