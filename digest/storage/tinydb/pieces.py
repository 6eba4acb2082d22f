"""A library's file as bytes, a piece at a time: a month of many feeds is too large to be held twice in memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import orjson

from digest.storage.tinydb import migrations
from digest.storage.tinydb.migrations import Tables

_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
# About a megabyte of entries.
_RECORDS = 1000


def pieces(tables: Tables) -> Iterator[bytes]:
    """The bytes of a file with these tables: readable JSON, its keys sorted, so that versions compare line by line."""
    before = b"{\n"
    for name, table in sorted({"format": migrations.FORMAT, **tables}.items()):
        if not isinstance(table, dict) or len(table) <= _RECORDS:
            yield before + _inside({name: table}, b"{\n", b"\n}\n")
        else:
            yield before + b"  " + orjson.dumps(name) + b": {\n"
            ids = iter(sorted(table))
            between = b""
            while some := list(islice(ids, _RECORDS)):
                portion = {"": {record_id: table[record_id] for record_id in some}}
                yield between + _inside(portion, b'{\n  "": {\n', b"\n  }\n}\n")
                between = b",\n"
            yield b"\n  }"
        before = b",\n"
    yield b"\n}\n"


def _inside(portion: object, head: bytes, tail: bytes) -> bytes:
    return orjson.dumps(portion, option=_PRETTY)[len(head) : -len(tail)]
