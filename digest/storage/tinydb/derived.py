"""Files of the index: each is derived from others, and says of which state of them it speaks.

It counts only if they are still the same and were not changed within a tick of the clock before it was written, for
within one tick two states may look alike. Nothing is lost with such a file, so it is never brought to the disk in
safety, and a library that can only be read does without. After a power cut any part of one may be missing or zero: so
its first line has length and sum of what follows, and where they do not fit, the file is deleted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

import orjson

from digest.storage.tinydb.looks import TICK, Stamp

#: What reading a file raises that is not as it was written, or was written by another version.
_DAMAGED = ValueError, LookupError, TypeError, AttributeError


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


def sealed(data: bytes, *said: Any) -> bytes:
    """A line of JSON that says this, and length and sum of the data, then the data."""
    return orjson.dumps([*said, len(data), crc32(data)]) + b"\n" + data


def seal_in(line: bytes, *said: Any) -> tuple[int, int]:
    """Length and sum of what follows that line. ValueError if it is none of `sealed`, or says something else."""
    if not line.startswith(orjson.dumps(said)[:-1] + b","):
        raise ValueError("another version, or of another state")
    length, check = orjson.loads(line)[len(said) :]
    return length, check


class Distrusted:
    """For the reading of a file of the index, and nothing else: one that is damaged is deleted, and all is well."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        """Nothing to do yet."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        if kind is None or not issubclass(kind, (OSError, *_DAMAGED)):
            return False
        if issubclass(kind, _DAMAGED):
            with suppress(OSError):
                self._path.unlink()
        return True  # where there is no file, or none that can be read, there is nothing to do either


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
