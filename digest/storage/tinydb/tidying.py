"""Retention: bodies of old entries go, and with them whatever files a crash has left behind."""

from __future__ import annotations

import time
from contextlib import suppress

from digest.storage.rules.library import Tidied
from digest.storage.tinydb.disk import Disk
from digest.storage.tinydb.memories import Records
from digest.storage.tinydb.shards import Shards
from digest.storage.tinydb.shelf import EditionFiles
from digest.storage.tinydb.whole import FileChecks

#: Seconds. The index is written without locks, and at once: a temporary file as old as this is nobody's.
_NOBODY_WRITES_SO_LONG = 3600


class TidyingPart:
    """`tidy` of `Store`."""

    _shards: Shards
    _files: EditionFiles
    _disk: Disk

    def tidy(self, before: str, *, dry_run: bool = False) -> Tidied:
        self._files.ensure_whole()
        picked = {str(plain.get("entry_id", "")) for place in self._files.places() for plain in place.picks.values()}
        bodies = size = 0
        for month, feed_ids in self._shards.content_files().items():
            if month >= before:
                continue
            marks = self._shards.state(month).table("state").records()
            kept = picked | {entry_id for entry_id, plain in marks.items() if plain.get("shortlisted")}
            for feed_id in feed_ids:
                gone = self._drop_bodies(month, feed_id, kept, dry_run)
                bodies, size = bodies + len(gone), size + sum(gone)
        if not dry_run:
            self._remove_leftovers()
        return Tidied(bodies, size)

    def _drop_bodies(self, month: str, feed_id: str, kept: set[str], dry_run: bool) -> list[int]:
        """The sizes of the bodies that go."""
        shard = self._shards.content(month, feed_id)
        table = shard.table("content")
        if dry_run:
            return _sizes(table.records(), kept)
        if not table.records().keys() - kept:
            return []
        emptied = False
        with shard.transaction():
            records = table.records()
            sizes = _sizes(records, kept)
            emptied = not records.keys() & kept
            table.discard([entry_id for entry_id in records if entry_id not in kept])
        if emptied:
            self._remove_empty(month, feed_id)
        return sizes

    def _remove_empty(self, month: str, feed_id: str) -> None:
        """Take away a file without bodies; the folder goes with the last one."""
        shard = self._shards.content(month, feed_id)
        with shard.transaction():
            if shard.table("content").records():
                return  # a body has come meanwhile
            shard.file.remove(with_lock=True)
        with suppress(OSError):  # there are other feeds' files in it
            shard.file.path.parent.rmdir()

    def _remove_leftovers(self) -> None:
        FileChecks(self._shards, self._disk).remove_leftovers()
        with suppress(OSError):  # no index, or one that can only be read
            for path in (self._shards.folder / "index").glob("*.tmp"):
                if path.stat().st_mtime < time.time() - _NOBODY_WRITES_SO_LONG:
                    path.unlink()


def _sizes(records: Records, kept: set[str]) -> list[int]:
    return [len(str(plain.get("html", "")).encode()) for entry_id, plain in records.items() if entry_id not in kept]
