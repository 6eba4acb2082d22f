"""Which file holds what: the library cut by who writes it and how often.

editions.json              editions at work, picks, comments        people write    precious
closed/2026-10.json        closed editions, one file each           people write    precious
feeds.json                 feeds, muted words                       people write    precious
kept.json                  shortlist, pages added by address        people write    precious (beside an archive)
state/2026-11.json         read and shortlisted, by entry           people write    one copy
fetch.json                 what refreshing knows of each feed       refresh writes
seen/FEED.json             every entry a feed showed lately         refresh writes
seen/past/FEED.json        every entry it showed before             refresh writes
entries/2026-11.json       light entries, by month of first sight   refresh writes
content/2026-11/FEED.json  sanitised bodies                         refresh writes
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from digest.domain.message import Message
from digest.domain.month import is_month
from digest.domain.system_errors import system_reason
from digest.storage.codec import Malformed, decode
from digest.storage.rules.entries import checked_id, is_id
from digest.storage.tinydb import trouble
from digest.storage.tinydb.backups import Backups, Twins
from digest.storage.tinydb.disk import Disk
from digest.storage.tinydb.file import JsonFile
from digest.storage.tinydb.library_lock import LibraryLock
from digest.storage.tinydb.looks import Looks
from digest.storage.tinydb.tables import Database, RecordTable

T = TypeVar("T")

# Each cached file keeps a descriptor open, of which a process may have 256 on some systems. Months are asked again
# and again; bodies and the feeds' memories rarely twice.
_MONTHS_CACHED = 24
_CLOSED_CACHED = 64
_OTHERS_CACHED = 16


class Shard:
    """One file of the library with its tables."""

    def __init__(self, file: JsonFile) -> None:
        self.file = file
        self._database = Database(storage=lambda: file)

    @property
    def name(self) -> str:
        return self.file.name

    def table(self, name: str) -> RecordTable:
        table = self._database.table(name)
        assert isinstance(table, RecordTable)
        return table

    def transaction(self) -> AbstractContextManager[None]:
        return self.file.transaction()

    def decode(self, record_class: type[T], record_id: str, plain: Mapping[str, Any], **keys: Any) -> T:
        """A record from this file. Raises LibraryDamaged, with file, record and field, for what makes no sense."""
        try:
            return decode(record_class, plain, **keys)
        except Malformed as error:
            raise trouble.malformed(self.file.path, record_id, error.field) from error

    def decode_or_give_up(self, record_class: type[T], record_id: str, plain: Mapping[str, Any], **keys: Any) -> T:
        """The same from a file that refreshing fills again: it is set aside, so that asking once more finds it new."""
        try:
            return decode(record_class, plain, **keys)
        except Malformed as error:
            raise self.file.given_up(trouble.senseless(record_id, error.field)) from error


class Shards:
    """All files of one library; none is looked at before it is asked for."""

    def __init__(self, folder: Path, disk: Disk, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.looks = Looks()
        self.lock = LibraryLock(folder, disk)
        self._disk = disk
        self._clock = clock
        self._backups = Backups(folder / "backups", disk, clock)
        self._twins = Twins(folder / "backups", disk, clock)
        self._last_day = Backups(folder / "backups", disk, clock, days=1, weeks=0)
        self._gate = Lock()
        self._closed: OrderedDict[str, Shard] = OrderedDict()
        self._months: OrderedDict[str, Shard] = OrderedDict()
        self._others: OrderedDict[str, Shard] = OrderedDict()
        self.editions = self._open("editions.json", self._backups)
        self.feeds = self._open("feeds.json", self._backups)
        self.kept = self._open("kept.json", self._backups)
        self.fetch = self._open("fetch.json")

    def closed(self, edition_id: str) -> Shard:
        return self._cached(self._closed, f"closed/{_month(edition_id)}.json", _CLOSED_CACHED, self._twins)

    def has_closed(self, edition_id: str) -> bool:
        """True where the edition has a file on the shelf."""
        if not is_month(edition_id):
            return False
        path = self.folder / "closed" / f"{edition_id}.json"
        try:
            self._disk.stat(path)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise trouble.cannot_read(path, error) from error
        return True

    def lost_editions(self) -> list[str]:
        """Those that were on the shelf, as copies or their damaged selves tell, and are not. Raises LibraryError."""
        lost = self._lost_editions()
        # Somebody may close or reopen one between the looks at the two folders.
        return sorted(lost & self._lost_editions()) if lost else []

    def _lost_editions(self) -> set[str]:
        names = self._names("closed")
        known = {*self._names("backups/closed"), *(name.partition(".damaged-")[0] for name in names)}
        return {name.removesuffix(".json") for name in known - {*names} if is_month(name.removesuffix(".json"))}

    def state(self, month: str) -> Shard:
        return self._cached(self._months, f"state/{_month(month)}.json", _MONTHS_CACHED, self._last_day)

    def entries(self, month: str) -> Shard:
        return self._cached(self._months, f"entries/{_month(month)}.json", _MONTHS_CACHED)

    def seen(self, feed_id: str) -> Shard:
        return self._cached(self._others, f"seen/{checked_id(feed_id)}.json", _OTHERS_CACHED)

    def seen_long_ago(self, feed_id: str) -> Shard:
        return self._cached(self._others, f"seen/past/{checked_id(feed_id)}.json", _OTHERS_CACHED)

    def content(self, month: str, feed_id: str) -> Shard:
        return self._cached(self._others, f"content/{_month(month)}/{checked_id(feed_id)}.json", _OTHERS_CACHED)

    def months(self) -> list[str]:
        """The months that have a file of entries, newest first."""
        return sorted(filter(is_month, self._stems("entries")), reverse=True)

    def remembering(self) -> list[str]:
        """The feeds that have a memory."""
        return sorted({*self._stems("seen"), *self._stems("seen/past")})

    def marked_months(self) -> list[str]:
        """The months that have a file of marks."""
        return list(filter(is_month, self._stems("state")))

    def content_files(self) -> dict[str, list[str]]:
        """By month the feeds that have a file of bodies."""
        months = filter(is_month, self._names("content"))
        return {month: stems for month in months if (stems := self._stems(f"content/{month}"))}

    def barred(self) -> dict[str, Message]:
        """The folders that cannot be looked into, and why: what lies there is neither known nor lost."""
        found: dict[str, Message] = {}
        folders = ["closed", "state", "seen", "seen/past", "entries", "content", "backups", "backups/closed"]
        for folder in folders:
            try:
                names = self._disk.names(self.folder / folder)
            except FileNotFoundError:
                continue
            except OSError as error:
                found[folder] = system_reason(error)
                continue
            if folder == "content":
                folders += [f"content/{month}" for month in names if is_month(month)]
        return found

    def every(self) -> Iterator[Shard]:
        """All files there are, and those that should be, opened for a look and not kept; nothing of what is barred."""
        yield from (self.editions, self.feeds, self.kept, self.fetch)
        barred = self.barred()
        names: set[str] = set()
        for folder in {"closed", "state", "seen", "seen/past", "entries"} - barred.keys():
            names |= {f"{folder}/{stem}.json" for stem in self._stems(folder) if folder != "closed" or is_month(stem)}
        if "closed" not in barred and not barred.keys() & {"backups", "backups/closed"}:
            names |= {f"closed/{name}" for name in self._names("backups/closed") if name.endswith(".json")}
        if "state" not in barred:
            damaged = (name for name in self._names("state") if ".damaged-" in name)
            names |= {f"state/{name[: name.rindex('.damaged-')]}" for name in damaged}
        if "content" not in barred:
            for month in filter(is_month, self._names("content")):
                if f"content/{month}" not in barred:
                    names |= {f"content/{month}/{stem}.json" for stem in self._stems(f"content/{month}")}
        for name in sorted(names):
            yield self.by_name(name)

    def by_name(self, name: str) -> Shard:
        """The file of that name, opened for a look and not kept."""
        for shard in (self.editions, self.feeds, self.kept, self.fetch):
            if shard.name == name:
                return shard
        keeping = {"closed": self._twins, "state": self._last_day}
        return self._open(name, keeping.get(name.partition("/")[0]))

    def close(self) -> None:
        """Give back every descriptor."""
        with self._gate:
            for shard in (self.editions, self.feeds, self.kept, self.fetch, *self._cached_ones()):
                shard.file.close()
            for cache in (self._closed, self._months, self._others):
                cache.clear()
        self.lock.close()

    def _cached_ones(self) -> Iterator[Shard]:
        for cache in (self._closed, self._months, self._others):
            yield from cache.values()

    def _stems(self, folder: str) -> list[str]:
        """The files of a folder. What a synced one has left, such as "f1.sync-conflict-….json", is none of ours."""
        names = (name.removesuffix(".json") for name in self._names(folder) if name.endswith(".json"))
        return [stem for stem in names if is_id(stem)]

    def _names(self, folder: str) -> list[str]:
        path = self.folder / folder
        try:
            return self._disk.names(path)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise trouble.cannot_read(path, error) from error

    def _open(self, name: str, backups: Backups | None = None) -> Shard:
        precious = backups is not None and backups is not self._last_day
        file = JsonFile(
            self.folder, name, self.lock, self._disk, self._clock, backups, self._backups, precious=precious
        )
        return Shard(file)

    def _cached(self, cache: OrderedDict[str, Shard], name: str, limit: int, backups: Backups | None = None) -> Shard:
        """The file of that name. A thread may go on with one pushed out: the lock that counts is the file system's."""
        with self._gate:
            shard = cache.get(name)
            if shard is None:
                shard = cache[name] = self._open(name, backups)
                if len(cache) > limit:
                    cache.popitem(last=False)
            cache.move_to_end(name)
            return shard


def _month(month: str) -> str:
    if not is_month(month):
        raise ValueError(f"{month!r} is no month")
    return month
