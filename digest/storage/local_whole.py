"""The local library as a whole: is it well, and all of it at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from sqlite3 import Connection

from digest.domain.entry import PAGES, Entry, Mark
from digest.domain.problem import Problem
from digest.storage.dump_format import Batch
from digest.storage.files.curated_files import CuratedFiles
from digest.storage.files.engine.disk import Disk
from digest.storage.files.file_dump import KINDS_OF_PEOPLE, FileDump
from digest.storage.files.former_format import KEPT_IN
from digest.storage.files.recovery.file_checks import FileChecks, size_below
from digest.storage.rules.library import Sizes, Tidied, refuse_to_load
from digest.storage.sql import dumping, writing
from digest.storage.sql.archive import Archive


class LocalWhole:
    """See `LibraryStore`. `archive` gives the archive with all that people chose in it, `bare` the same unlooked at."""

    def __init__(self, files: CuratedFiles, archive: Callable[[], Archive], bare: Archive, disk: Disk) -> None:
        self._files = files
        self._archive = archive
        self._bare = bare
        self._checks = FileChecks(files.library, disk, files.history_files)
        self._file_dump = FileDump(files.library, files.edition_files, files.histories)

    def check(self) -> Iterable[Problem]:
        """See `FileChecks.check`; the archive may be `damaged`, `newer` or `unreadable`."""
        yield from self._checks.check()
        path = self._bare.database.path
        if found := self._bare.verdict():
            yield Problem(path.name, *found, mend="refill" if found[0] == "damaged" else "")
        for aside in sorted(path.parent.glob(path.name + ".damaged-*")):
            if not aside.name.endswith(("-wal", "-shm", "-journal")):
                yield Problem(aside.name, "set-aside", mend="put away")

    def repair(self, problem: Problem) -> bool:
        if problem.where != self._bare.database.path.name:
            return self._checks.repair(problem)
        found = self._bare.verdict()
        if problem.mend != "refill" or found is None or found[0] != "damaged":
            return False
        return self._bare.database.begin_anew() is not None

    def tidy(self, before: str, *, dry_run: bool = False) -> Tidied:
        self._files.editions.ensure_whole()
        kept = self._files.editions.picked_entries() | self._files.kept.shortlist().keys()
        found = self._archive().tidy(before, kept, dry_run=dry_run)
        if not dry_run:
            self._checks.remove_leftovers()
            shutil.rmtree(self._files.library.folder / "backups" / KEPT_IN, ignore_errors=True)
        return found

    def sizes(self) -> Sizes:
        path = self._bare.database.path
        files = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
        folder = self._files.library.folder
        former = folder / "backups" / KEPT_IN
        return Sizes(
            size_below(folder, lambda file: file in files or former in file.parents),
            sum(file.stat().st_size for file in files if file.exists()),
            size_below(former),
            self._bare.readers_wait(),
        )

    def dump(self) -> Iterator[Batch]:
        with self._archive().dump() as archive:
            yield Batch("states", "", archive.states())
            yield from self._file_dump.feeds()
            yield from self._file_dump.editions()
            for feed_id, records in archive.seen():
                yield Batch("seen", feed_id, records)
            marks = _marks(archive.marks(), self._files.kept.shortlist())
            for month in sorted(marks):
                yield Batch("marks", month, dict(sorted(marks[month].items())))
            for month, bodies in archive.content():
                yield Batch("content", month, bodies)
            for month in archive.months():
                yield Batch("entries", month, archive.entries(month))

    def load(self, batches: Iterable[Batch]) -> None:
        if self._files.feeds.founded() is not None or self._files.kept.exists or self._archive().lists.months():
            raise refuse_to_load()
        shortlisted: dict[str, str] = {}
        files = self._file_dump.loader()
        for (kind, key), parts in groupby(batches, lambda batch: (batch.kind, batch.key)):
            if kind in KINDS_OF_PEOPLE:
                files.load(kind, key, parts)
            else:
                for batch in parts:
                    if kind == "marks":
                        shortlisted |= {one: key for one, mark in batch.records.items() if mark.shortlisted}
                    if kind == "entries":
                        self._keep_chosen(batch, shortlisted)
                    self._bare.load(partial(_load, batch))
        files.finish()
        if shortlisted:
            self._files.kept.name_on_shortlist(shortlisted)
        self._bare.load(dumping.forget_strangers)

    def _keep_chosen(self, batch: Batch, shortlisted: dict[str, str]) -> None:
        """Copies of the entries that somebody chose; what is left in `shortlisted` has not come yet."""
        entries: Mapping[str, Entry] = batch.records
        kept = self._files.kept
        if pages := [entry for entry in entries.values() if entry.feed_id == PAGES]:
            with kept.transaction():
                kept.put_pages(pages)
        if chosen := [entry for entry_id, entry in entries.items() if entry_id in shortlisted]:
            kept.put_on_shortlist(chosen)
            for entry in chosen:
                del shortlisted[entry.id]


def _marks(
    read: Mapping[str, Mapping[str, bool]], shortlist: Mapping[str, Mapping[str, object]]
) -> dict[str, dict[str, Mark]]:
    """By month of first sight the marks of both sides as one."""
    found = {month: {key: Mark(read=one) for key, one in marks.items()} for month, marks in read.items()}
    for entry_id, plain in shortlist.items():
        marks = found.setdefault(str(plain.get("month", "")), {})
        marks[entry_id] = Mark(read=marks.get(entry_id, Mark()).read, shortlisted=True)
    return found


def _load(batch: Batch, db: Connection) -> None:
    match batch.kind:
        case "states":
            dumping.load_states(db, batch.records)
        case "seen":
            writing.put_seen(db, batch.key, batch.records.values())
        case "marks":
            marks: Mapping[str, Mark] = batch.records
            dumping.load_marks(db, batch.key, {key: mark.read for key, mark in marks.items() if mark.read is not None})
        case "content":
            dumping.load_content(db, batch.records)
        case "entries":
            writing.put_entries(db, list(batch.records.values()))
        case _:
            raise ValueError(f"{batch.kind!r} is no kind of batch")
