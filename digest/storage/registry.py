"""The backends by name. None is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from digest.domain.errors import LibraryDamaged
from digest.storage.store import Store

Clock = Callable[[], datetime]
Tell = Callable[[LibraryDamaged], None]


def open_store(backend: str, folder: Path, clock: Clock, tell: Tell | None = None) -> Store:
    """The library in `folder`, kept by `backend`. Opening reads and makes nothing; KeyError for an unknown backend.

    `tell` hears of damage that need not stop what is asked of the Store; without it, that raises LibraryDamaged.
    """
    return BACKENDS[backend](folder, clock, tell)


def _memory(folder: Path, clock: Clock, tell: Tell | None) -> Store:  # noqa: ARG001  nothing of it outlives the process
    from digest.storage.memory import MemoryStore

    return MemoryStore()


def _tinydb(folder: Path, clock: Clock, tell: Tell | None) -> Store:
    from digest.storage.tinydb.store import TinyStore

    return TinyStore(folder, clock, tell=tell)


BACKENDS: Mapping[str, Callable[[Path, Clock, Tell | None], Store]] = {"memory": _memory, "tinydb": _tinydb}
