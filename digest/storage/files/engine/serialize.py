"""A library's file as bytes: readable JSON with sorted keys, for comparing line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from digest.storage.files.engine import migrations

if TYPE_CHECKING:
    from digest.storage.files.engine.migrations import Tables

_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE


def serialized(tables: Tables) -> bytes:
    """The bytes of a file with these tables. Raises TypeError for a text that UTF-8 cannot hold."""
    return orjson.dumps({"format": migrations.FORMAT, **tables}, option=_READABLE)
