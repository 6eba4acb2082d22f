"""Files of the index: each is derived from others, and says of which state of them it speaks.

It counts only if they are still the same and were not changed within a tick of the clock before it was written, for
within one tick two states may look alike. Nothing is lost with such a file, so it is never brought to the disk in
safety, and a library that can only be read does without.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from digest.storage.tinydb.looks import TICK, Stamp


def keep(path: Path, data: bytes) -> None:
    """Write without a lock and without fsync: whoever is last has written the same, and half a file is no file."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        temporary.replace(path)
    except OSError:  # no room, or a library that can only be read: then it is made anew each time
        with suppress(OSError):
            temporary.unlink()


def written(descriptor: int) -> int:
    """When this file of the index was written."""
    return os.fstat(descriptor).st_mtime_ns


def is_settled(of: Iterable[Stamp], written: int) -> bool:
    """True where all was quiet before a file of the index was written."""
    newest = max([stamp[-1] for stamp in of if stamp], default=0)
    return newest + TICK < written


def is_quiet(of: Iterable[Stamp]) -> bool:
    """True where the last change is long enough ago that the next one will show in the file's time."""
    return is_settled(of, time.time_ns())
