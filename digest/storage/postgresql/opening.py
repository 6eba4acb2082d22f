"""Open a library in a database: make its tables at first use, and check their version."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
from psycopg import errors as codes
from psycopg import sql

from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.storage.postgresql import errors
from digest.storage.postgresql.address import DatabaseAddress
from digest.storage.postgresql.connection import Server, Transaction
from digest.storage.postgresql.schema import STEPS, TRIGRAM_INDEX, TRIGRAMS, VERSION, Steps

_EXISTS = (
    codes.UniqueViolation,
    codes.DuplicateSchema,
    codes.DuplicateTable,
    codes.DuplicateObject,
    codes.SerializationFailure,
)


def ready(transaction: Transaction, schema: str, shown: str, steps: Steps = STEPS) -> None:
    """See that the tables are there, in the version to which `steps` lead. Raises LibraryError."""
    try:
        version = _version(transaction)  # one round trip, if they are there
    except (codes.UndefinedTable, codes.InvalidSchemaName):
        version = 0
    if not version:
        _make(transaction, schema, shown, steps)
        version = version_of(transaction, schema)
    if version > len(steps):
        raise errors.newer(version, shown)
    if version < len(steps):
        raise errors.older(shown)


def version_of(transaction: Transaction, schema: str) -> int:
    """The version of the tables; 0 if there are none."""
    asked = "SELECT 1 FROM information_schema.tables WHERE table_schema = %s AND table_name = 'library'"
    if not transaction.rows(asked, (schema,)):
        return 0
    return _version(transaction)


def _version(transaction: Transaction) -> int:
    found = transaction.rows("SELECT value FROM digest.library WHERE name = 'version'")
    return int(found[0][0]) if found else 0


def _make(transaction: Transaction, schema: str, shown: str, steps: Steps) -> None:
    ((encoding,),) = transaction.rows("SHOW server_encoding")
    if encoding.upper() not in ("UTF8", "UTF-8"):
        raise errors.wrong_encoding(encoding, shown)
    try:
        with transaction.together():
            # To make one that is there already takes the right to make one, which a user may not have.
            asked = "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s"
            if not transaction.rows(asked, (schema,)):
                transaction.execute(f'CREATE SCHEMA "{schema}"')
            transaction.execute("CREATE TABLE digest.library (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
            upgrade_from(transaction, 0, steps)
    except _EXISTS:  # somebody else has made them at the same moment
        return
    except codes.InsufficientPrivilege as error:
        raise LibraryError(
            msg("There is no library in {address} yet, and you have no right to make one.", address=shown),
            msg("Let somebody with that right run digest first, or ask for CREATE on the database."),
        ) from error


def upgrade_from(transaction: Transaction, version: int, steps: Steps = STEPS) -> None:
    """Upgrade from `version` in one transaction; others wait for the version's row."""
    for step in steps[version:]:
        for statement in step:
            transaction.execute(statement)
    if not version:
        transaction.execute(
            "INSERT INTO digest.library VALUES ('version', %s), ('name', md5(random()::text || now()::text))",
            (str(len(steps)),),
        )
        _index_letters(transaction)
    transaction.execute("UPDATE digest.library SET value = %s WHERE name = 'version'", (str(len(steps)),))


def upgraded(address: DatabaseAddress, agreed: Callable[[int, int], bool]) -> tuple[int, int]:
    """Bring the tables up to date, if `agreed` to; returns their version before and after."""
    server = Server(address, lambda _: None)

    def upgrade(transaction: Transaction) -> int:
        # Whoever upgrades at the same time waits here, and then finds it done.
        transaction.execute("SELECT value FROM digest.library WHERE name = 'version' FOR UPDATE")
        version = version_of(transaction, address.schema)
        upgrade_from(transaction, version)
        _grant_as_elsewhere(transaction, address.schema)
        if not has_letters(transaction, address.schema):
            _index_letters(transaction)
        return version

    try:
        version, is_indexed = server.alone(
            lambda transaction: (version_of(transaction, address.schema), has_letters(transaction, address.schema))
        )
        if version > VERSION:
            raise errors.newer(version, address.shown)
        # An index that was not made for want of the extension shuts nobody out: it is not asked for.
        if (version == VERSION and not is_indexed) or (0 < version < VERSION and agreed(version, VERSION)):
            return server.alone(upgrade, seconds=server.waits.upgrade), VERSION
        return version, version
    finally:
        server.close()


def _grant_as_elsewhere(transaction: Transaction, schema: str) -> None:
    """Give others the rights on a new table that they have on the texts beside it.

    A reader's were given once.
    """
    granted = transaction.rows(
        "SELECT grantee, privilege_type FROM information_schema.role_table_grants WHERE table_schema = %s "
        "AND table_name = 'searched' AND grantee <> current_user AND privilege_type = ANY(%s)",
        (schema, ["SELECT", "INSERT", "UPDATE", "DELETE"]),
    )
    grant = sql.SQL("GRANT {right} ON {table} TO {grantee}")
    for grantee, right in granted:
        to = sql.SQL("PUBLIC") if grantee == "PUBLIC" else sql.Identifier(grantee)
        table = sql.Identifier(schema, "bigrams")
        transaction.execute(grant.format(right=sql.SQL(right), table=table, grantee=to))


def has_letters(transaction: Transaction, schema: str) -> bool:
    """Whether the search has its index."""
    asked = "SELECT 1 FROM pg_indexes WHERE schemaname = %s AND indexname = 'folded_letters'"
    return bool(transaction.rows(asked, (schema,)))


def _index_letters(transaction: Transaction) -> None:
    """The index of letters, if the database has the extension for it or lets us add it."""
    try:
        with transaction.together():
            transaction.execute(TRIGRAMS)
            transaction.execute(TRIGRAM_INDEX)
    except psycopg.Error as error:
        if errors.is_lost(error):
            raise
        # Without it everything is found as well, only later: `digest doctor` tells so.
