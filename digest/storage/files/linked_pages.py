"""Which pages stand in closed editions: cached in `index/pages`, which may be deleted at any time.

Finding the links in a text costs some 0.1 ms, and a library of five years has thousands of texts. The cache maps a hash
of an edition's records to what was found in them, so that it cannot be older than they are.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from zlib import crc32

import orjson

from digest import __version__
from digest.storage.files.edition_records import Pages, pages_of
from digest.storage.files.engine.migrations import Tables


class LinkedPages:
    """The cache of one library, in the file at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, Pages] | None = None
        self._new: dict[str, Pages] = {}

    def of(self, tables: Tables) -> Pages:
        """The pages that stand in an edition with these records."""
        if self._kept is None:
            self._kept = self._read()
        key = _hash_of(tables)
        found = self._kept.get(key)
        if found is None:
            found = self._new[key] = pages_of(tables.get("editions", {}), tables.get("picks", {}))
        return found

    def write(self, present: Iterable[Tables]) -> None:
        """Write what was found since the last time; of what was known, only the `present` records are kept.

        Without a lock or fsync: nothing is lost with the cache, and a file that two have written fails its checksum.
        """
        if not self._new or self._kept is None:
            return
        known = self._kept | self._new
        self._new = {}
        self._kept = {key: known[key] for key in map(_hash_of, present) if key in known}
        data = orjson.dumps(self._kept)
        temporary = self._path.with_name(f"{self._path.name}.tmp")
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(_head(data) + data)
            temporary.replace(self._path)
        except OSError:  # no room, or a library that can only be read: then it is found out each time
            with suppress(OSError):
                temporary.unlink()

    def _read(self) -> dict[str, Pages]:
        with suppress(OSError, ValueError):
            head, _, data = self._path.read_bytes().partition(b"\n")
            if head + b"\n" == _head(data):
                found: dict[str, Pages] = orjson.loads(data)
                return found
        return {}


def _head(data: bytes) -> bytes:
    """Another version of digest may find other pages in the same records, so it does not read this one's cache."""
    return b"%s %08x\n" % (__version__.encode(), crc32(data))


def _hash_of(tables: Tables) -> str:
    return hashlib.blake2b(orjson.dumps(tables, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()
