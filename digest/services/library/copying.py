"""Copy a library from a folder to a database or back; counts and sums are compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import orjson

from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.storage.dump_format import Batch, plain
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
