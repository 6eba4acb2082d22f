"""Opens the library at an address. No backend is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from digest.config.paths import folder_at
from digest.domain.errors import LibraryDamaged
from digest.domain.message import Message
from digest.storage.store import Store

Clock = Callable[[], datetime]
Tell = Callable[[LibraryDamaged], None]


def open_store(
    address: str | Path,
    clock: Clock,
    tell: Tell | None = None,
    *,
    archive: str = "",
    on_progress: Callable[[Message], None] | None = None,
) -> Store:
    """The library at `address`: a folder. Opening reads and makes nothing. UsageError for any other kind of address.

    `tell` hears of damage that need not stop what is asked of the Store; without it, that raises LibraryDamaged.
    `archive` is another place for what the wire brings. `on_progress` is told how far something is that takes long.
    """
    from digest.storage.local import LocalStore

    elsewhere = folder_at(archive) if archive else None
    return LocalStore(folder_at(address), clock, tell=tell, archive=elsewhere, on_progress=on_progress)
