"""The first format's archive: JSON files by month and by feed. Read once, then moved.

entries/2026-11.json, content/2026-11/FEED.json, state/2026-11.json (marks), seen/FEED.json and seen/past/FEED.json,
fetch.json, and an index made of them in index/.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from digest.domain.entry import Entry, Mark
from digest.domain.errors import LibraryDamaged
from digest.domain.feed import FetchState
from digest.domain.month import is_month
from digest.domain.query import Seen
from digest.storage.codec import Malformed, decode
from digest.storage.dump_format import Batch
from digest.storage.files.engine import file_errors, migrations
from digest.storage.files.engine.disk import (
    file_bytes,
    free_name,
    fsync_folder,
    make_folders,
    told_if_unreadable,
    told_if_unwritable,
)
from digest.storage.files.engine.file_states import Broken, NewerFormat, names_in, parsed
from digest.storage.files.library_files import LibraryFiles
from digest.storage.files.recovery.rescue import rescue_of
from digest.storage.rules.entries import is_id

#: Where they move to, below `backups/`.
KEPT_IN = "format-1"
#: Characters of texts that are handed on together.
_TOGETHER = 4_000_000


class FormerFiles:
    """The files of the first format in a library's folder; `tell` gets unreadable ones."""

    def __init__(self, library: LibraryFiles, tell: Callable[[LibraryDamaged], None]) -> None:
        self._folder = library.folder
        self._target = library.folder / "backups" / KEPT_IN
        self._disk = library.disk
        self._copies = library.backups
        self._tell = tell
        #: Months and feeds of which something could not be read: feeds must be asked for it again.
        self.lost: set[str] = set()

    def there(self) -> list[Path]:
        """Those that are still in their places."""
        return migrations.former_files(self._folder)

    def months(self) -> list[str]:
        """The months that have entries, oldest first."""
        return [month for month in self._stems("entries") if is_month(month)]

    def states(self) -> Iterator[Batch]:
        """What refreshing knows of each feed."""
        yield Batch("states", "", self._records("fetch.json", "states", FetchState))

    def marks(self) -> Iterator[Batch]:
        """Yield the marks by month; of a damaged file its copy's, or what can be read."""
        for month in filter(is_month, self._stems("state")):
            yield Batch("marks", month, self._records(f"state/{month}.json", "state", Mark))

    def seen(self) -> Iterator[Batch]:
        """Feed by feed what it has shown, of late and long ago."""
        for feed_id in sorted({*self._stems("seen"), *self._stems("seen/past")}):
            found: dict[str, Seen] = {}
            for folder in ("seen/past", "seen"):
                found |= self._records(f"{folder}/{feed_id}.json", "seen", Seen, "entry_id")
            yield Batch("seen", feed_id, found)

    def of_month(self, month: str) -> Iterator[Batch]:
        """A month's entries, then its texts."""
        entries = self._records(f"entries/{month}.json", "entries", Entry, "id", month=month)
        yield Batch("entries", month, entries)
        bodies: dict[str, str] = {}
        size = 0
        for feed_id in self._stems(f"content/{month}"):
            for key, plain in self._read(f"content/{month}/{feed_id}.json", "content").items():
                # A text without its entry is of a refresh that was cut off, and nobody's.
                if key in entries and entries[key].feed_id == feed_id:
                    bodies[key] = html = str(plain.get("html", ""))
                    size += len(html)
            if size > _TOGETHER:
                yield Batch("content", month, bodies)
                bodies, size = {}, 0
        yield Batch("content", month, bodies)

    def put_away(self) -> None:
        """Move the files unchanged to `backups/format-1/`; existing files there are kept."""
        with told_if_unwritable(self._target):
            make_folders(self._disk, self._target)
            for path in self.there():
                self._disk.rename(path, free_name(self._target / path.name))
            fsync_folder(self._disk, self._target)
            fsync_folder(self._disk, self._folder)
        shutil.rmtree(self._folder / "index", ignore_errors=True)
        for name in ("fetch.json.lock", "fetch.json.tmp"):
            with suppress(OSError):
                (self._folder / name).unlink()

    def _stems(self, folder: str) -> list[str]:
        """The files of a folder, sorted, without a sync tool's "f1.sync-conflict-….json"."""
        names = names_in(self._disk, self._folder / folder)
        stems = (name.removesuffix(".json") for name in names if name.endswith(".json"))
        return sorted(stem for stem in stems if is_id(stem))

    def _records(self, name: str, table: str, record_class: type, *key: str, **fixed: Any) -> dict[str, Any]:
        """A table's records; those that make no sense are left out."""
        found: dict[str, Any] = {}
        for record_id, plain in self._read(name, table).items():
            try:
                found[record_id] = decode(record_class, plain, **dict.fromkeys(key, record_id), **fixed)
            except Malformed as error:
                self._lose(name, file_errors.malformed(self._folder / name, record_id, error.field))
        return found

    def _read(self, name: str, table: str) -> Mapping[str, Mapping[str, Any]]:
        """A file's table; empty if it is damaged, which is reported, unless its copy is readable."""
        path = self._folder / name
        with told_if_unreadable(path):
            if not path.exists():
                return {}
            data = file_bytes(path)
        try:
            return parsed(data)[1].get(table, {})
        except NewerFormat as error:
            raise file_errors.newer_format(path, error.args[0], migrations.FORMAT) from None
        except Broken as error:
            self._lose(name, file_errors.former_damaged(path, error.reason, self._target))
            with told_if_unreadable(path):
                rescue = rescue_of(data, self._copies.newest_good(name))
            return parsed(rescue.data)[1].get(table, {}) if rescue else {}

    def _lose(self, name: str, error: LibraryDamaged) -> None:
        self._tell(error)
        self.lost.add(name.removesuffix(".json").partition("/")[2])
