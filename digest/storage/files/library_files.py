"""The library's files of what people wrote and chose, cut by what it is about.

editions.json         editions at work, picks, comments
closed/2026-10.json   closed editions, one file each
feeds.json            feeds, muted words, rules, saved searches
kept.json             shortlist
pages.json            pages added by address
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from tinydb import TinyDB
from tinydb.table import Document, Table

from digest.domain.month import is_month
from digest.domain.system_errors import system_reason
from digest.storage.codec import Malformed, decode, onto
from digest.storage.files.engine import file_errors
from digest.storage.files.engine.disk import LibraryLock, Stamp, told_if_unreadable
from digest.storage.files.engine.file_states import (
    FolderCache,
    FolderState,
    OwnWrites,
    file_stamp,
    folder_state,
    names_in,
    names_there,
)
from digest.storage.files.engine.json_file import JsonFile
from digest.storage.files.recovery.backups import DailyCopies, MirrorCopies

if TYPE_CHECKING:
    from digest.domain.message import Message
    from digest.storage.files.engine.disk import Disk
    from digest.storage.rules.exchange import Exchange


_NOTHING: Mapping[str, Mapping[str, Any]] = {}


class RecordTable(Table):
    """A table whose ids are strings. `Document` wants an int by its type only."""

    document_id_class = str  # type: ignore[assignment]

    def find(self, record_id: str) -> dict[str, Any] | None:
        return self.get(doc_id=cast(int, record_id))

    def records(self) -> Mapping[str, Mapping[str, Any]]:
        """All records by id, the cache's own: never change them. Cached until the file changes."""
        return (self.storage.read() or {}).get(self.name, _NOTHING)

    def put(self, records: Mapping[str, Mapping[str, Any]]) -> None:
        """Add these records, or replace those with their ids; equal ones are not touched.

        Removed and inserted: `update` keeps the fields that a record has no more, and changes the cache's records
        while a reader uses them. Both happen in memory; the file is written once, at the transaction's end.
        """
        present = self.records()
        changed = {key: record for key, record in records.items() if present.get(key) != record}
        self.discard(changed)
        if changed:
            self.insert_multiple(Document(record, doc_id=cast(int, key)) for key, record in changed.items())

    def discard(self, record_ids: Iterable[str]) -> None:
        """Remove these; unknown ids are skipped."""
        present = self.records()
        if gone := [key for key in record_ids if key in present]:
            self.remove(doc_ids=cast(list[int], gone))

    def insert(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("every record brings its own id; use put")

    def upsert(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("upsert is not atomic; use put")


class TableFile(TinyDB):
    """TinyDB with such tables."""

    table_class = RecordTable


def place_of(record: Mapping[str, Any]) -> int:
    """The record's index among those that came together; 0 if it is no number."""
    place = record.get("place", 0)
    return place if type(place) is int else 0


T = TypeVar("T")

# Each cached file keeps a descriptor open, of which a process may have 256 on some systems.
_CLOSED_CACHED = 16
_AT_WORK = ("editions.json", "feeds.json", "kept.json", "pages.json")


class LibraryFile:
    """One file of the library with its tables."""

    def __init__(self, storage: JsonFile) -> None:
        self.storage = storage
        self._database = TableFile(storage=lambda: storage)

    @property
    def name(self) -> str:
        return self.storage.name

    def table(self, name: str) -> RecordTable:
        # TinyDB's cache of queries does not notice what another process has written.
        table = self._database.table(name, cache_size=0)
        assert isinstance(table, RecordTable)
        return table

    def transaction(self) -> AbstractContextManager[None]:
        return self.storage.transaction()

    def records(self, name: str, record_class: type[T], key: str = "id") -> dict[str, T]:
        """A table's records by id, sorted; `key` is the field with the id, "" without one."""
        found = sorted(self.table(name).records().items())
        return {one: self.decode(record_class, one, plain, **({key: one} if key else {})) for one, plain in found}

    def change_records(self, kind: str, decide: Callable[[dict[str, Any]], Exchange[T]]) -> Exchange[T]:
        """See `shared_store.RecordBackend`, for a kind that this file has."""
        with self.transaction():
            done = decide(self.of_kind(kind))
            table = self.table(kind)
            table.discard(done.gone)
            table.put({key: onto(table.find(key), record, "id") for key, record in done.put.items()})
        return done

    def of_kind(self, kind: str) -> dict[str, Any]:
        """The records of a kind (`dump_format.KINDS`), which the table of that name holds."""
        from digest.storage.dump_format import KINDS

        record_class, key = KINDS[kind].record, KINDS[kind].place
        assert record_class is not None
        return self.records(kind, record_class, key[0] if key else "")

    def decode(self, record_class: type[T], record_id: str, plain: Mapping[str, Any], **keys: Any) -> T:
        """A record of this file. Raises LibraryDamaged, with file, record and field, if invalid."""
        try:
            return decode(record_class, plain, **keys)
        except Malformed as error:
            raise file_errors.malformed(self.storage.path, record_id, error.field) from error


class LibraryFiles:
    """All files of one library; none is read before it is asked for."""

    def __init__(self, folder: Path, disk: Disk, clock: Callable[[], datetime]) -> None:
        self.folder = folder
        self.lock = LibraryLock(folder, disk)
        self.disk = disk
        self._clock = clock
        self._listings: dict[str, FolderCache[list[str]]] = {}
        self._closed_folder = FolderCache(
            disk, folder / "closed", lambda: folder_state(folder / "closed", self._listing("closed").get())
        )
        self.backups = DailyCopies(folder / "backups", disk, clock)
        self._mirror = MirrorCopies(folder / "backups", disk, clock)
        self._lock = Lock()
        self._closed: OrderedDict[str, LibraryFile] = OrderedDict()
        self._own: dict[str, OwnWrites] = {}
        self.editions = self.by_name("editions.json")
        self.feeds = self.by_name("feeds.json")
        self.kept = self.by_name("kept.json")
        self.pages = self.by_name("pages.json")

    @property
    def at_work(self) -> tuple[LibraryFile, ...]:
        """Those that every library may have."""
        return self.editions, self.feeds, self.kept, self.pages

    def closed_state(self, *, fresh: bool = False) -> FolderState:
        """The closed editions' files and their stamps. Raises LibraryError.

        If the folder is unchanged, no file is asked for, unless `fresh`.
        """
        with told_if_unreadable(self.folder / "closed"):
            if fresh:
                self._listing("closed").fresh()
                return self._closed_folder.fresh()
            return self._closed_folder.get()

    def closed(self, edition_id: str) -> LibraryFile:
        """The file of a closed edition. A thread may use one that has left the cache."""
        if not is_month(edition_id):
            raise ValueError(f"{edition_id!r} is no month")
        with self._lock:
            file = self._closed.get(edition_id)
            if file is None:
                file = self._closed[edition_id] = self.by_name(f"closed/{edition_id}.json")
                if len(self._closed) > _CLOSED_CACHED:
                    self._closed.popitem(last=False)
            self._closed.move_to_end(edition_id)
            return file

    def has_closed(self, edition_id: str) -> bool:
        """True if the edition has a file among the closed ones."""
        if not is_month(edition_id):
            return False
        path = self.folder / "closed" / f"{edition_id}.json"
        with told_if_unreadable(path), suppress(FileNotFoundError):
            self.disk.stat(path)
            return True
        return False

    def lost_editions(self) -> list[str]:
        """Editions that copies or damaged files prove, and that are missing. Raises LibraryError."""
        lost = self._lost_editions()
        # Somebody may close or reopen one between reading the two folders.
        return sorted(lost & self._lost_editions()) if lost else []

    def _lost_editions(self) -> set[str]:
        names = self._names("closed")
        damaged = (name.partition(".damaged-")[0] for name in names if ".damaged-" in name)
        known = {*self._names("backups/closed"), *damaged}.difference(names)
        return {edition_id for name in known if is_month(edition_id := name.removesuffix(".json"))}

    def stamps(self) -> dict[str, object]:
        """The files' part of `Store.stamp`: a few `stat` calls. Raises LibraryError."""
        return {
            "editions": (file_stamp(self.folder / "editions.json"), self.closed_state(fresh=True)),
            "feeds": file_stamp(self.folder / "feeds.json"),
            "state": [file_stamp(self.folder / name) for name in ("kept.json", "pages.json")],
        }

    def others_stamps(self) -> dict[str, object]:
        """The files' part of `Store.others_stamp`. As cheap. Raises LibraryError."""
        closed: dict[str, Stamp] = {f"closed/{name}": stamp for name, stamp in self.closed_state(fresh=True)}
        own = {name: own for name, own in self._own.items() if name in _AT_WORK or not own.is_empty}
        left = {name: one.others_stamp(self.disk, self.folder / name) for name, one in own.items()}
        # Without what only we have made. A link that leads nowhere has no stamp either, and is none of that.
        stamps = {name: stamp for name, stamp in {**closed, **left}.items() if stamp or name not in left}
        kept = [stamps.pop(name, ()) for name in ("kept.json", "pages.json")]
        return {"feeds": stamps.pop("feeds.json", ()), "state": kept, "editions": stamps}

    def unreadable_folders(self) -> dict[str, Message]:
        """The unreadable folders, and why: their contents are neither known nor lost."""
        found: dict[str, Message] = {}
        for folder in ("closed", "backups", "backups/closed"):
            try:
                self.disk.names(self.folder / folder)
            except FileNotFoundError:
                continue
            except OSError as error:
                found[folder] = system_reason(error)
        return found

    def every(self) -> Iterator[LibraryFile]:
        """All files that exist or should, for reading once; none in unreadable folders."""
        yield from self.at_work
        unreadable = self.unreadable_folders()
        names: set[str] = set()
        if "closed" not in unreadable:
            names |= {name for name in self._names("closed") if is_month(name.removesuffix(".json"))}
            if not unreadable:
                names |= {name for name in self._names("backups/closed") if name.endswith(".json")}
        for name in sorted(names):
            yield self.by_name(f"closed/{name}")

    def by_name(self, name: str) -> LibraryFile:
        """The file of that name, not cached."""
        copies = self._mirror if name.startswith("closed/") else self.backups
        own = self._own.setdefault(name, OwnWrites())
        beside = self._listing(name.rpartition("/")[0])
        return LibraryFile(JsonFile(self.folder, name, self.lock, self.disk, self._clock, copies, own, beside))

    def close(self) -> None:
        with self._lock:
            for file in (*self.at_work, *self._closed.values()):
                file.storage.close()
            self._closed.clear()
            for own in self._own.values():
                own.forget()
        self.lock.close()

    def _listing(self, folder: str) -> FolderCache[list[str]]:
        """The names in a folder of the library, for all who ask; sorted."""
        path = self.folder / folder
        return self._listings.setdefault(folder, FolderCache(self.disk, path, lambda: names_there(self.disk, path)))

    def _names(self, folder: str) -> list[str]:
        return names_in(self.disk, self.folder / folder)
