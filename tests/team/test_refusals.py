"""Who may not do something, or meets another version, is told so with a remedy."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import digest.storage.postgresql
from digest.config.language import tell
from digest.domain.curator import Curator
from digest.domain.errors import LibraryError, UsageError
from digest.storage.postgresql.address import database_address, drafts_below
from digest.storage.postgresql.schema import STEPS
from digest.storage.registry import open_store, upgrade_library
from digest.storage.store import Store
from digest.storage.team import TeamStore
from tests import postgresql
from tests.builders import MONTH, NOW, a_feed, a_pick, a_refresh, an_entry
from tests.cli.running import Digest
from tests.team.conftest import TeamDigest

Run = Callable[..., Any]


def test_a_scheme_may_be_in_capitals_and_an_address_between_blanks(library: str) -> None:
    for scheme in ("postgresql", "POSTGRESQL", "Postgres", "  postgresql"):
        store = opened(scheme + library.removeprefix("postgresql") + " \n")
        assert store.feeds() == []
        store.close()


def test_a_password_from_a_variable_and_the_drafts_do_not_depend_on_how_the_scheme_is_written(tmp_path: Path) -> None:
    for address in (" POSTGRESQL://anna:$PW@host/db", "postgresql://anna:$PW@host/db"):
        found = database_address(address, {"PW": "geheim"})
        assert found.connection == "postgresql://anna:geheim@host/db"
        assert drafts_below(tmp_path, address) == drafts_below(tmp_path, "postgresql://anna@host/db")


@pytest.fixture
def run() -> Iterator[Run]:
    """Runs a statement as the server's owner, in the database that it names."""
    import psycopg

    def run(statement: str, database: str = "") -> Any:
        address = postgresql.without_schema(postgresql.library_address(database))
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(statement)

    return run  # type: ignore[return-value]


def role(run: Run, name: str, extra: str = "") -> str:
    """A user of this process alone: tests beside it make their own."""
    import psycopg

    name = f"{name}_{os.getpid()}"
    with suppress(psycopg.errors.DuplicateObject):
        run(f"CREATE ROLE {name} LOGIN {extra}")
    return name


def locked(run: Run, name: str, password: str) -> str:
    """Who is let in with this password only.

    Skips the test on a server whose rules are not ours.
    """
    if os.environ.get("DIGEST_TEST_POSTGRESQL"):
        pytest.skip("DIGEST_TEST_POSTGRESQL names a server that may not ask for passwords")
    return role(run, name, f"SUPERUSER PASSWORD '{password}' IN ROLE {postgresql.LOCKED}")


def as_user(address: str, user: str) -> str:
    return address.replace("postgres:@", f"{user}@")


def opened(address: str) -> Store:
    return open_store(address, lambda: NOW)


def test_a_user_who_may_only_read_sees_everything_and_writes_nothing(digest: TeamDigest, run: Run) -> None:
    owner = opened(digest.library)
    owner.add_feeds([a_feed(1)])
    owner.apply_refresh([a_refresh("f1", an_entry(1))])
    owner.add_pick(a_pick(1), NOW)
    owner.close()
    name, place = role(run, "reader"), postgresql.schema_of(digest.library)
    database = "digest_read_committed"
    run(f"GRANT USAGE ON SCHEMA {place} TO {name}", database)
    run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {place} TO {name}", database)
    digest.environ["DIGEST_LIBRARY"] = as_user(digest.library, name)
    assert "Beitrag 1" in digest.ok("entries").out
    assert "Seite 1" in digest.ok("export", "--format", "markdown").out
    refused = digest("comment", "1", "Neu.")
    assert refused.code == 3
    assert "no right to write" in refused.err
    assert "Ask whoever keeps the database" in refused.err
    looked = digest("doctor")
    assert "is read-only" in looked.out
    assert "chmod" not in looked.out


def test_a_wrong_password_is_told_and_never_shown(database: str, run: Run) -> None:
    address = as_user(database, f"{locked(run, 'mistaken', 'richtig')}:falsch")
    with pytest.raises(LibraryError, match="does not accept the password") as caught:
        opened(address).feeds()
    assert "falsch" not in str(caught.value)
    assert ".pgpass" in str(caught.value.remedy)


def test_a_password_may_be_in_a_variable(database: str, run: Run) -> None:
    address = as_user(database, f"{locked(run, 'variable', 'ge:h@im')}:$LESETIPPS_PASSWORD")
    store = open_store(address, lambda: NOW, environ={"LESETIPPS_PASSWORD": "ge:h@im"})
    assert store.feeds() == []
    store.close()
    with pytest.raises(UsageError, match="LESETIPPS_PASSWORD"):
        open_store(address, lambda: NOW, environ={})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda address: address.replace("/digest_read_committed", "/nirgends"), "There is no such database"),
        (lambda address: as_user(address, "niemand"), "does not let you in"),
        (lambda address: "postgresql://127.0.0.1:1/x", "cannot be reached"),
        (lambda address: "postgresql://nirgends.invalid/x", "There is no such server|cannot be reached"),
    ],
)
def test_what_cannot_be_reached_is_told_with_a_remedy(database: str, change: Callable[[str], str], words: str) -> None:
    store = opened(change(database))
    with pytest.raises(LibraryError, match=words) as caught:
        store.feeds()
    assert caught.value.remedy
    store.close()


@pytest.mark.parametrize("query", ["nonsense=1", "sslmode=nonsense", "port=99999999"])
def test_what_libpq_does_not_know_is_told_as_a_mistake_in_the_address(query: str) -> None:
    with pytest.raises(LibraryError, match="cannot be") as caught:
        opened(f"postgresql://dora@127.0.0.1/x?{query}").feeds()
    assert "dora@127.0.0.1" in tell(caught.value.message)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "beginning",
    ["dora:ge@heim@h", "dora:ge/heim@h", "dora:ge?heim@h", "dora:50%@h", "dora:geheim", "dora:5%00@h"],
)
def test_an_address_that_would_be_taken_apart_wrongly_is_refused_without_showing_its_password(
    tmp_path: Path, beginning: str
) -> None:
    digest = Digest(tmp_path, environ={"DIGEST_LIBRARY": f"postgresql://{beginning}/tipps"})
    refused = digest("feeds")
    assert refused.code == 2
    assert "postgresql://dora" in refused.err
    assert "cannot be understood" in refused.err
    assert "%40" in refused.err
    assert "heim" not in refused.err
    assert "50" not in refused.err
    assert "heim" not in digest("library", "path").out


def refusing(words: bytes) -> Iterator[str]:
    """The address of a server that refuses everybody with these words."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    with client:
                        size = int.from_bytes(client.recv(4, socket.MSG_WAITALL))
                        client.recv(size - 4, socket.MSG_WAITALL)
                        fields = b"SFATAL\0CXX000\0M" + words + b"\0\0"
                        client.sendall(b"E" + (len(fields) + 4).to_bytes(4) + fields)

        threading.Thread(target=refuse, daemon=True).start()
        yield f"postgresql://dora:geheim@127.0.0.1:{listener.getsockname()[1]}/tipps?sslmode=disable&gssencmode=disable"


def test_whatever_a_server_says_moves_no_cursor_and_breaks_no_line(tmp_path: Path) -> None:
    hostile = "\x1b]0;weg\x07\x1b[2J {address} {} %s\r\nnoch \u202eeine".encode()
    for address in refusing(hostile):
        told = Digest(tmp_path, environ={"DIGEST_LIBRARY": address})("feeds")
        assert told.code == 3
        assert told.err.isprintable() or told.err.replace("\n", "").isprintable()
        assert "dora:***@127.0.0.1" in told.err
        assert "geheim" not in told.err


def test_who_may_not_make_a_library_is_told(run: Run) -> None:
    name = role(run, "guest")
    store = opened(as_user(postgresql.library_address("digest_read_committed"), name))
    with pytest.raises(LibraryError, match="no right to make one"):
        store.feeds()
    store.close()


def test_without_the_extension_everything_is_found_and_doctor_tells(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    name = role(run, "plain")
    with suppress(psycopg.errors.DuplicateDatabase):
        run("CREATE DATABASE without_letters")
    address = postgresql.library_address("without_letters")
    run(f"CREATE SCHEMA {postgresql.schema_of(address)} AUTHORIZATION {name}", "without_letters")
    digest = Digest(tmp_path, environ={"DIGEST_LIBRARY": as_user(address, name)})
    store = opened(as_user(address, name))
    store.add_feeds([a_feed(1)])
    store.apply_refresh([a_refresh("f1", an_entry(1, title="Müll 100%"), an_entry(2))])
    assert [row.entry.title for rows in store.search("uell") for row in rows] == ["Müll 100%"]
    assert [row.entry.title for rows in store.search("0%") for row in rows] == ["Müll 100%"]
    store.close()
    assert "pg_trgm" in digest.ok("doctor").out


@pytest.fixture
def library() -> str:
    """A library that may be spoilt."""
    address = postgresql.library_address()
    store = opened(address)
    store.add_pick(a_pick(1), NOW)
    store.close()
    return address


def test_a_newer_library_is_refused(library: str, run: Run) -> None:
    run(f"UPDATE {postgresql.schema_of(library)}.library SET value = '99' WHERE name = 'version'")
    store = opened(library)
    with pytest.raises(LibraryError, match="newer digest"):
        store.feeds()
    with pytest.raises(LibraryError, match="newer digest"):
        upgrade_library(library, {}, lambda *_: True)


@pytest.fixture
def older(tmp_path: Path) -> str:
    """A library as the version before today's made it and wrote in it."""
    address = postgresql.library_address()
    store = TeamStore(database_address(address, {}), Curator(""), tmp_path, STEPS[:-1])
    store.add_pick(a_pick(1), NOW)
    store.close()
    return address


def test_an_older_library_waits_for_being_upgraded_by_somebody(
    older: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    digest = Digest(tmp_path, environ={"DIGEST_LIBRARY": older})
    refused = digest("picks")
    assert refused.code == 3
    assert "digest library upgrade" in refused.err
    assert digest("library", "upgrade").code == 2  # nobody can be asked
    assert digest("picks").code == 3
    digest.ok("library", "upgrade", "--yes")
    assert "Seite 1" in digest.ok("picks", MONTH).out
    assert "up to date" in digest.ok("library", "upgrade").err  # and nobody need be asked


def test_what_the_server_ends_itself_is_told_with_the_setting(library: str, run: Run) -> None:
    name = role(run, "hurried", "SUPERUSER")
    run(f"ALTER ROLE {name} SET statement_timeout = '100ms'")
    store = opened(as_user(library, name))
    with pytest.raises(LibraryError, match="statement_timeout"):
        store._server.rows("SELECT pg_sleep(1)")  # type: ignore[attr-defined]
    store.close()


def test_psycopg_is_imported_for_a_database_only(tmp_path: Path) -> None:
    code = (
        "import sys, os; from digest.cli.main import run\n"
        "environ = dict(os.environ)\n"
        "for words in (['feeds'], ['entries'], ['fetch'], ['doctor'], ['library', 'path']): run(words, environ)\n"
        "assert not {'psycopg', 'digest.storage.team'} & {*sys.modules}, 'imported'"
    )
    environ = {"HOME": str(tmp_path), "DIGEST_LIBRARY": str(tmp_path / "library"), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", code], env=environ, check=True, capture_output=True)


def statements() -> Iterator[tuple[str, ast.Constant | ast.JoinedStr]]:
    for file in Path(digest.storage.postgresql.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                yield file.name, node


def test_statements_are_what_the_table_of_engines_allows() -> None:
    """No advisory locks, triggers, prepared statements or state of a session (docs/team.md)."""
    forbidden = (
        "advisory",
        "create trigger",
        "create function",
        "nextval",
        "prepare ",
        "set session",
        "set search_path",
    )
    for name, node in statements():
        text = ast.unparse(node).lower()
        assert not any(word in text for word in forbidden), (name, text)
        assert "set lock_timeout" not in text, (name, text)


def test_only_constants_are_put_together_into_statements() -> None:
    """Values are bound: an f-string of SQL takes in constants' names, conditions and tables."""
    allowed = {"condition.text", "table", "schema", "number", "feeds", "pages", "texts", "plain", "spelled", "asked"}
    allowed |= {"_of_pages(pages)", "folded", "first", "last"}
    for name, node in statements():
        if not isinstance(node, ast.JoinedStr) or " digest." not in ast.unparse(node):
            continue
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                inside = ast.unparse(part.value)
                names = {one.id for one in ast.walk(part.value) if isinstance(one, ast.Name)}
                constant = all(one.isupper() or (one.startswith("_") and one[1:].isupper()) for one in names)
                assert constant or inside in allowed or "join" in inside or "_OF if" in inside, (name, inside)
