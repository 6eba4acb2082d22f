"""The local library as a whole: is it well, and all of it at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby

from digest.domain.entry import Mark
from digest.domain.problem import Problem
from digest.storage.dump_format import Batch
from digest.storage.files.curated_files import CuratedFiles
from digest.storage.files.engine.disk import Disk
from digest.storage.files.file_dump import KINDS_OF_PEOPLE, FileDump
from digest.storage.files.former_format import KEPT_IN
from digest.storage.files.recovery.file_checks import FileChecks, size_below
from digest.storage.rules.library import Sizes, Tidied, refuse_to_load
from digest.storage.sql import dumping
from digest.storage.sql.archive import Archive


class LocalWhole:
    """See `LibraryStore`. `archive` is in step with what people chose, `bare` as it is."""

    def __init__(self, files: CuratedFiles, archive: Callable[[], Archive], bare: Archive, disk: Disk) -> None:
        self._files = files
        self._archive = archive
        self._bare = bare
        self._checks = FileChecks(files.library, disk, files.history_files)
        self._file_dump = FileDump(files.library, files.edition_tables, files.histories)

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
        files = self._file_dump.loader()
        for (kind, key), parts in groupby(batches, lambda batch: (batch.kind, batch.key)):
            if kind in KINDS_OF_PEOPLE:
                files.load(kind, key, parts)
            else:
                for batch in parts:
                    self._files.kept.take_in(batch)
                    self._bare.load(partial(dumping.add_missing, batch))
        files.finish()
        self._bare.load(dumping.forget_strangers)


def _marks(
    read: Mapping[str, Mapping[str, bool]], shortlist: Mapping[str, Mapping[str, object]]
) -> dict[str, dict[str, Mark]]:
    """By month of first sight the marks of both sides as one."""
    found = {month: {key: Mark(read=one) for key, one in marks.items()} for month, marks in read.items()}
    for entry_id, plain in shortlist.items():
        marks = found.setdefault(str(plain.get("month", "")), {})
        marks[entry_id] = Mark(read=marks.get(entry_id, Mark()).read, shortlisted=True)
    return found
