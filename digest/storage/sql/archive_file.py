"""The archive's file among its neighbours: made empty, set aside, both under a lock."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import free_name
from digest.storage.sql import errors

#: What SQLite lays beside its file.
_BESIDE = ("-wal", "-shm", "-journal")


def made(path: Path) -> None:
    """Make an empty file, mode 0600; leftovers of another one beside it go first."""
    if path.exists():
        return
    errors.ensure_file(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folder_locked(path):
            if not path.exists():
                for ending in _BESIDE:
                    with suppress(FileNotFoundError):
                        path.with_name(path.name + ending).unlink()
                # Under another name: no descriptor of ours is on it when the first connection locks it.
                fresh = path.with_name(path.name + ".new")
                os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600))
                fresh.rename(path)
    except OSError as error:
        raise file_errors.cannot_read(path, error) from error


def moved_away(path: Path, now: datetime) -> Path | None:
    """Set the file aside, inside `folder_locked`; return its new path, None if there was none."""
    if path.is_dir() or not path.exists():
        return None
    moment = now.strftime("%Y%m%dT%H%M%S")
    aside = free_name(path.with_name(f"{path.name}.damaged-{moment}"))
    for ending in ("", *_BESIDE):
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def folder_locked(path: Path) -> Iterator[None]:
    """Held while the file is made or set aside, which two processes must not do at once."""
    descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
