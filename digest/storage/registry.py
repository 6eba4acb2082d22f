"""Opens the library at an address. No backend is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from digest.config.paths import folder_at
from digest.storage.files.former_names import FORMER_FILES

if TYPE_CHECKING:
    from digest.domain.curator import Curator
    from digest.domain.errors import LibraryDamaged
    from digest.domain.message import Message
    from digest.storage.rules.library import Replaced
    from digest.storage.store import Store

T = TypeVar("T")
Clock = Callable[[], datetime]


def open_store(
    address: str | Path,
    clock: Clock,
    tell: Callable[[LibraryDamaged], None] | None = None,
    *,
    archive: str = "",
    curator: Curator | None = None,
    on_progress: Callable[[Message], None] | None = None,
) -> Store:
    """The library at `address`: a folder. Opening reads and makes nothing. UsageError for any other kind of address.

    `tell` hears of damage that need not stop what is asked of the Store; without it, that raises LibraryDamaged.
    `curator` is who works there; without one, what is changed is nobody's. `archive` is another place for what the wire
    brings. `on_progress` is told how far something is that takes long.
    """
    from digest.storage.local import LocalStore

    elsewhere = folder_at(archive) if archive else None
    return LocalStore(folder_at(address), clock, tell=tell, archive=elsewhere, on_progress=on_progress, curator=curator)


def exists(address: str | Path) -> bool:
    """True if there is a library, or what may become one."""
    return folder_at(address).is_dir()


def needs_migration(address: str | Path) -> bool:
    """True for a library of an older form, which its first opening brings into the present one."""
    folder = folder_at(address)
    return any((folder / name).exists() for name in FORMER_FILES)


def replace_library(address: str | Path, clock: Clock, fill: Callable[[Store], T], *, replace: bool) -> Replaced[T]:
    """Let `fill` make a new library that takes the place of the one at `address`; see `files.replacement.replaced`."""
    from digest.storage.files.replacement import replaced
    from digest.storage.local import LocalStore

    return replaced(folder_at(address), lambda folder: LocalStore(folder, clock), clock(), fill, replace=replace)
