"""From the first format, whose files held what the wire brought, into the archive.

What is there already stays: so the migration may be killed at any moment and begun again, and does the rest. The old
files are untouched until all that they hold was counted in the archive; then they move to `backups/format-1/`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.storage.dump_format import Batch
from digest.storage.files.engine.disk import acquire, told_if_unwritable
from digest.storage.files.former_format import FormerFiles
from digest.storage.files.kept_entries import KeptEntries
from digest.storage.files.library_files import LibraryFiles
from digest.storage.sql import dumping
from digest.storage.sql.archive import Archive

#: Of so many parts of the work the progress is told.
_PARTS = 10


def migrate(
    former: FormerFiles, kept: KeptEntries, archive: Archive, library: LibraryFiles, on_progress: Callable[[int], None]
) -> None:
    """Do what is left; `on_progress` gets percent.

    Raises LibraryError; then nothing has moved, and a later run goes on.
    """
    if not former.there():
        return
    path = library.folder / "migration.lock"
    with told_if_unwritable(path), library.lock.shared(), ExitStack() as locks:
        locks.callback(library.disk.release, acquire(library.disk, path))
        if not former.there():  # somebody else has done it meanwhile
            return
        on_progress(0)
        take = partial(_take, kept, archive)
        for batch in (*former.states(), *former.marks()):
            take(batch)
        months = former.months()
        for number, month in enumerate(months, start=1):
            for batch in former.of_month(month):
                take(batch)
            if number * _PARTS // len(months) > (number - 1) * _PARTS // len(months):
                on_progress(number * 100 // len(months))
        for batch in former.seen():
            take(batch)
        archive.load(partial(dumping.complete_memories, former.lost))
        former.put_away()


def _take(kept: KeptEntries, archive: Archive, batch: Batch) -> None:
    """Put a batch into the archive beside what is there, and count what of it is there then."""
    kept.take_in(batch)
    archive.load(partial(dumping.add_missing, batch))
    if missing := archive.database.ask(partial(dumping.missing_of, batch)):
        raise LibraryError(
            msg("The library could not be brought into its new form: {n} records of {part} are missing.",
                n=missing, part=f"{batch.kind} {batch.key}".strip()),
            msg("The old files are untouched. Please report it."),
        )  # fmt: skip
