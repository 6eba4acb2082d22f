"""A disk that fails by chance, in all the ways in which disks fail."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path

from digest.storage.files.engine.disk import Disk

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)


class UnreliableDisk(Disk):
    """About every `rarity`-th call fails, and a write may be short.

    `faults` counts what was done on purpose.
    """

    def __init__(self, chance: random.Random, rarity: int) -> None:
        self._chance = chance
        self._rarity = rarity
        self.faults: dict[str, int] = {}

    def _perhaps(self, call: str, path: Path | None = None) -> None:
        if self._chance.randrange(self._rarity) == 0:
            self._count(call)
            error = self._chance.choice(ERRORS)
            raise OSError(error, os.strerror(error), path and str(path))

    def _count(self, call: str) -> None:
        self.faults[call] = self.faults.get(call, 0) + 1

    def open_lock(self, path: Path) -> int:
        self._perhaps("open_lock", path)
        return super().open_lock(path)

    def open_new(self, path: Path) -> int:
        self._perhaps("open_new", path)
        return super().open_new(path)

    def write(self, fd: int, data: memoryview) -> int:
        """A short write is no error: the rest must follow. Then the disk may be full."""
        self._perhaps("write")
        if len(data) > 1 and self._chance.randrange(self._rarity) == 0:
            self._count("short write")
            return super().write(fd, data[: self._chance.randrange(1, len(data))])
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        self._perhaps("fsync")
        super().fsync(fd)

    def rename(self, old: Path, new: Path) -> None:
        self._perhaps("rename", old)
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._perhaps("remove", path)
        super().remove(path)

    def lock(self, fd: int, *, wait: bool, shared: bool = False) -> None:
        self._perhaps("lock")
        super().lock(fd, wait=wait, shared=shared)
