"""The program in a terminal of its own.

A process on a pty, what it writes as bytes, keys as bytes.
"""

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
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]

# No test should come near it: it only ends one that hangs.
_PATIENCE = 90.0

#: The key Esc as terminals with the keyboard protocol of kitty send it. A lone "\x1b" is another key (Alt) together
#: with what comes close behind it.
ESC = "\x1b[27u"
#: An escape sequence (ECMA-48): a control string, a CSI sequence, or one of two characters.
SEQUENCE = re.compile(
    rb"\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-Z\\^-~]|\x1b.", re.DOTALL
)


class Terminal:
    """`digest` on a pty of columns × lines, in German unless `environ` says otherwise.

    Killed at the end.
    """

    def __init__(
        self,
        home: Path,
        *arguments: str,
        size: tuple[int, int] = (120, 36),
        environ: dict[str, str] | None = None,
        program: tuple[str, ...] = (sys.executable, "-m", "digest"),
        cwd: Path | None = None,
    ) -> None:
        self.written = b""
        self._news = threading.Condition()
        self._hung_up = threading.Event()
        master, slave = pty.openpty()
        self._master = master
        self.resize(*size)
        variables = {
            "HOME": str(home),
            "XDG_STATE_HOME": str(home / "state"),
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "de_DE.UTF-8",
            "PYTHONUTF8": "1",
            "PYTHONFAULTHANDLER": "1",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "DIGEST_LIBRARY": str(home / "library"),
            "DIGEST_CONFIG": str(home / "config.toml"),
            **(environ or {}),
        }
        self.process = subprocess.Popen(
            [*program, *arguments], cwd=cwd,
            stdin=slave, stdout=slave, stderr=slave, env=variables, start_new_session=True, close_fds=True,
        )  # fmt: skip
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def resize(self, columns: int, lines: int) -> None:
        """Another size; the kernel tells the process."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys: str) -> int:
        """Send keys at once, as a terminal sends them.

        Returns how many bytes had been written before.
        """
        before = len(self.written)
        os.write(self._master, keys.encode())
        return before

    def wait_for(self, text: str, since: int = 0) -> int:
        """Wait until the text has been written after that many bytes; returns where it ends.

        What the program writes next by itself is waited for from there: it may have come with the text. What a key
        brings about is waited for from what `type` returns: the rest of an older drawing lies before that.
        """
        wanted = text.encode()
        self.wait_until(lambda written: written.find(wanted, since) >= 0, f"“{text}”")
        return self.written.find(wanted, since) + len(wanted)

    def wait_until(self, so: Callable[[bytes], bool], what: str = "it") -> None:
        """Wait until what was written fulfils a condition."""
        with self._news:
            if not self._news.wait_for(lambda: so(self.written), _PATIENCE):
                raise AssertionError(f"{what} never came; the end of what did: {self.written[-2000:]!r}")

    def wait_until_stopped(self) -> None:
        """Wait until the process stands still, as after Ctrl-Z."""
        end = time.monotonic() + _PATIENCE
        while os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOHANG) is None:
            assert time.monotonic() < end, f"it never stopped: {self.written[-2000:]!r}"
            time.sleep(0.01)

    def end(self) -> int:
        """Wait for the end of the process; its exit code, negative for a signal."""
        try:
            code = self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)  # faulthandler then says where it hangs
            self._reader.join(_PATIENCE)
            raise AssertionError(f"it never ended: {self.written[-6000:].decode(errors='replace')}") from None
        self._reader.join(_PATIENCE)
        return code

    def kill(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end."""
        self.process.send_signal(number)
        return self.end()

    def modes(self) -> list[object]:
        """How the terminal is set, as `termios` tells it."""
        return list(termios.tcgetattr(self._master))

    def hang_up(self) -> None:
        """Take the terminal away; the process, whose controlling terminal it is not, gets no signal."""
        self._hung_up.set()
        self._reader.join(_PATIENCE)
        os.close(self._master)

    def sequences(self) -> Iterable[bytes]:
        """All escape sequences that were written."""
        return (found[0] for found in SEQUENCE.finditer(self.written))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._reader.join(_PATIENCE)
        if not self._hung_up.is_set():
            os.close(self._master)

    def _read(self) -> None:
        while not self._hung_up.is_set():
            if not select.select([self._master], [], [], 0.05)[0]:
                continue
            try:
                data = os.read(self._master, 65536)
            except OSError:  # EIO: the other side has been closed (Linux, pty(7))
                data = b""
            with self._news:
                self.written += data
                self._news.notify_all()
            if not data:
                return
