"""Copy a library from a folder to a database or back; counts and sums are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import orjson

from digest.config.paths import folder_at, is_database
from digest.domain.curator import Curator
from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.storage.dump_format import Batch, plain
from digest.storage.registry import Clock, ensure_exists, open_store, replace_library
from digest.storage.store import Store

_BITS = (1 << 128) - 1


@dataclass
class Sums:
    """How many records of each kind there are, and a sum of their hashes, whatever their order."""

    numbers: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, int] = field(default_factory=dict)

    def added(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Hand batches on, and add up what is in them."""
        for batch in batches:
            self.numbers[batch.kind] = self.numbers.get(batch.kind, 0) + len(batch.records)
            total = self.hashes.get(batch.kind, 0)
            for key, record in plain(batch).items():
                data = orjson.dumps([batch.kind, batch.key, batch.curator, key, record], option=orjson.OPT_SORT_KEYS)
                total += int.from_bytes(hashlib.blake2b(data, digest_size=16).digest())
            self.hashes[batch.kind] = total & _BITS
            yield batch


def copy_library(source: Store, target: Store) -> Sums:
    """Fill an empty library from another, and read it back. Raises LibraryError on a difference.

    Between two databases everybody's read marks are copied, else the asking curator's own. Texts in drafts/ stay where
    they are, and so does who is writing.
    """
    everybody = source.location().is_database and target.location().is_database
    carried = Sums()
    target.load(carried.added(source.dump(everybody=everybody)))
    kept = Sums()
    for _ in kept.added(target.dump(everybody=everybody)):
        pass
    for kind, number in carried.numbers.items():
        if (number, carried.hashes[kind]) != (kept.numbers.get(kind, 0), kept.hashes.get(kind, 0)):
            raise LibraryError(
                msg("The copy differs from the library: {kind}, {number} there, {kept} here.",
                    kind=kind, number=number, kept=kept.numbers.get(kind, 0)),
                msg("Keep the library where it is, and try again while nobody changes it."),
            )  # fmt: skip
    return carried


def copied(
    source: str, target: str, clock: Clock, curator: Curator, environ: Mapping[str, str], archives: Mapping[str, str]
) -> Sums:
    """Copy the library at one address into an empty one. Raises UsageError, LibraryError.

    `archives` maps the address of a library to its archive, if that is elsewhere.
    """
    ensure_exists(source)
    archive = "" if is_database(source) else archives.get(str(folder_at(source)), "")
    opened = open_store(source, clock, archive=archive, curator=curator, environ=environ)
    try:
        return replace_library(
            target, clock, lambda store: copy_library(opened, store), curator, environ, replace=False
        ).result
    finally:
        opened.close()
