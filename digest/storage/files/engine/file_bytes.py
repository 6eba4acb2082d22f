"""A library's file as bytes: its format and tables, or why it is none; and written again.

Written is readable JSON with sorted keys, for comparing line by line.
"""

from __future__ import annotations

import codecs
from contextlib import suppress
from typing import TYPE_CHECKING

import orjson

from digest.domain.lazy_pattern import lazy_pattern
from digest.domain.message import Message, msg
from digest.storage.files.engine.migrations import FORMAT

if TYPE_CHECKING:
    from digest.storage.files.engine.migrations import Tables


# A character of several bytes in UTF-8. Those that begin with 0xDF are letters of N’Ko there, while in cp1252 they are
# what German texts are full of: "ß" before a closing quotation mark or a dash.
_MULTIBYTE = lazy_pattern(rb"[\xc2-\xde][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

# Where `surrogateescape` puts the bytes that are no UTF-8.
_ESCAPE = 0xDC00
_ESCAPED = lazy_pattern("[\udc80-\udcff]")


class Broken(Exception):
    """Bytes that are no file of a library; `reason` says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NewerFormat(Exception):
    """A file of format `args[0]`, which a later version wrote."""


def parsed(data: bytes, newest: int = FORMAT) -> tuple[int, Tables]:
    """Format and tables of a file's bytes. Raises Broken, NewerFormat (above `newest`)."""
    if not data:
        raise Broken(msg("the file is empty"))
    try:
        tables = orjson.loads(data.removeprefix(codecs.BOM_UTF8))  # which some editors put there
    except orjson.JSONDecodeError as error:
        raise Broken(_no_json(data, error)) from None
    number = tables.pop("format", None) if isinstance(tables, dict) else None
    if type(number) is not int or number < 1:
        raise Broken(msg("no format number"))
    if number > newest:
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
    """A valid file that an editor saved in another encoding, as UTF-8; None if it is not that."""
    for encoding in ("utf-16",) if _MULTIBYTE.search(data) else ("utf-16", "cp1252"):
        with suppress(UnicodeError):
            text = data.decode(encoding).encode()
            if is_good(text):
                return text
    return None


def deciphered(data: bytes) -> bytes | None:
    """A valid file from UTF-8 with broken bytes, each read as cp1252; None if it is not that."""
    decoded = data.decode(errors="surrogateescape")
    text = _ESCAPED.sub(lambda found: _as_cp1252(ord(found[0]) - _ESCAPE), decoded).encode(errors="replace")
    return text if text != data and is_good(text) else None


def _as_cp1252(byte: int) -> str:
    return bytes([byte]).decode("cp1252", errors="replace")


def _no_json(data: bytes, error: orjson.JSONDecodeError) -> Message:
    """Where the JSON ends; orjson gives no position for a wrong encoding."""
    try:
        data.decode()
    except UnicodeDecodeError as wrong:
        if wrong.reason != "unexpected end of data":  # that one was cut off
            return msg("not written in UTF-8 from line {line} on", line=data.count(b"\n", 0, wrong.start) + 1)
    return msg("no JSON from line {line}, column {column} on", line=error.lineno, column=error.colno)


_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def serialized(tables: Tables, number: int = FORMAT) -> bytes:
    """The bytes of a file with these tables, in format `number`.

    Raises TypeError for a text that UTF-8 cannot hold.
    """
    return orjson.dumps({"format": number, **tables}, option=_READABLE)
