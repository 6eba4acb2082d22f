"""What PostgreSQL's errors mean for the user, and which of them pass if one tries again."""

from __future__ import annotations

import re

import psycopg
from psycopg import errors as codes

from digest.domain.errors import LibraryError
from digest.domain.message import Message, msg
from digest.domain.system_errors import reason_worded
from digest.domain.text import one_line

#: Others wrote the same rows at the same time: nothing was kept, and the same change succeeds when it is made again.
AT_ONCE = (codes.SerializationFailure, codes.DeadlockDetected, codes.LockNotAvailable)
#: The server ends, starts or has ended the connection.
_LEAVING = (codes.AdminShutdown, codes.CrashShutdown, codes.CannotConnectNow, codes.IdleInTransactionSessionTimeout)
# libpq has no code for a connection that was refused, so the server's words must tell: English and German ones, and of
# other languages the name of the method or the number of the errno.
_STARTING = re.compile(
    r"starting up|shutting down|in recovery mode|wird gestartet|wird heruntergefahren|Wiederherst", re.I
)
_PASSWORD = re.compile(r"password authentication failed|no password supplied|Passwort-Authentifizierung|SCRAM", re.I)
_NO_USER = re.compile(
    r"role .* does not exist|Rolle .* existiert nicht|pg_hba\.conf|peer authentication|Ident authentication"
    r"|Peer-Authentifizierung|not permitted to log in",
    re.I,
)
_NO_DATABASE = re.compile(r"database .* does not exist|Datenbank .* existiert nicht", re.I)
_NO_ROOM = re.compile(r"too many (?:clients|connections)|connection slots|zu viele Verbindungen|Verbindungslimit", re.I)
_NO_HOST = re.compile(r"could not translate host name|failed to resolve host|Name or service not known", re.I)

_ENDED = re.compile(r"closed the connection|connection is (?:lost|closed)|terminating connection|EOF detected", re.I)
_SILENT = re.compile(r"time(?:out|d out)", re.I)

_BACK = msg(
    "Look whether the server runs and can be reached. Then an open interface goes on by itself, "
    "and the same command succeeds."
)


def passes(error: psycopg.Error) -> bool:
    """True if the same may succeed when it is tried again a moment later."""
    return isinstance(error, AT_ONCE) or is_lost(error)


def is_lost(error: psycopg.Error) -> bool:
    """True if the connection has gone: whether a change was kept is not known."""
    if isinstance(error, _LEAVING):
        return True
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and error.sqlstate is None


def is_starting(error: psycopg.Error) -> bool:
    """True if the server refuses connections for a moment only."""
    return isinstance(error, codes.CannotConnectNow) or bool(_STARTING.search(str(error)))


def not_understood(error: psycopg.Error, shown: str) -> LibraryError:
    """libpq knows a parameter of the address not at all, or not with that value."""
    return LibraryError(
        msg("{address} cannot be understood: {reason}.", address=shown, reason=reason_of(error)),
        msg("Mend the address; its form is postgresql://user@host/database."),
    )


def not_connected(error: psycopg.Error, shown: str) -> LibraryError:
    """No connection could be made."""
    text = str(error)
    if _PASSWORD.search(text):
        what = msg("{address} does not accept the password.", address=shown)
        remedy = msg("Put it into ~/.pgpass, or write user:$VARIABLE@ and set that variable.")
    elif _NO_DATABASE.search(text):
        what = msg("There is no such database: {address}.", address=shown)
        remedy = msg("Make it with createdb, or mend the address.")
    elif _NO_USER.search(text):
        what = msg("{address} does not let you in: {reason}.", address=shown, reason=reason_of(error))
        remedy = msg("Ask whoever keeps the database for a user of your own.")
    elif _NO_ROOM.search(text):
        what = msg("{address} takes no more connections.", address=shown)
        remedy = msg("Try again in a moment, or have max_connections raised or PgBouncer put before it.")
    elif _NO_HOST.search(text):
        what = msg("There is no such server: {address}.", address=shown)
        remedy = msg("Mend the address, or look whether you are online.")
    else:
        what = msg("{address} cannot be reached: {reason}.", address=shown, reason=reason_of(error))
        remedy = _BACK
    return LibraryError(what, remedy)


def told(error: psycopg.Error, shown: str) -> LibraryError:
    """What was asked, or was to be changed, failed."""
    if isinstance(error, codes.InsufficientPrivilege | codes.ReadOnlySqlTransaction):
        return LibraryError(
            msg("You have no right to write in {address}.", address=shown),
            msg("Ask whoever keeps the database for it; looking and exporting need none."),
        )
    if isinstance(error, codes.DiskFull | codes.OutOfMemory | codes.InsufficientResources):
        return LibraryError(
            msg("The disk of the database server is full; nothing of it was kept."),
            msg("Make room there, then do it again."),
        )
    if isinstance(error, codes.QueryCanceled):
        return LibraryError(
            msg("{address} ended this after the time that it allows (statement_timeout).", address=shown),
            msg("Let whoever keeps the database allow more: ALTER ROLE … SET statement_timeout = 0."),
        )
    if isinstance(error, AT_ONCE):
        return LibraryError(
            msg("Others are changing the same in {address} and do not come to an end.", address=shown),
            msg("Try again in a moment."),
        )
    if is_lost(error):
        return LibraryError(
            msg("The connection to {address} is gone: {reason}.", address=shown, reason=reason_of(error)), _BACK
        )
    return LibraryError(
        msg("{address} cannot be used: {reason}.", address=shown, reason=reason_of(error)),
        msg("“digest doctor” tells more."),
    )


def nobody_knows(error: psycopg.Error, shown: str) -> LibraryError:
    """The connection went while a change was being kept."""
    return LibraryError(
        msg("The connection to {address} went while this was being kept: {reason}.",
            address=shown, reason=reason_of(error)),
        msg("Look whether it is there before you do it again."),
    )  # fmt: skip


def newer(version: int, shown: str) -> LibraryError:
    """A newer digest has changed the tables."""
    return LibraryError(
        msg("{address} was upgraded by a newer digest (format {number}).", address=shown, number=version),
        msg("Install the newer digest; nothing was changed."),
    )


def older(shown: str) -> LibraryError:
    """An older digest has made the tables, and colleagues may still run it."""
    return LibraryError(
        msg("{address} is of an older digest.", address=shown),
        msg("When all colleagues have the newer one, run “digest library upgrade” once."),
    )


def wrong_encoding(encoding: str, shown: str) -> LibraryError:
    """The database cannot hold every letter."""
    return LibraryError(
        msg("The database {address} keeps texts as {encoding}, which has not all letters.",
            address=shown, encoding=encoding),
        msg("Make another one with createdb --encoding=UTF8 --template=template0."),
    )  # fmt: skip


def reason_of(error: psycopg.Error) -> Message | str:
    """The server's own words in one line."""
    text = error.diag.message_primary or str(error)
    # libpq tells of each address that it tried, with advice in English below; how it failed is behind the last colon.
    text = re.split(r"\n|FATAL:|FATALL?E?R?:", text)[-1] if "FATAL" in text else text.strip().partition("\n")[0]
    text = one_line(text.rpartition(" failed: ")[2], 200).rstrip(".")
    if _ENDED.search(text):
        return msg("the server has ended it")
    if _SILENT.search(text):
        return msg("it does not answer")
    return reason_worded(text) or text or msg("no reason given")
