"""The demo's folder: made for one run, and gone after it, however the run ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The process is part of the name, so that a later run can tell which folders nobody uses any more.
_NAME = re.compile(r"digest-demo-(\d+)-\w+")


@contextmanager
def throwaway_folder() -> Iterator[Path]:
    """A new private folder, removed at the end; SIGTERM and SIGHUP end the run as Ctrl-C does.

    A run that was killed (SIGKILL, power cut) cannot clean up: the next one removes what it left.
    """
    _remove_abandoned(Path(tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=f"digest-demo-{os.getpid()}-"))
    former = _interrupting() if threading.current_thread() is threading.main_thread() else {}
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for number, handler in former.items():
            signal.signal(number, handler)


def _interrupting() -> dict[int, signal.Handlers]:
    """Let both signals interrupt, unless ignored (nohup); return the former handlers."""
    former = {}
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            former[int(number)] = signal.SIG_DFL
            signal.signal(number, _interrupt)
    return former


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _remove_abandoned(parent: Path) -> None:
    """Remove this user's demo folders of ended processes; in a shared /tmp no others."""
    for folder in parent.glob("digest-demo-*"):
        named = _NAME.fullmatch(folder.name)
        if named and _is_own_folder(folder) and not _runs(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_own_folder(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
