"""The backends by name. None is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from digest.storage.store import Store

Clock = Callable[[], datetime]


def open_store(backend: str, folder: Path, clock: Clock) -> Store:
    """The library in `folder`, kept by `backend`. Opening reads and makes nothing; KeyError for an unknown backend."""
    return BACKENDS[backend](folder, clock)


def _memory(folder: Path, clock: Clock) -> Store:  # noqa: ARG001  nothing of it outlives the process
    from digest.storage.memory import MemoryStore

    return MemoryStore()


def _tinydb(folder: Path, clock: Clock) -> Store:
    from digest.storage.tinydb.store import TinyStore

    return TinyStore(folder, clock)


BACKENDS: Mapping[str, Callable[[Path, Clock], Store]] = {"memory": _memory, "tinydb": _tinydb}
