"""Addresses of libraries in a database: `postgresql://user@host/database?schema=name`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.secrets import has_secret, masked

#: The schema (PostgreSQL's namespace) in which a library's tables are, unless the address names another.
SCHEMA = "digest"

_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})|%00")
_HOST = re.compile(r"(?:\[[^\]]*\]|[^:]*)(?::\d*)?")
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,40}")
_PASSWORD = re.compile(r"^([a-z]+://[^:@/?#]*):\$([A-Za-z_][A-Za-z0-9_]*)@")


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """The connection string for libpq with its password, the schema, and what is shown."""

    connection: str
    schema: str
    shown: str


def database_address(address: str, environ: Mapping[str, str]) -> DatabaseAddress:
    """Take an address apart. `user:$VARIABLE@` takes the password from the environment.

    Raises UsageError for a schema that is no plain name, for a variable that is not set, and for what libpq would
    take apart otherwise than it was meant: its own words for that would tell half of the password.
    """
    address = _as_libpq_takes_it(address)
    if not _is_understood(address):
        raise UsageError(
            msg("{address} cannot be understood.", address=masked(address)),
            msg("In user and password write @ as %40, / as %2F, : as %3A, ? as %3F and % as %25."),
        )
    head, _, query = address.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True)
    schema = next((value for name, value in reversed(pairs) if name == "schema"), SCHEMA)
    if not _NAME.fullmatch(schema) or schema.startswith("pg_"):
        raise UsageError(
            msg("“{schema}” cannot be the name of a schema.", schema=masked(schema)),
            msg("Use small letters, digits and _, at most 41."),
        )
    others = [(name, value) for name, value in pairs if name != "schema"]
    behind = "?" + urlencode(others, quote_via=quote) if others else ""
    return DatabaseAddress(_with_password(head, environ) + behind, schema, masked(address))


def drafts_below(folder: Path, address: str) -> Path:
    """This machine's folder of drafts for a database, the same with any password."""
    return former_drafts_below(folder, _without_password(address))


def former_drafts_below(folder: Path, address: str) -> Path:
    """As `drafts_below` was at first: of an address with a password, a folder of each password."""
    return (
        folder
        / "drafts"
        / hashlib.blake2b(_as_libpq_takes_it(address).encode("utf-8", "replace"), digest_size=8).hexdigest()
    )


def _as_libpq_takes_it(address: str) -> str:
    """Without blanks around it, its scheme in lower case: any case is allowed (RFC 3986)."""
    scheme, slashes, rest = address.strip().partition("://")
    return scheme.lower() + slashes + rest


def _without_password(address: str) -> str:
    head, mark, query = address.partition("?")
    scheme, slashes, rest = head.partition("://")
    authority, slash, name = rest.partition("/")
    user, at, host = authority.rpartition("@")
    pairs = "&".join(pair for pair in query.split("&") if not has_secret(f"{scheme}://h/?{pair}"))
    return scheme + slashes + user.partition(":")[0] + at + host + slash + name + (mark + pairs if pairs else "")


def _is_understood(address: str) -> bool:
    """Whether libpq takes it apart as it is meant.

    That is with one "@" behind user and password, ports of digits, and % before two hexadecimal digits.
    """
    head, _, query = address.partition("?")
    authority, _, name = head.partition("://")[2].partition("/")
    hosts = authority.rpartition("@")[2].split(",")  # several may be given
    return (
        _PERCENT.search(address) is None
        and authority.count("@") < 2
        and "@" not in name
        and all(map(_HOST.fullmatch, hosts))
        and all("=" in pair for pair in query.split("&") if pair)
    )


def _with_password(head: str, environ: Mapping[str, str]) -> str:
    found = _PASSWORD.match(unquote(head) if "%24" in head else head)
    if found is None:
        return head
    password = environ.get(found[2], "")
    if not password:
        raise UsageError(
            msg("The variable {name}, which holds the database's password, is not set.", name=found[2]),
            msg("Set it, or leave the password to ~/.pgpass."),
        )
    return f"{found[1]}:{quote(password, safe='')}@{head[found.end() :]}"
