"""One JSON file of the library as a TinyDB Storage: locked, atomic, cached.

TinyDB's own JSONStorage writes in place and without a lock. Here a change happens inside `transaction()`: lock,
read again what another process has changed, change in memory, and at the end one write (temporary file, fsync, rename,
fsync of the folder). Readers take no lock: a rename is seen whole or not at all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import RLock, get_ident
from typing import TYPE_CHECKING, Any

from tinydb.storages import Storage

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import Message, msg
from digest.domain.problem import Detail
from digest.domain.system_errors import system_reason
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import (
    Disk,
    acquire,
    file_bytes,
    free_name,
    fsync_folder,
    read_whole,
    stamp_of,
    told_if_unreadable,
    told_if_unwritable,
    write_whole,
)
from digest.storage.files.engine.file_errors import Rescue
from digest.storage.files.engine.file_states import (
    Broken,
    FolderCache,
    NewerFormat,
    OwnWrites,
    Snapshot,
    parsed,
    serialized,
)
from digest.storage.files.engine.migrations import TODAYS
from digest.storage.files.recovery.rescue import from_copy, rescue_of, rescue_of_lost

if TYPE_CHECKING:
    from digest.storage.files.engine.disk import LibraryLock
    from digest.storage.files.engine.migrations import Tables
    from digest.storage.files.recovery.backups import DailyCopies

# Seconds between two attempts to read a file that is being written, and how many there are: what never stands still is
# told as well.
_PAUSE, _ATTEMPTS = 0.02, 100


class _BeingWritten(Exception):
    """A broken file was changed a moment ago."""


class JsonFile(Storage):
    """See the module. `name`: path in the library; `backups` keep copies, `own` our writes.

    `beside` are the names in its folder.

    A file that has been there and is missing raises LibraryDamaged: an empty library would be a lie.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        library: LibraryLock,
        disk: Disk,
        clock: Callable[[], datetime],
        backups: DailyCopies,
        own: OwnWrites,
        beside: FolderCache[list[str]],
    ) -> None:
        self.name = name
        self.path = folder / name
        self._lock_path = self.path.with_name(self.path.name + ".lock")
        self._library = library
        self._disk = disk
        self._clock = clock
        self._backups = backups
        self._threads = RLock()
        self._owner = 0
        self._depth = 0
        self._spoilt = False
        self._before: Snapshot | None = None
        self._pending: Tables | None = None
        self._snapshot: Snapshot | None = None
        self._own = own
        self._beside = beside
        self.formats = TODAYS

    # What TinyDB asks of a Storage

    def read(self) -> Tables | None:
        """The tables; None without a file. Callers replace records and never change one."""
        if self._owner != get_ident():
            present = self._present()
            return present.tables if present else None
        if self._pending is not None:
            return dict(self._pending)
        return dict(self._before.tables) if self._before else None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Keep the tables for the end of the transaction, which alone writes to the disk."""
        if self._owner != get_ident():
            raise RuntimeError("a change outside a transaction")
        self._pending = data

    def remove(self) -> None:
        """Remove the file and its copy, inside a transaction, whose changes are dropped.

        The copy goes first: a copy without its file would be damage.
        """
        if self._owner != get_ident():
            raise RuntimeError("a change outside a transaction")
        with told_if_unwritable(self.path):
            self._backups.before_removal(self.name)
            with self._own.gate:
                self._disk.remove(self.path)
                self._own.wrote(None, self._before)
            fsync_folder(self._disk, self.path.parent)
        self._snapshot = self._pending = None

    def remove_leftover(self) -> None:
        """Take away the temporary file of a writer that was killed."""
        with self._threads, self._locked(), suppress(FileNotFoundError):
            self._disk.remove(self.path.with_name(self.path.name + ".tmp"))

    def close(self) -> None:
        """Forget what is cached; the descriptor goes with it."""
        self._snapshot = None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all changes made within at the end of the outermost one; none after an exception."""
        with self._threads:
            if self._depth:
                yield from self._inner()
                return
            with self._locked():
                self._owner, self._depth, self._spoilt = get_ident(), 1, False
                try:
                    # Not the shared cache: a reading thread may put an older state there at any moment.
                    self._before = self._present()
                    yield
                    if self._spoilt:
                        raise RuntimeError("a change failed half-way and the error was not passed on")
                    if self._pending is not None:
                        self._write_down(self._pending)
                except BaseException:
                    self._snapshot = None
                    raise
                finally:
                    self._owner, self._depth, self._pending, self._before = 0, 0, None, None

    def _inner(self) -> Iterator[None]:
        self._depth += 1
        try:
            yield
        except BaseException:
            self._spoilt = True
            raise
        finally:
            self._depth -= 1

    def verdict(self) -> tuple[str, Detail] | None:
        """The result of `Store.check` for the file, as code and detail; None if all is well."""
        try:
            fd, _, data = read_whole(self._disk, self.path)
        except FileNotFoundError:
            try:
                return ("missing", "") if self._is_lost() else None
            except LibraryError:
                return None  # the folder that nobody may look into is told as such
        except OSError as error:
            return "unreadable", system_reason(error)
        os.close(fd)
        try:
            parsed(data, self.formats.newest)
        except Broken as error:
            return "damaged", error.reason
        except NewerFormat as error:
            return "newer", msg("format {number}", number=error.args[0])
        return None

    def rescue(self) -> Rescue | None:
        """How the file could come back if it is damaged or missing; None if nothing brings it back."""
        try:
            copy = self._backups.newest_good(self.name)
            try:
                return rescue_of(file_bytes(self.path), copy)
            except FileNotFoundError:
                last = max(self._set_aside_before(), default=None)
                return rescue_of_lost(last, copy) if last else from_copy(copy)
        except OSError as error:
            raise file_errors.cannot_read(Path(error.filename or self.path), error) from error

    def removed_before(self) -> Path | None:
        """The newest good copy of those kept when the file was taken away on purpose."""
        return self._backups.newest_removed(self.name)

    def put_in_place(self, data: bytes) -> bool:
        """Set the damaged file aside and put `data` (the file's bytes, whole) in its place.

        False, and nothing is changed, if the file is well by now.
        """
        with self._threads, self._locked():
            found = self.verdict()
            if found is None or found[0] not in ("damaged", "missing"):
                return False
            with told_if_unwritable(self.path):
                if found[0] == "damaged":
                    self._disk.rename(self.path, self._aside_name())
                    fsync_folder(self._disk, self.path.parent)
                os.close(write_whole(self._disk, self.path, data))
            self._snapshot = None
        return True

    # Reading

    def _present(self) -> Snapshot | None:
        """The file as it stands on the disk now: from the cache if the file is still the same."""
        snapshot = self._snapshot
        try:
            found = stamp_of(self._disk.stat(self.path))
        except FileNotFoundError:
            self._snapshot = None
            if self._is_lost():
                aside = max(self._set_aside_before(), default=None)
                raise file_errors.missing(self.path, self.rescue(), aside) from None
            return None
        except OSError as error:
            raise file_errors.cannot_read(self.path, error) from error
        if snapshot is None or snapshot.stamp != found:
            self._snapshot = snapshot = self._load()
        return snapshot

    def _load(self) -> Snapshot | None:
        for _ in range(_ATTEMPTS):
            try:
                return self._loaded()
            except _BeingWritten:
                self._disk.pause(_PAUSE)
        return self._loaded(still=True)

    def _loaded(self, *, still: bool = False) -> Snapshot | None:
        """Load the file; raises _BeingWritten if it is broken and may still be in writing."""
        with told_if_unreadable(self.path):
            try:
                fd, stood, data = read_whole(self._disk, self.path)
            except FileNotFoundError:
                return None
        try:
            number, tables = parsed(data, self.formats.newest)
            if number < self.formats.newest:
                tables = self.formats.upgraded(self.name, tables, number)
        except NewerFormat as error:
            os.close(fd)
            raise file_errors.newer_format(self.path, error.args[0], self.formats.newest) from None
        except Broken as error:
            before, after = stamp_of(stood), stamp_of(os.fstat(fd))
            try:
                if not still and (before != after or 0 <= time.time_ns() - after[-1] < self._disk.still):
                    raise _BeingWritten from None
                raise self._set_aside(before, error.reason) from None
            finally:
                os.close(fd)
        return Snapshot(fd, stood, tables, number)

    def _set_aside(self, stamp: tuple[int, ...], reason: Message) -> LibraryDamaged:
        """Move the damaged file out of the way, if it still is that one and the folder lets us."""
        kept: Path | None = None
        try:
            with self._threads, self._locked(unasked=True):
                kept = self._aside_name()
                if stamp_of(self._disk.stat(self.path)) == stamp:
                    self._disk.rename(self.path, kept)
                    fsync_folder(self._disk, self.path.parent)
        except (OSError, LibraryError):
            kept = None  # a folder that can only be read: the file stays where it is, and cannot be overwritten either
        return file_errors.damaged(self.path, reason, kept, self.rescue())

    def _aside_name(self) -> Path:
        moment = self._clock().strftime("%Y%m%dT%H%M%S")
        return free_name(self.path.with_name(f"{self.path.name}.damaged-{moment}"))

    def _is_lost(self) -> bool:
        """True if a file is missing that has been there."""
        try:
            return self._backups.any_of(self.name) or bool(self._set_aside_before())
        except OSError as error:  # copies that nobody may look at: whether it has been there is not known
            raise file_errors.cannot_read(Path(error.filename or self.path), error) from error

    def _set_aside_before(self) -> list[Path]:
        """Damaged files that stood under this name."""
        begin = self.path.name + ".damaged-"
        return [self.path.with_name(name) for name in self._beside.get() if name.startswith(begin)]

    # Writing

    @contextmanager
    def _locked(self, *, unasked: bool = False) -> Iterator[None]:
        """Wait for the file's lock against other processes; nested in a transaction it is held.

        `unasked`: see `LibraryLock.shared`.
        """
        if self._depth:
            yield
            return
        with ExitStack() as held:
            with told_if_unwritable(self.path):
                held.enter_context(self._library.shared(unasked=unasked))
                held.callback(self._disk.release, acquire(self._disk, self._lock_path))
            yield

    def _write_down(self, tables: Tables) -> None:
        data = serialized(tables, self.formats.newest)
        with told_if_unwritable(self.path):
            self._back_up()
            with self._own.gate:
                fd = write_whole(self._disk, self.path, data)
                self._snapshot = Snapshot(fd, os.fstat(fd), tables, self.formats.newest)
                self._own.wrote(self._snapshot, self._before)
            self._backups.after_change(self.name, data)

    def _back_up(self) -> None:
        before = self._before
        if before is None:
            return
        if before.format < self.formats.newest:
            self._backups.before_migration(self.name, before.format, self._disk.read(before.fd))
        if any(before.tables.values()):
            self._backups.before_change(self.name, self._disk.read(before.fd))
