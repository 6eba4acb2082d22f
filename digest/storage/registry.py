"""Opens the library at an address. No backend is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from digest.config.paths import data_folder, folder_at, is_database
from digest.storage.files.engine.disk import told_if_unreadable
from digest.storage.files.engine.migrations import former_files

if TYPE_CHECKING:
    from digest.domain.curator import Curator
    from digest.domain.errors import LibraryDamaged
    from digest.domain.library import Replaced
    from digest.domain.message import Message
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
    environ: Mapping[str, str] = {},
) -> Store:
    """Open the library at `address`, a folder or a database; reads and creates nothing.

    Raises UsageError for any other address.

    `tell` hears of damage that need not stop what is asked of the Store; without it, that raises LibraryDamaged.
    `curator` is who works there; without one, what is changed is nobody's. `archive` is another file for what the feeds
    bring. `on_progress` gets the progress of long operations.
    """
    if is_database(address):
        return _open_team(str(address), curator, environ)
    from digest.storage.local import LocalStore

    elsewhere = folder_at(archive) if archive else None
    return LocalStore(folder_at(address), clock, tell=tell, archive=elsewhere, on_progress=on_progress, curator=curator)


def exists(address: str | Path) -> bool:
    """True if there is a library, or a place for one; a database is not asked.

    Raises LibraryError if that cannot be seen.
    """
    if is_database(address):
        return True
    folder = folder_at(address)
    with told_if_unreadable(folder):
        return folder.is_dir()


def needs_migration(address: str | Path) -> bool:
    """True for a library of an older form, which its first opening brings into the present one."""
    return not is_database(address) and bool(former_files(folder_at(address)))


def replace_library(
    address: str | Path,
    clock: Clock,
    fill: Callable[[Store], T],
    curator: Curator | None = None,
    environ: Mapping[str, str] = {},
    *,
    replace: bool,
) -> Replaced[T]:
    """Let `fill` make a library that replaces the one at `address` (`replacement.replaced`).

    A database is filled if it has no library yet; UsageError if it has one.
    """
    if is_database(address):
        from digest.domain.library import Replaced

        with closing(_open_team(str(address), curator, environ)) as store:
            return Replaced(fill(store), store.location().address)
    from digest.storage.files.replacement import replaced
    from digest.storage.local import LocalStore

    return replaced(folder_at(address), lambda folder: LocalStore(folder, clock), clock(), fill, replace=replace)


def copied(
    source: str,
    target: str,
    copy: Callable[[Store, Store], T],
    clock: Clock,
    curator: Curator,
    environ: Mapping[str, str],
    archives: Mapping[str, str],
) -> T:
    """Let `copy` fill the empty library at `target`. Raises UsageError, LibraryError.

    `archives` maps the address of a library to its archive, if that is elsewhere.
    """
    if not exists(source):
        from digest.domain.errors import UsageError
        from digest.domain.message import msg

        raise UsageError(msg("There is no library in {folder}.", folder=source), msg("Name the folder in which it is."))
    archive = "" if is_database(source) else archives.get(str(folder_at(source)), "")
    with closing(open_store(source, clock, archive=archive, curator=curator, environ=environ)) as opened:
        return replace_library(target, clock, lambda one: copy(opened, one), curator, environ, replace=False).result


def _ensure_psycopg() -> None:
    try:
        import psycopg  # noqa: F401 - asked for here, so that one sentence says what is missing
    except ImportError:
        from digest.domain.errors import UsageError
        from digest.domain.message import msg

        raise UsageError(
            msg("A library in a database needs psycopg, which is not installed."),
            msg("Install it where digest is: pip install 'psycopg[binary]', or pipx inject digest 'psycopg[binary]'."),
        ) from None


def _open_team(address: str, curator: Curator | None, environ: Mapping[str, str]) -> Store:
    _ensure_psycopg()
    from digest.domain.curator import Curator
    from digest.storage.draft_files import move_drafts
    from digest.storage.postgresql.address import database_address, drafts_below, former_drafts_below
    from digest.storage.team import TeamStore

    database = database_address(address, environ)
    drafts, former = (below(data_folder(), address) for below in (drafts_below, former_drafts_below))
    if former != drafts:
        move_drafts(former, drafts)
    return TeamStore(database, curator or Curator(""), drafts)


def upgrade_library(
    address: str | Path, environ: Mapping[str, str], agreed: Callable[[int, int], bool]
) -> tuple[int, int]:
    """Upgrade a database library's tables, if `agreed` to; return old and new version.

    A folder needs none: its first opening brings it up to date.
    """
    if not is_database(address):
        return 0, 0
    _ensure_psycopg()
    from digest.storage.postgresql.address import database_address
    from digest.storage.postgresql.opening import upgraded

    return upgraded(database_address(str(address), environ), agreed)
