"""Opens the library at an address. No backend is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from digest.config.paths import folder_at
from digest.domain.errors import LibraryDamaged
from digest.storage.store import Store

Clock = Callable[[], datetime]
Tell = Callable[[LibraryDamaged], None]


def open_store(address: str | Path, clock: Clock, tell: Tell | None = None) -> Store:
    """The library at `address`: a folder. Opening reads and makes nothing. UsageError for any other kind of address.

    `tell` hears of damage that need not stop what is asked of the Store; without it, that raises LibraryDamaged.
    """
    from digest.storage.tinydb.store import TinyStore

    return TinyStore(folder_at(address), clock, tell=tell)
