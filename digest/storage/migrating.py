"""From the first format, whose files held what the wire brought, into the archive.

What is there already stays: so the migration may be killed at any moment and begun again, and does the rest. The old
files are untouched until all that they hold was counted in the archive; then they move to `backups/format-1/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.storage.dump_format import Batch
from digest.storage.files.engine.disk import Disk, acquire, told_if_unwritable
from digest.storage.files.former_format import FormerFiles
from digest.storage.files.kept_entries import KeptEntries
from digest.storage.sql import dumping
from digest.storage.sql.archive import Archive

#: Of so many parts of the work the progress is told.
_PARTS = 10


class Migration:
    """The migration of one library; `stays` holds it in place, `on_progress` gets percent."""

    def __init__(
        self,
        former: FormerFiles,
        kept: KeptEntries,
        archive: Archive,
        folder: Path,
        disk: Disk,
        stays: Callable[[], AbstractContextManager[None]],
        on_progress: Callable[[int], None],
    ) -> None:
        self._former = former
        self._kept = kept
        self._archive = archive
        self._folder = folder
        self._disk = disk
        self._stays = stays
        self._on_progress = on_progress

    def run(self) -> None:
        """Do what is left. Raises LibraryError; then nothing has moved, and a later run goes on."""
        if not self._former.there():
            return
        with self._alone():
            if not self._former.there():  # somebody else has done it meanwhile
                return
            self._on_progress(0)
            for batch in (*self._former.states(), *self._former.marks()):
                self._take(batch)
            months = self._former.months()
            for number, month in enumerate(months, start=1):
                for batch in self._former.of_month(month):
                    self._take(batch)
                if number * _PARTS // len(months) > (number - 1) * _PARTS // len(months):
                    self._on_progress(number * 100 // len(months))
            for batch in self._former.seen():
                self._take(batch)
            self._archive.load(partial(dumping.complete_memories, self._former.lost))
            self._former.put_away()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        path = self._folder / "migration.lock"
        with told_if_unwritable(path), self._stays():
            descriptor = acquire(self._disk, path)
            try:
                yield
            finally:
                self._disk.release(descriptor)

    def _take(self, batch: Batch) -> None:
        """Put a batch into the archive beside what is there, and count what of it is there then."""
        self._kept.take_in(batch)
        self._archive.load(partial(dumping.add_missing, batch))
        missing = self._archive.database.ask(partial(dumping.missing_of, batch))
        if missing:
            raise LibraryError(
                msg("The library could not be brought into its new form: {n} records of {part} are missing.",
                    n=missing, part=f"{batch.kind} {batch.key}".strip()),
                msg("The old files are untouched. Please report it."),
            )  # fmt: skip
