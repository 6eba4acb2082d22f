"""What the bytes of a library's file say: its format and tables, or why it is none."""

from __future__ import annotations

import codecs
from contextlib import suppress

import orjson

from digest.domain.message import Message, msg
from digest.storage.tinydb import migrations
from digest.storage.tinydb.migrations import Tables


class Broken(Exception):
    """Bytes that are no file of a library; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NewerFormat(Exception):
    """A file of format `args[0]`, which a later version wrote."""


def parsed(data: bytes) -> tuple[int, Tables]:
    """Format and tables of a file's bytes. Raises Broken and NewerFormat."""
    if not data:
        raise Broken(msg("the file is empty"))
    try:
        tables = orjson.loads(data.removeprefix(codecs.BOM_UTF8))  # which some editors put there
    except orjson.JSONDecodeError as error:
        raise Broken(
            msg("no JSON from line {line}, column {column} on", line=error.lineno, column=error.colno)
        ) from None
    number = tables.pop("format", None) if isinstance(tables, dict) else None
    if type(number) is not int or number < 1:
        raise Broken(msg("no format number"))
    if number > migrations.FORMAT:
        raise NewerFormat(number)
    for name, table in tables.items():
        if not isinstance(table, dict) or not set(map(type, table.values())) <= {dict}:
            raise Broken(msg("“{name}” is no table of records", name=name))
    return number, tables


def is_good(data: bytes) -> bool:
    """True for bytes that can be read as a file of the library."""
    try:
        parsed(data)
    except (Broken, NewerFormat):
        return False
    return True


def recoded(data: bytes) -> bytes | None:
    """A good file that some editor saved in another encoding, in UTF-8; None if that is not what is wrong."""
    for encoding in ("utf-16", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding).encode()
            if is_good(text):
                return text
    return None
