"""What the wire brought, as the first format kept it: JSON files by month and by feed. Read once, then moved away.

entries/2026-11.json, content/2026-11/FEED.json, state/2026-11.json (marks), seen/FEED.json and seen/past/FEED.json,
fetch.json, and an index made of them in index/.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from digest.config.paths import FORMER_FILES
from digest.domain.entry import Entry, Mark
from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.feed import FetchState
from digest.domain.query import Seen
from digest.storage.codec import Malformed, decode
from digest.storage.portions import Portion
from digest.storage.tinydb import trouble
from digest.storage.tinydb.disk import Disk, fsync_folder, make_folders
from digest.storage.tinydb.parsing import parsed
from digest.storage.tinydb.shards import Shard, Shards

#: Where they move to, below `backups/`.
KEPT_IN = "format-1"
_INDEX = "index"
#: Characters of texts that are handed on together.
_TOGETHER = 4_000_000


class FormerFiles:
    """The files of the first format in a library's folder. `tell` hears of those that cannot be read."""

    def __init__(self, shards: Shards, disk: Disk, tell: Callable[[LibraryDamaged], None]) -> None:
        self._shards = shards
        self._disk = disk
        self._tell = tell
        #: Months and feeds of which something could not be read: feeds must be asked for it again.
        self.lost: set[str] = set()

    def there(self) -> list[Path]:
        """Those that are still in their places."""
        try:
            return [path for name in FORMER_FILES if (path := self._shards.folder / name).exists()]
        except OSError as error:
            raise trouble.cannot_read(self._shards.folder, error) from error

    def months(self) -> list[str]:
        """The months that have entries, oldest first."""
        return sorted(self._shards.months())

    def states(self) -> Iterator[Portion]:
        """What refreshing knows of each feed."""
        yield Portion("states", "", self._records(self._shards.fetch, "states", FetchState))

    def marks(self) -> Iterator[Portion]:
        """Month by month the marks; of a damaged file those of its copy, or of what can be read of it."""
        for month in sorted(self._shards.marked_months()):
            yield Portion("marks", month, self._records(self._shards.state(month), "state", Mark))

    def seen(self) -> Iterator[Portion]:
        """Feed by feed what it has shown, of late and long ago."""
        for feed_id in self._shards.remembering():
            found: dict[str, Seen] = {}
            for shard in (self._shards.seen_long_ago(feed_id), self._shards.seen(feed_id)):
                found |= self._records(shard, "seen", Seen, "entry_id")
            yield Portion("seen", feed_id, found)

    def of_month(self, month: str) -> Iterator[Portion]:
        """A month's entries, then its texts."""
        entries = self._records(self._shards.entries(month), "entries", Entry, "id", month=month)
        yield Portion("entries", month, entries)
        bodies: dict[str, str] = {}
        size = 0
        for feed_id in self._shards.content_files().get(month, ()):
            shard = self._shards.content(month, feed_id)
            for key, plain in self._read(shard, "content").items():
                # A text without its entry is of a refresh that was cut off, and nobody's.
                if key in entries and entries[key].feed_id == feed_id:
                    bodies[key] = html = str(plain.get("html", ""))
                    size += len(html)
            shard.file.close()
            if size > _TOGETHER:
                yield Portion("content", month, bodies)
                bodies, size = {}, 0
        yield Portion("content", month, bodies)

    def put_away(self) -> None:
        """Move the files to `backups/format-1/`, as they are; what lies there already is not written over."""
        target = self._shards.folder / "backups" / KEPT_IN
        self._shards.close()
        try:
            make_folders(self._disk, target)
            for path in self.there():
                self._disk.rename(path, _free_name(target / path.name))
            fsync_folder(self._disk, target)
            fsync_folder(self._disk, self._shards.folder)
        except OSError as error:
            raise trouble.cannot_write(target, error) from error
        shutil.rmtree(self._shards.folder / _INDEX, ignore_errors=True)
        for name in ("fetch.json.lock", "fetch.json.tmp"):
            with suppress(OSError):
                (self._shards.folder / name).unlink()

    def _records(self, shard: Shard, table: str, record_class: type, *key: str, **fixed: Any) -> dict[str, Any]:
        """A table's records; those that make no sense are left out."""
        found: dict[str, Any] = {}
        for record_id, plain in self._read(shard, table).items():
            try:
                found[record_id] = decode(record_class, plain, **dict.fromkeys(key, record_id), **fixed)
            except Malformed as error:
                self._lose(shard, trouble.malformed(shard.file.path, record_id, error.field))
        shard.file.close()
        return found

    def _read(self, shard: Shard, table: str) -> Mapping[str, Mapping[str, Any]]:
        """A file's table; empty for one that is damaged, which is told, unless a copy of it can be read."""
        try:
            return shard.table(table).records()
        except LibraryDamaged as error:
            self._lose(shard, error)
            with suppress(LibraryError):
                if rescue := shard.file.rescue():
                    return parsed(rescue.data)[1].get(table, {})
            return {}

    def _lose(self, shard: Shard, error: LibraryDamaged) -> None:
        self._tell(error)
        self.lost.add(shard.name.removesuffix(".json").partition("/")[2])


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
