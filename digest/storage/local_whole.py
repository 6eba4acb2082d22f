"""The local library as a whole: is it well, and all of it at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby

from digest.domain.library import Sizes, Tidied, refuse_to_load
from digest.domain.problem import Problem
from digest.storage.dump_format import Batch
from digest.storage.files.file_dump import KINDS_OF_PEOPLE, FileDump
from digest.storage.files.file_editions import FileEditions
from digest.storage.files.former_format import KEPT_IN
from digest.storage.files.kept_entries import KeptEntries
from digest.storage.files.library_files import LibraryFiles
from digest.storage.files.recovery.file_checks import FileChecks, size_below
from digest.storage.files.recovery.repair import repaired
from digest.storage.sql import dumping
from digest.storage.sql.archive import Archive
from digest.storage.sql.archive_file import log_of
from digest.storage.sql.records import sensible, states_of


class LocalWhole:
    """See `LibraryStore`. `archive` is in step with what people chose, `bare` as it is."""

    def __init__(
        self,
        files: LibraryFiles,
        kept: KeptEntries,
        editions: FileEditions,
        archive: Callable[[], Archive],
        bare: Archive,
    ) -> None:
        self._files = files
        self._folder = files.folder
        self._kept = kept
        self._editions = editions
        self._archive = archive
        self._bare = bare
        self._checks = FileChecks(files, editions.older)
        self._file_dump = FileDump(files, editions)

    def check(self) -> Iterable[Problem]:
        """See `FileChecks.check`; the archive may be `damaged`, `newer` or `unreadable`."""
        yield from self._checks.check()
        path = self._bare.database.path
        if wrong := self._bare.database.wrong_log():
            what = "missing" if wrong.is_missing else "damaged"
            yield Problem(log_of(path).name, what, wrong.reason, mend="" if wrong.is_usable else "refill")
        elif found := self._bare.verdict():
            yield Problem(path.name, *found, mend="refill" if found[0] == "damaged" else "")
        for aside in sorted(path.parent.glob(path.name + "*.damaged-*")):
            if not aside.name.endswith(("-wal", "-shm", "-journal")):
                yield Problem(aside.name, "set-aside", mend="put away")

    def repair(self, problem: Problem) -> bool:
        if problem.where == log_of(self._bare.database.path).name:
            return self._bare.database.set_log_aside() is not None
        if problem.where != self._bare.database.path.name:
            return repaired(self._files, problem)
        found = self._bare.verdict()
        if problem.mend != "refill" or found is None or found[0] != "damaged":
            return False
        return self._bare.database.begin_anew() is not None

    def tidy(self, before: str, *, dry_run: bool = False) -> Tidied:
        self._editions.ensure_whole()
        kept = self._editions.picked_entries() | self._kept.shortlist().keys()
        found = self._archive().tidy(before, kept, dry_run=dry_run)
        if not dry_run:
            self._checks.remove_leftovers()
            shutil.rmtree(self._folder / "backups" / KEPT_IN, ignore_errors=True)
        return found

    def sizes(self) -> Sizes:
        path = self._bare.database.path
        files = [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm")]
        former = self._folder / "backups" / KEPT_IN
        return Sizes(
            size_below(self._folder, lambda file: file in files or former in file.parents),
            sum(file.stat().st_size for file in files if file.exists()),
            size_below(former),
            self._bare.readers_wait(),
        )

    def dump(self, *, everybody: bool = False) -> Iterator[Batch]:  # noqa: ARG002 - there is nobody else
        with self._archive().database.snapshot() as db:
            states = db.execute("SELECT feed_id, state FROM states ORDER BY feed_id")
            yield Batch("states", "", states_of(sensible(states, str, str)))
            yield from self._file_dump.feeds()
            yield from self._file_dump.editions()
            yield from dumping.seen(db.execute, "seen")
            listed = ((entry_id, str(plain.get("month", ""))) for entry_id, plain in self._kept.shortlist().items())
            yield from dumping.marks_by_month(dumping.marks(db), listed)
            yield from dumping.texts_and_entries(db)

    def load(self, batches: Iterable[Batch]) -> None:
        if not self._file_dump.is_empty() or self._kept.exists or self._archive().lists.months():
            raise refuse_to_load()
        for (kind, key), parts in groupby(batches, lambda batch: (batch.kind, batch.key)):
            if kind in KINDS_OF_PEOPLE:
                self._file_dump.load(kind, key, parts)
            else:
                for batch in parts:
                    self._kept.take_in(batch)
                    self._bare.load(partial(dumping.add_missing, batch))
        self._file_dump.finish()
        self._bare.load(dumping.forget_strangers)
