"""Who is writing: a small file for each open text, presence/4f1b….json, kept fresh.

Nothing is there while nobody writes. The file's time is the sign of life, so one that is left behind expires by
itself; one of this machine at once, if its process is not there any more.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from digest.config.whole_file import write_whole
from digest.domain.curator import curator_of
from digest.domain.presence import EXPIRY, Presence

FOLDER = "presence"


class PresenceFiles:
    """See `Presences`. `name` returns who works here; `now` is the disk's clock, in seconds."""

    def __init__(self, folder: Path, name: Callable[[], str], now: Callable[[], float] = time.time) -> None:
        self._folder = folder / FOLDER
        self._file = self._folder / f"{token_hex(8)}.json"
        self._name = name
        self._now = now

    def announce(self, edition: str, pick: str) -> None:
        # That nobody sees it, in a folder that may only be read say, is no reason to disturb who is writing.
        with suppress(OSError):
            self._folder.mkdir(0o700, parents=True, exist_ok=True)
            plain = {
                "edition": edition,
                "pick": pick,
                "by": self._name(),
                "host": platform.node(),
                "process": os.getpid(),
            }
            write_whole(self._file, json.dumps(plain).encode(), 0o600)
            self._sweep()

    def leave(self) -> None:
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
            self._folder.rmdir()  # fails while somebody else is there

    def others(self) -> list[Presence]:
        try:
            files = [file for file in self._folder.iterdir() if file.suffix == ".json" and file != self._file]
        except OSError:
            return []
        return sorted({found for file in files if (found := self._read(file)) is not None})

    def _read(self, file: Path) -> Presence | None:
        try:
            if abs(self._now() - file.stat().st_mtime) >= EXPIRY:
                return None
            plain = json.loads(file.read_bytes()[:10_000])
            edition, pick, by = (str(plain[name]) for name in ("edition", "pick", "by"))
            if _was_killed(plain):
                return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):  # gone by now, or nobody's
            return None
        return Presence(edition, pick, curator_of(by).name)

    def _sweep(self) -> None:
        """Take away what programs that were killed have left."""
        for file in self._folder.iterdir():
            if self._now() - file.stat().st_mtime > EXPIRY * 20:
                file.unlink(missing_ok=True)


def _was_killed(plain: Mapping[str, object]) -> bool:
    """True if a process of this machine wrote it that has ended.

    Of other machines nothing is known.
    """
    process = plain.get("process")
    if plain.get("host") != platform.node() or not isinstance(process, int) or not 0 < process < 1 << 31:
        return False
    try:
        os.kill(process, 0)  # asks only whether it is there
    except OSError as error:  # or it is there, and somebody else's
        return isinstance(error, ProcessLookupError)
    return False
