"""What a feed is remembered to have shown: lately in one file, long ago in another.

A feed's memory grows for ever, and each refresh that brings something writes it. So what was first seen long ago lies
in a file of its own, written once in hundreds of entries, and read only when something of it is shown again: the file
of late keeps a print of every sign in there.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeAlias

from digest.domain.query import Seen
from digest.storage.codec import onto
from digest.storage.tinydb.registers import print_of
from digest.storage.tinydb.shards import Shard, Shards

#: A table's records by id, the cache's own: only read.
Records: TypeAlias = Mapping[str, Mapping[str, Any]]

#: So many records may be in the file of late; when there are more, the newest of them stay.
MOST_RECENT, KEPT_RECENT = 400, 200

_TABLE = "seen"
# Beside the records of late: one record with the prints of those of long ago.
_PAST, _PRINTS = "past", "prints"


class FeedMemory:
    """The memory of one feed. `from_entries` tells what entries know of it, where a file of it is lost."""

    def __init__(self, shards: Shards, feed_id: str, from_entries: Callable[[str], Records]) -> None:
        self._feed_id = feed_id
        self._recent = shards.seen(feed_id)
        self._past = shards.seen_long_ago(feed_id)
        self._from_entries = from_entries

    def whole(self) -> Records:
        """Every record there is."""
        if self._recent.file.read() is None:
            return {**self._from_entries(self._feed_id), **self._past.table(_TABLE).records()}
        recent = self._recent.table(_TABLE).records()
        return {**self._of_long_ago(), **recent} if self._prints() else recent

    def of(self, signs: Collection[str]) -> Records:
        """All records that have one of these signs, or none at all, among others."""
        if self._recent.file.read() is None or _hold(self._prints(), signs):
            return self.whole()
        return self._recent.table(_TABLE).records()

    def shard_of(self, entry_id: str) -> Shard:
        """The file that has a record."""
        return self._recent if entry_id in self._recent.table(_TABLE).records() else self._past

    def keep(self, memory: Sequence[Seen]) -> None:
        """Add records, or set them in place of what is there; lost ones are mended."""
        with self._recent.transaction():
            table = self._recent.table(_TABLE)
            known = self.of([seen.entry_id for seen in memory])
            lost = known if self._recent.file.read() is None else {}
            told = {seen.entry_id: onto(known.get(seen.entry_id), seen, "entry_id") for seen in memory}
            table.put({**lost, **told})
            if len(table.records()) > MOST_RECENT:
                self._move()

    def forget(self, entry_id: str) -> None:
        """Take a record out, if it is there."""
        for shard in (self._past, self._recent):
            if shard.table(_TABLE).find(entry_id) is not None:
                with shard.transaction():
                    shard.table(_TABLE).discard([entry_id])

    def _move(self) -> None:
        """Put the oldest to those of long ago; that file first: cut off behind it, they are in both, and equal."""
        table = self._recent.table(_TABLE)
        recent = table.records()
        # What has no sign is compared with everything that is shown, and stays.
        signed = [key for key, plain in recent.items() if plain.get("guid") or plain.get("canonical_url")]
        signed.sort(key=lambda key: str(recent[key].get("month", "")), reverse=True)
        moved = {key: recent[key] for key in signed[KEPT_RECENT:]}
        past = {**self._of_long_ago(), **moved}
        with self._past.transaction():
            self._past.table(_TABLE).put(past)
        table.discard(moved)
        self._recent.table(_PAST).put({_PRINTS: {"text": _prints_of(past)}})

    def _of_long_ago(self) -> Records:
        if self._past.file.read() is None and self._prints():
            return self._from_entries(self._feed_id)
        return self._past.table(_TABLE).records()

    def _prints(self) -> str:
        return str((self._recent.table(_PAST).find(_PRINTS) or {}).get("text", ""))


def _prints_of(records: Records) -> str:
    signs = {
        sign
        for entry_id, plain in records.items()
        for sign in (entry_id, plain.get("guid"), plain.get("canonical_url"))
        if sign
    }
    return "".join(sorted({print_of(str(sign)) for sign in signs}))


def _hold(prints: str, signs: Collection[str]) -> bool:
    """Whether one of the signs may be among those of the prints: hex numbers in their order."""
    if not (prints and signs):
        return False
    try:
        numbers = array("I", bytes.fromhex(prints))
    except ValueError:  # somebody has written into it: what they were of is to be looked at
        return True
    if sys.byteorder == "little":
        numbers.byteswap()
    for sign in signs:
        wanted = int(print_of(sign), 16)
        place = bisect_left(numbers, wanted)
        if place < len(numbers) and numbers[place] == wanted:
            return True
    return False
