"""Connections to a database: consistent reads, changes applied once, and retries.

Nothing here needs a session: each question and each change is one transaction, so PgBouncer may give every one of them
to another connection. Statements are sent together as far as they are known (libpq's pipeline), so that a question
costs one round trip, and a change that reads first costs two.
"""

from __future__ import annotations

import logging
import random
import threading
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, TypeAlias, TypeVar

import psycopg
from psycopg.errors import UniqueViolation
from psycopg.sql import Composed
from psycopg.types.string import StrDumper

from digest.domain.errors import GivenUp
from digest.storage.postgresql import errors
from digest.storage.postgresql.address import DatabaseAddress
from digest.storage.postgresql.listening import channel_of
from digest.storage.postgresql.watchdog import Waits, Watchdog
from digest.storage.sql.records import bindable

T = TypeVar("T")
Values = Mapping[str, Any] | Sequence[Any]
Row = tuple[Any, ...]
Connection: TypeAlias = "psycopg.Connection[Row]"


#: Connections that are open at once at most: the interface asks and changes at the same time, a fetch saves beside it.
MOST = 4
_SHORTEST, _LONGEST = 0.02, 1.0
_ONE_MOMENT = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"

# It logs broken connections in English, on the terminal; here they are raised as errors.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)


class _TextDumper(StrDumper):
    """Every text as PostgreSQL takes it: it has no NUL, and no half of a surrogate pair."""

    def dump(self, obj: str) -> Any:
        return super().dump(bindable(obj).replace("\0", "\ufffd"))


class Transaction:
    """One change. `count` says what it changes; without a count nothing is committed."""

    def __init__(self, connection: Connection, qualified: Callable[[str], str]) -> None:
        self._connection = connection
        self._qualified = qualified
        self.parts: dict[str, None] = {}

    def execute(self, statement: str | Composed, values: Values = ()) -> psycopg.Cursor[Row]:
        """Send a statement; its answer is waited for when it is fetched.

        A composed one names the schema itself.
        """
        text = self._qualified(statement) if isinstance(statement, str) else statement
        return self._connection.execute(text, values or None)

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        return self.execute(statement, values).fetchall()

    def many(self, statement: str, values: Sequence[Values]) -> None:
        """Send a statement once for each of these values."""
        if values:
            self._connection.cursor().executemany(self._qualified(statement), values)

    def together(self) -> AbstractContextManager[Any]:
        """All that is sent within is kept, or nothing of it; inside a transaction as well."""
        return self._connection.transaction()

    def count(self, part: str) -> None:
        """Note that a part is changed, for `Store.stamp`."""
        self.parts[part] = None


class Server:
    """The database of one library as one Store uses it, from any number of threads.

    `ready` is called with each new connection before anything else. `writer` is the name by which the Store's own
    changes are known. `waits` says for how long it is waited.
    """

    def __init__(self, address: DatabaseAddress, ready: Callable[[Transaction], None]) -> None:
        self.waits = Waits()
        self.address = address
        self.writer = uuid.uuid4().hex
        #: How often something was tried again because others wrote at the same time.
        self.repeated = 0
        self._ready = ready
        self._watchdog = Watchdog()
        self._free: list[Connection] = []
        self._all: set[Connection] = set()
        self._gate = threading.Lock()
        self._here = threading.local()
        self._room = threading.Semaphore(MOST)
        self._was_there = False
        self._number = 0
        self._kept: list[str] = []
        self._known: dict[str, str] = {}
        self._changed: Callable[[Collection[str], int], None] = lambda _, __: None
        self._state: Callable[[], int] = lambda: 0

    def on_change(self, changed: Callable[[Collection[str], int], None], state: Callable[[], int]) -> None:
        """Call `changed` after each change with its parts, and with what `state` returned before it."""
        self._changed, self._state = changed, state

    def ask(self, *questions: tuple[str, Values]) -> list[list[Row]]:
        """The rows that each question finds, all of one moment."""
        if not questions:
            return []

        def asked(connection: Connection) -> list[list[Row]]:
            if len(questions) == 1:
                (statement, values) = questions[0]
                return [connection.execute(self.qualified(statement), values or None).fetchall()]
            with connection.pipeline():
                connection.execute(_ONE_MOMENT)
                found = [connection.execute(self.qualified(text), values or None) for text, values in questions]
                connection.execute("COMMIT")
            return [cursor.fetchall() for cursor in found]

        return self._patiently(asked)

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        return self.ask((statement, values))[0]

    @contextmanager
    def while_wanted(self, is_wanted: Callable[[], bool]) -> Iterator[None]:
        outer, self._here.is_wanted = self._is_wanted, is_wanted
        try:
            yield
        finally:
            self._here.is_wanted = outer

    @property
    def _is_wanted(self) -> Callable[[], bool] | None:
        """Whether the answer to this thread's questions is waited for; None: always."""
        found: Callable[[], bool] | None = getattr(self._here, "is_wanted", None)
        return found

    def change(self, act: Callable[[Transaction], T], *, seconds: float = 0.0) -> T:
        """Do all that `act` does, durably and once, or nothing of it.

        `act` is called again if others wrote at the same time, or if the connection broke. What it does is kept under
        the name of an attempt: if the first try was kept after all, the second one meets that name.
        """
        with self._gate:
            self._number += 1
            attempt = f"{self.writer}-{self._number}"
            former, self._kept = self._kept, []
        results: list[T] = []
        parts: list[str] = []
        state = self._state()

        def tried(connection: Connection) -> T:
            transaction = Transaction(connection, self.qualified)
            try:
                with connection.pipeline():
                    connection.execute("BEGIN")
                    connection.execute("SET LOCAL lock_timeout = '5s'")
                    transaction.execute("INSERT INTO digest.attempts (id) VALUES (%s)", (attempt,))
                    result = act(transaction)
                    if not transaction.parts:
                        connection.execute("ROLLBACK")
                        return result
                    self._finish(transaction, former, connection)
                    results[:], parts[:] = [result], transaction.parts
                    connection.execute("COMMIT")
            except UniqueViolation as error:
                if error.diag.constraint_name != "attempts_pkey" or not results:
                    raise
                connection.rollback()
                result = results[0]
            with self._gate:
                self._kept.append(attempt)
            return result

        try:
            result = self._patiently(tried, seconds, results)
            self._changed(parts, state)
            return result
        finally:
            with self._gate:
                self._kept += former if not results else []

    def _finish(self, transaction: Transaction, former: Sequence[str], connection: Connection) -> None:
        for part in transaction.parts:
            transaction.execute(
                "INSERT INTO digest.changes AS known (part, writer, number) VALUES (%s, %s, 1) "
                "ON CONFLICT (part, writer) DO UPDATE SET number = known.number + 1, at = now()",
                (part, self.writer),
            )
        # CockroachDB, which reports its version so, has no NOTIFY; leases are nothing that anybody sees.
        if transaction.parts.keys() - {"leases"} and not connection.info.parameter_status("crdb_version"):
            transaction.execute("SELECT pg_notify(%s, %s)", (channel_of(self.address.schema), self.writer))
        if former:
            transaction.execute("DELETE FROM digest.attempts WHERE id = ANY(%s)", (list(former),))

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """One moment, for as long as it takes. Raises LibraryError."""
        with self._own() as connection, self._watchdog.over(connection, self.waits.long):
            connection.execute(_ONE_MOMENT)
            yield Transaction(connection, self.qualified)

    @contextmanager
    def held_alone(self) -> Iterator[None]:
        """Wait for every change that is under way, and hold off all others."""
        with self._own() as connection, connection.transaction():
            with self._watchdog.over(connection, self.waits.patience):
                _hold_off(Transaction(connection, self.qualified))
            yield

    @contextmanager
    def change_alone(self) -> Iterator[Callable[[Callable[[Transaction], None]], None]]:
        """One change of many steps while all others wait; kept at the end or not at all.

        What is yielded does one step, which may take long. Nothing is tried again. Raises LibraryError.
        """
        state = self._state()
        with self._own() as connection:
            transaction = Transaction(connection, self.qualified)

            def step(act: Callable[[Transaction], None]) -> None:
                with self._watchdog.over(connection, self.waits.long), connection.pipeline():
                    act(transaction)

            with connection.transaction():
                step(_hold_off)
                yield step
                step(lambda db: self._finish(db, (), connection))
        self._changed(transaction.parts, state)

    def alone(self, act: Callable[[Transaction], T], *, seconds: float = 0.0) -> T:
        """One transaction of statements sent one by one, to make and upgrade tables."""

        def done(connection: Connection) -> T:
            transaction = Transaction(connection, self.qualified)
            with transaction.together():
                return act(transaction)

        return self._patiently(done, seconds or self.waits.long)

    def qualified(self, statement: str) -> str:
        """A statement with the library's own schema in the place of `digest`."""
        if self.address.schema == "digest":
            return statement
        known = self._known.get(statement)
        if known is None:
            known = statement.replace("digest.", f'"{self.address.schema}".')
            if len(self._known) < 500:
                self._known[statement] = known
        return known

    def close(self) -> None:
        with self._gate:
            held, self._free, self._all = list(self._all), [], set()
        for connection in held:
            connection.close()

    # Trying again

    def _patiently(self, act: Callable[[Connection], T], seconds: float = 0.0, results: Sequence[object] = ()) -> T:
        until = time.monotonic() + self.waits.patience
        pause, is_wanted = _SHORTEST, self._is_wanted
        seconds = seconds or (self.waits.answer if is_wanted is None else self.waits.wanted)
        while True:
            if is_wanted is not None and not is_wanted():
                raise GivenUp
            try:
                with self._borrowed() as connection, self._watchdog.over(connection, seconds, is_wanted):
                    return act(connection)
            except psycopg.Error as error:
                if is_wanted is not None and not is_wanted():
                    raise GivenUp from error
                if not errors.passes(error):
                    raise errors.told(error, self.address.shown) from error
                if time.monotonic() + pause > until:
                    if errors.is_lost(error) and results:
                        raise errors.nobody_knows(error, self.address.shown) from error
                    raise errors.told(error, self.address.shown) from error
                self.repeated += isinstance(error, errors.AT_ONCE)
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - so that two do not meet again
            pause = min(2 * pause, _LONGEST)

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        with self._room:
            with self._gate:
                connection = self._free.pop() if self._free else None
            if connection is None:
                connection = self._connected()
            try:
                yield connection
            except BaseException:
                self._give_back_after_error(connection)
                raise
            with self._gate:
                if connection in self._all:
                    self._free.append(connection)

    def _give_back_after_error(self, connection: Connection) -> None:
        """Use it again if it is whole: nothing of a transaction that failed is left in it."""
        with suppress(psycopg.Error):
            if not connection.closed:
                with self._watchdog.over(connection, self.waits.answer):
                    connection.rollback()
                with self._gate:
                    if connection in self._all:
                        self._free.append(connection)
                        return
        self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        with self._gate:
            self._all.discard(connection)
        connection.close()

    def _connected(self) -> Connection:
        try:
            connection = psycopg.connect(
                self.address.connection,
                autocommit=True,
                prepare_threshold=None,  # a prepared statement belongs to a session
                client_encoding="utf8",
                connect_timeout=self.waits.connecting,
                application_name="digest",
                keepalives_idle=30,
                tcp_user_timeout=30_000,
            )
        except psycopg.ProgrammingError as error:
            raise errors.not_understood(error, self.address.shown) from error
        except psycopg.OperationalError as error:
            if self._was_there or errors.is_starting(error):
                raise
            raise errors.not_connected(error, self.address.shown) from error
        connection.adapters.register_dumper(str, _TextDumper)
        with self._gate:
            self._all.add(connection)
        try:
            with self._watchdog.over(connection, self.waits.long):
                self._ready(Transaction(connection, self.qualified))
        except BaseException:
            self._drop(connection)
            raise
        self._was_there = True
        return connection

    @contextmanager
    def _own(self) -> Iterator[Connection]:
        """A connection for this alone, closed at the end. Raises LibraryError."""
        with self._room:
            try:
                connection = self._connected()
                try:
                    yield connection
                finally:
                    self._drop(connection)
            except psycopg.Error as error:
                raise errors.told(error, self.address.shown) from error


def _hold_off(db: Transaction) -> None:
    """Every change begins with a row in this table."""
    db.execute("LOCK TABLE digest.attempts IN EXCLUSIVE MODE")
