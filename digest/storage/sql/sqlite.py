"""SQLite under the archive: a connection a thread, short transactions, its errors.

Readers wait for nobody (write-ahead log). Writers take turns; each waits for `PATIENCE` at most. A file that is no
archive, or a damaged one, is set aside and begun anew: all that it holds can be had again from the feeds, and what
people wrote lies in files of its own.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from weakref import WeakSet

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import Stays, told_if_unwritable, unlocked
from digest.storage.sql import errors
from digest.storage.sql.archive_file import (
    address_of,
    ensure_file,
    examined,
    folder_locked,
    is_cut_off,
    log_of,
    made,
    may_be_written,
    moved_away,
    only_read,
    version_of,
)
from digest.storage.sql.schema import AT_ONCE, STEPS, make, upgrade
from digest.storage.sql.sharing import ASKING, ThreadConnection, Turns, filling, flush_log, is_open_here, write_ahead

T = TypeVar("T")
#: One question to the archive, or one change of it.
DatabaseAct = Callable[[sqlite3.Connection], T]

#: Seconds that a question or a change waits for others that write, and between two attempts of a change. SQLite's own
#: waiting sleeps for up to a tenth of a second at a time, which a key press would feel.
PATIENCE, PAUSE = 10.0, 0.001
_SOON = 0.5

_PRAGMAS = (
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = OFF",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA journal_size_limit = 64000000",
    *ASKING,
)


class _Busy(Exception):
    """Somebody else is writing, and that was not to be waited for."""


class Database:
    """The file at `path`; nothing is made before the first change.

    `begun` is called inside the transaction that makes a new archive. `tell` hears of damage, and what was asked is
    asked again of the new archive; without it that raises LibraryDamaged, once. `stays` is held while something is
    changed, so that the library's folder is not exchanged for another one meanwhile. `patience` in seconds.
    `on_progress` is told how many percent of a change to today's version are done.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], datetime],
        begun: DatabaseAct[None],
        tell: Callable[[LibraryDamaged], None] | None = None,
        stays: Stays = unlocked,
        patience: float = PATIENCE,
        on_progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.path = path
        self._clock = clock
        self._begun = begun
        #: Called when damage was told, before what was asked is asked again.
        self.renewed: Callable[[], object] = lambda: None
        self._tell = tell
        self._stays = stays
        self._usual_patience = patience
        self._on_progress = on_progress
        #: Rows that one transaction of a change to today's version takes in.
        self.rows_at_once = AT_ONCE
        #: What leads to the version of the tables that is written and read.
        self.steps = STEPS
        self.turns = Turns(path.with_name(path.name + ".turn.lock"))
        self._local = threading.local()
        self._is_log_told = False
        self._all: WeakSet[ThreadConnection] = WeakSet()

    def ask(self, question: DatabaseAct[T], *, told: bool = True) -> T:
        """Answer a question from one snapshot. Damage is always raised unless it is `told`."""
        return self._guarded(lambda: self._asked(question), self._tell if told else None)

    def ask_soon(self, question: DatabaseAct[T]) -> T:
        """The same for what can be had otherwise: a locked file is waited for half a second."""
        self._local.patience = min(_SOON, self._usual_patience)
        try:
            return self.ask(question)
        finally:
            self._local.patience = self._usual_patience

    @property
    def _patience(self) -> float:
        return float(getattr(self._local, "patience", self._usual_patience))

    def change(self, act: DatabaseAct[T]) -> T:
        """Run `act` in a durable transaction: a short change, for which somebody waits."""
        return self._guarded(lambda: self._changed(act, fills=False), self._tell)

    def fill(self, act: DatabaseAct[T], *, synced: bool = True) -> T:
        """The same for one of the many steps of something long: it lets others go first.

        A step that is not `synced` is durable with the next one that is.
        """
        if synced:
            flush_log(self.path)
        self.turns.let_others()
        return self._guarded(lambda: self._changed(act, fills=True, synced=synced), self._tell)

    def change_if_free(self, act: DatabaseAct[object]) -> None:
        """The same for what can wait, and be lost: nothing is done while somebody else writes."""
        with suppress(_Busy):
            self._guarded(lambda: self._changed(act, fills=True, waits=False, synced=False), self._tell)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own with a snapshot, for as long as needed. Raises LibraryError."""
        try:
            held = self._newly_opened(writing=False)
        except sqlite3.Error as error:
            raise self._told(error) from error
        try:
            held.connection.execute("BEGIN")
            yield held.connection
        except sqlite3.Error as error:
            raise self._told(error) from error
        finally:
            held.close()

    def give_back(self) -> None:
        """Give the room of what was deleted back to the disk."""

        def shrink() -> None:
            with self._used(writing=False) as db:
                db.execute("PRAGMA incremental_vacuum").fetchall()
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        self._guarded(shrink, self._tell)

    @property
    def file(self) -> tuple[int, int] | None:
        """Which file lies there now; None if there is none. Another one is another archive."""
        with errors.told_if_unreadable(self.path), suppress(FileNotFoundError, NotADirectoryError):
            found = self.path.stat()
            return found.st_dev, found.st_ino
        return None

    def begin_anew(self) -> Path | None:
        """Set the file aside, whatever it is; return its new path, None if there was none."""
        with folder_locked(self.path):
            return moved_away(self.path, self._clock())

    def wrong_log(self) -> errors.WrongLog | None:
        """What is wrong with the log beside the archive, unless that was found to be well before."""
        with suppress(OSError):  # who opens it is told
            try:
                self._ensure_own_log()
            except errors.WrongLog as error:
                return error
        return None

    def set_log_aside(self) -> Path | None:
        """Move a log out of the way that is not the archive's; return its new path."""
        with folder_locked(self.path):
            wrong = self.wrong_log()
            return moved_away(log_of(self.path), self._clock()) if wrong and not wrong.is_usable else None

    def close(self) -> None:
        for held in list(self._all):
            held.close()
        self._local = threading.local()

    def _guarded(self, act: Callable[[], T], tell: Callable[[LibraryDamaged], None] | None) -> T:
        try:
            return act()
        except sqlite3.Error as error:
            told = self._told(error)
        if not isinstance(told, LibraryDamaged) or tell is None:
            raise told
        tell(told)
        self.renewed()
        try:
            return act()
        except sqlite3.Error as again:
            raise self._told(again) from again

    def _asked(self, question: DatabaseAct[T]) -> T:
        with self._used(writing=False) as db:
            db.execute("BEGIN")
            try:
                return question(db)
            finally:
                with suppress(sqlite3.Error):
                    db.execute("ROLLBACK")

    def _changed(self, act: DatabaseAct[T], *, fills: bool, waits: bool = True, synced: bool = True) -> T:
        with ExitStack() as locks:
            with told_if_unwritable(self.path):
                locks.enter_context(self._stays(unasked=not waits))
            db = locks.enter_context(self._used(writing=True))
            locks.enter_context(filling(db, synced=synced) if fills else self.turns.first())
            return act(locks.enter_context(self._written(db, waits=waits)))

    # Opening

    @contextmanager
    def _used(self, *, writing: bool) -> Iterator[sqlite3.Connection]:
        """This thread's connection, which no other thread closes meanwhile."""
        while True:
            held = self._connected(writing=writing)
            with held.used:
                if not held.is_closed:  # else it was closed before it was ours
                    yield held.connection
                    return

    def _connected(self, *, writing: bool) -> ThreadConnection:
        present = self.file
        held: ThreadConnection | None = getattr(self._local, "held", None)
        if held is not None and held.is_open_on(present) and not (writing and not present):
            return held
        if held is not None:
            self._local.held = None
            held.close()
        held = self._newly_opened(writing=writing)
        self._local.held = held
        self._all.add(held)
        return held

    def _newly_opened(self, *, writing: bool) -> ThreadConnection:
        """A connection to the file that is there now: another may replace it at any moment."""
        while True:
            if writing:
                made(self.path)
            file = self.file
            connection = self._opened(writing=writing)
            if self.file == file:
                return ThreadConnection(connection, file)
            connection.close()

    def _opened(self, *, writing: bool) -> sqlite3.Connection:
        ensure_file(self.path)
        if not (writing or self.path.exists()):
            return self._empty()
        is_only_read = self.path.exists() and not may_be_written(self.path)
        if not is_only_read:
            made(self.path)
        with errors.told_if_unreadable(self.path), ExitStack() as opened:
            if not self._is_log_told:  # it may stay where it is
                self._ensure_own_log()
            if is_only_read:  # of a log that is not its own nothing is read
                connection = opened.enter_context(closing(self._connection(only_read(self.path, self._is_log_told))))
                if (version := version_of(connection)) != len(self.steps):
                    raise errors.not_readable(self.path, version)
                opened.pop_all()
                return connection
            connection = opened.enter_context(closing(self._connection(address_of(self.path, "rw"))))
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            self._patiently(lambda: self._ready(connection))
            connection.execute(f"PRAGMA busy_timeout = {int(self._usual_patience * 1000)}")
            if is_cut_off(connection, self.path):
                raise errors.CutOff
            opened.pop_all()
        return connection

    def _ensure_own_log(self) -> None:
        """Raises WrongLog and OSError."""
        if may_be_written(self.path) and is_open_here(self.file):
            return  # found to be well then
        if any(self.path.with_name(self.path.name + ending).exists() for ending in ("-wal", "-shm")):
            from digest.storage.sql.archive_log import ensure_own_log

            ensure_own_log(self.path)

    def _empty(self) -> sqlite3.Connection:
        """A library that has no archive yet answers as an empty one; looking at it makes no file."""
        connection = self._connection("file::memory:")
        make(connection, self.steps)
        return connection

    def _connection(self, address: str) -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=self._patience, isolation_level=None, check_same_thread=False,
            cached_statements=256,
        )  # fmt: skip

    def _ready(self, db: sqlite3.Connection) -> None:
        """Bring the file to today's version."""
        version = version_of(db)
        if version is None:
            raise errors.Foreign
        if version > len(self.steps):
            raise file_errors.newer_format(self.path, version, len(self.steps))
        if not version:
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
            with self._written(db):
                if not version_of(db):  # nobody was faster
                    if db.execute("PRAGMA journal_mode").fetchone() == ("wal",):
                        raise errors.CutOff  # what was in it is in no log
                    make(db, self.steps)
                    self._begun(db)
        # With its tables in it: so a file that is empty has lost its log, and a log can be seen to be another one's.
        write_ahead(db)
        if version and version < len(self.steps):
            upgrade(db, version, lambda: self._written(db), self._on_progress, self.rows_at_once)

    @contextmanager
    def _written(self, db: sqlite3.Connection, *, waits: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction that writes: kept at the end, undone after any exception."""
        db.execute("PRAGMA busy_timeout = 0")  # we wait ourselves
        try:
            if waits:
                self._patiently(lambda: db.execute("BEGIN IMMEDIATE"))
            else:
                _begin_at_once(db)
        finally:
            db.execute(f"PRAGMA busy_timeout = {int(self._patience * 1000)}")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                if db.in_transaction:
                    db.execute("ROLLBACK")
            raise

    def _patiently(self, act: Callable[[], T]) -> T:
        """Try again while another one writes."""
        until = time.monotonic() + self._patience
        while True:
            try:
                return act()
            except sqlite3.OperationalError as error:
                if not errors.is_busy(error) or time.monotonic() > until:
                    raise
                time.sleep(PAUSE)

    # Damage

    def _told(self, error: sqlite3.Error) -> LibraryError:
        """What an error means; a damaged file is set aside here."""
        held: ThreadConnection | None = getattr(self._local, "held", None)
        if not errors.is_damage(error):
            return errors.told(self.path, error)
        was = held.file if held is not None else self.file
        self._local.held = None
        if held is not None:
            held.close()
        kept: Path | None = None
        if isinstance(error, errors.WrongLog):
            with suppress(OSError):
                kept = self.set_log_aside()
            self._is_log_told = kept is None
            found = examined(self.path, len(self.steps))
            if not (found and found[0] == "damaged"):
                return errors.damaged(log_of(self.path), error, kept)
            error = sqlite3.DatabaseError(str(found[1]))
        try:
            with folder_locked(self.path):
                if self.file == was:  # else somebody has set it aside already
                    kept = moved_away(self.path, self._clock())
        except (OSError, LibraryError):
            kept = None
            if self.file == was:
                return errors.damaged_in_place(self.path, error)
        return errors.damaged(self.path, error, kept)


def _begin_at_once(db: sqlite3.Connection) -> None:
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if errors.is_busy(error):
            raise _Busy from error
        raise
