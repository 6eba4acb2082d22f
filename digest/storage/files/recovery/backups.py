"""Copies of the precious files: before a day's first change, 7 days and 8 weeks back."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from digest.storage.files.engine.disk import Disk, file_bytes, make_folders, write_whole
from digest.storage.files.engine.file_states import FolderCache, is_good, names_there

DAYS = 7
WEEKS = 8


class DailyCopies:
    """The folder `backups/` with copies of the newest `days`, and a weekly one for `weeks`.

    Writers hold the file's lock. All raise OSError.
    """

    def __init__(
        self, folder: Path, disk: Disk, clock: Callable[[], datetime], days: int = DAYS, weeks: int = WEEKS
    ) -> None:
        self._kept = days, weeks
        self._folder = folder
        self._listed = FolderCache(disk, folder, lambda: names_there(disk, folder))
        self._disk = disk
        self._clock = clock

    def before_change(self, name: str, data: bytes) -> None:
        """Copy `data`, the file as it stands before it is replaced, unless today has a copy.

        Copies bear the day, so that none is ever written over another, and old ones go only when a new good one
        has come. While a damaged file waits to be mended, all copies stay that it could be mended from.
        """
        if not self.copy_of_today(name).exists():
            self._keep(name, data)

    def after_change(self, name: str, data: bytes) -> None:
        """The file as it has just been written: the next day's first change keeps it."""

    def before_removal(self, name: str) -> None:
        """The file is about to be taken away on purpose: what was there is still worth having."""

    def before_migration(self, name: str, number: int, data: bytes) -> None:
        """Keep the file as an older program wrote it, in format `number`; the first copy stays."""
        copy = self._folder / f"{_stem(name)}.format-{number}.json"
        if not copy.exists():
            write_copy(self._disk, copy, data)

    def newest_good(self, name: str) -> Path | None:
        """The newest copy that can be read; None if there is none."""
        return self.newest_removed(name)

    def newest_removed(self, name: str) -> Path | None:
        """The newest that can be read of the daily copies, which stay when a file is taken away."""
        days = self._days(_stem(name))
        for day in newest_first(days, self._clock().date()):
            with suppress(OSError):
                if is_good(file_bytes(days[day])):
                    return days[day]
        return None

    def any_of(self, name: str) -> bool:
        """True if there is a copy, good or not."""
        return bool(self._days(_stem(name)))

    def _keep(self, name: str, data: bytes) -> None:
        """Keep `data` as today's copy, whatever is there."""
        write_copy(self._disk, self.copy_of_today(name), data)
        days, waiting = self._days(_stem(name)), self._waiting(name)
        kept = kept_days(days, *self._kept, today=self._clock().date())
        for day in days.keys() - kept:
            if waiting is None or day > waiting:
                with suppress(FileNotFoundError):
                    self._disk.remove(days[day])

    def _waiting(self, name: str) -> date | None:
        """When the last file of that name that still stands aside was put there; None without any."""
        path = self._folder.parent / name
        days = (aside_day(aside) or date.max for aside in path.parent.glob(glob.escape(path.name) + ".damaged-*"))
        return max(days, default=None)

    def copy_of_today(self, name: str) -> Path:
        """Where the copy of this day is, or would be."""
        return self._folder / f"{_stem(name)}-{self._clock().date().isoformat()}.json"

    def _days(self, stem: str) -> dict[date, Path]:
        copies = (self._folder / name for name in self._listed.get() if name.startswith(f"{stem}-"))
        return {day: copy for copy in copies if (day := day_of(copy)) and copy.name == f"{stem}-{day}.json"}


class MirrorCopies(DailyCopies):
    """One copy beside each file, equal to it: for files that rarely change (closed editions).

    Daily copies are kept of those that were taken away on purpose alone.
    """

    def before_change(self, name: str, data: bytes) -> None:
        """Nothing: the copy is as the file is."""

    def after_change(self, name: str, data: bytes) -> None:
        write_copy(self._disk, self._folder / name, data)

    def before_removal(self, name: str) -> None:
        """Copy the file as the day's, before it is removed: no other file has its content yet."""
        with suppress(FileNotFoundError):
            self._keep(name, file_bytes(self._folder.parent / name))
        with suppress(FileNotFoundError):
            self._disk.remove(self._folder / name)

    def newest_good(self, name: str) -> Path | None:
        copy = self._folder / name
        with suppress(OSError):
            if is_good(file_bytes(copy)):
                return copy
        return None

    def any_of(self, name: str) -> bool:
        with suppress(FileNotFoundError, NotADirectoryError):
            self._disk.stat(self._folder / name)
            return True
        return False


def write_copy(disk: Disk, copy: Path, data: bytes) -> None:
    """Put a copy there, in a folder that is made if it is missing. Raises OSError."""
    make_folders(disk, copy.parent)
    os.close(write_whole(disk, copy, data))


def _stem(name: str) -> str:
    return name.removesuffix(".json").replace("/", "-")


def day_of(copy: Path) -> date | None:
    """The day whose first change a copy came before; None for one that bears no day."""
    found = re.search(r"-(\d{4}-\d\d-\d\d)\.json$", copy.name)
    with suppress(ValueError):
        return date.fromisoformat(found[1]) if found else None
    return None


def aside_day(aside: Path) -> date | None:
    """When a damaged file was set aside under that name; None for a name that does not tell."""
    with suppress(ValueError):
        return datetime.strptime(aside.name.rpartition(".damaged-")[2][:8], "%Y%m%d").date()  # noqa: DTZ007 - a day
    return None


def newest_first(days: Iterable[date], today: date) -> list[date]:
    """These days, future ones last: a wrong clock made them, and their age is unknown."""
    return sorted(days, key=lambda day: (day <= today, day), reverse=True)


def kept_days(days: Iterable[date], newest: int = DAYS, weeks: int = WEEKS, *, today: date = date.max) -> set[date]:
    """The newest days, and of older ones the newest of each ISO week, for so many weeks."""
    latest = newest_first(days, today)
    by_week: dict[tuple[int, int], date] = {}
    for day in latest[newest:]:
        by_week.setdefault(day.isocalendar()[:2], day)
    return {*latest[:newest], *list(by_week.values())[:weeks]}
