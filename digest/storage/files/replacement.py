"""Replace a library: another is made beside it, and takes its place when it is complete."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from digest.domain.errors import LibraryError, UsageError
from digest.domain.library import Replaced
from digest.domain.message import msg
from digest.domain.system_errors import system_reason
from digest.storage.files.engine.disk import free_name, told_if_unreadable
from digest.storage.store import Store

T = TypeVar("T")

# By this file a folder is known to be one that was being made here; it is locked meanwhile.
_MARK = "restoring.lock"
# renameat2(2): paths are taken from the current folder; the two names change places.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def replaced(
    folder: Path, open_store: Callable[[Path], Store], now: datetime, fill: Callable[[Store], T], *, replace: bool
) -> Replaced[T]:
    """Let `fill` make a new library in `folder`; with `replace` an existing one is renamed.

    Writers of the present library are kept out while the folders change places: a write is in one or the
    other. Raises UsageError if there is a library and `replace` is not set, and what `fill` raises.
    """
    # Where a link leads: to replace the link would leave the new library in another place.
    folder = Path(os.path.realpath(folder))
    _refuse_occupied(folder, replace)
    with _folder_beside(folder) as fresh, closing(open_store(fresh)) as store:
        result = fill(store)
    with closing(open_store(folder)) as present, present.alone():
        _refuse_occupied(folder, replace)
        aside = _put_in_place(fresh, folder, now)
    with suppress(OSError):  # an empty file that is in nobody's way
        (folder / _MARK).unlink()
    return Replaced(result, str(folder), str(aside or ""))


def _refuse_occupied(folder: Path, replace: bool) -> None:
    with told_if_unreadable(folder):
        exists = folder.exists()
        is_occupied = folder.is_dir() and any(not path.name.endswith(".lock") for path in folder.iterdir())
    if exists and not folder.is_dir():
        what = msg("{folder} is not a folder.", folder=str(folder))
        raise LibraryError(what, msg("Name another folder with --library."))
    if not replace and is_occupied:
        raise UsageError(
            msg("There is a library in {folder} already.", folder=str(folder)),
            msg(
                "Add --replace to put the backup in its place and keep the present one, or name another with --library."
            ),
        )


@contextmanager
def _folder_beside(folder: Path) -> Iterator[Path]:
    """A new folder beside, always of the same name; removed after an exception.

    What an interrupted restore left under that name is removed; anything else is refused.
    """
    fresh = folder.with_name(f"{folder.name}.restoring")
    try:
        missing = [parent for parent in fresh.parents if not parent.exists()]
        _clear_leftover(fresh)
        fresh.mkdir(0o700, parents=True)
        mark = os.open(fresh / _MARK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise LibraryError(
            msg("{file} cannot be written: {reason}.", file=str(fresh), reason=system_reason(error)),
            msg("Name another place, or make room."),
        ) from error
    try:
        with suppress(OSError):  # a disk without locks: changing a library there is refused anyway
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield fresh
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        for parent in missing:
            with suppress(OSError):  # somebody has put something there meanwhile
                parent.rmdir()
        raise
    finally:
        os.close(mark)


def _clear_leftover(fresh: Path) -> None:
    """Raises UsageError for what no restore has made, or one that is still running."""
    if not os.path.lexists(fresh):
        return
    if fresh.is_symlink() or not fresh.is_dir() or (any(fresh.iterdir()) and not _is_leftover(fresh / _MARK)):
        raise UsageError(
            msg("{place} is in the way, and was not made by digest.", place=str(fresh)),
            msg("Give it another name, then try again. Nothing was changed."),
        )
    shutil.rmtree(fresh)


def _is_leftover(mark: Path) -> bool:
    try:
        fd = os.open(mark, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise UsageError(
            msg("Another restore of this library is running."), msg("Wait until it is done, then try again.")
        ) from None
    finally:
        os.close(fd)
    return True


def _put_in_place(fresh: Path, folder: Path, now: datetime) -> Path | None:
    """Move the restored library to `folder`; the former one is kept under the name returned."""
    aside = free_name(folder.with_name(f"{folder.name}.before-{now:%Y%m%dT%H%M%S}")) if folder.exists() else None
    try:
        if aside is None:
            fresh.replace(folder)
        elif _exchanged(fresh, folder):
            fresh.replace(aside)
        else:
            _replace_in_two_steps(fresh, folder, aside)
    except OSError as error:
        raise LibraryError(
            msg("{folder} cannot be replaced: {reason}.", folder=str(folder), reason=system_reason(error)),
            msg("The restored library is {fresh}.", fresh=str(fresh)),
        ) from error
    return aside


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change names in one step, so that readers find a library at any moment.

    False if this system or file system cannot.
    """
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _replace_in_two_steps(fresh: Path, folder: Path, aside: Path) -> None:
    folder.replace(aside)
    try:
        fresh.replace(folder)
    except OSError:
        if not folder.exists():
            with suppress(OSError):  # then both names are in the sentence that follows
                aside.replace(folder)
        raise
