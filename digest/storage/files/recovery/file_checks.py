"""The library as a whole: has it changed, and is it well?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from digest.domain.problem import Problem
from digest.storage.codec import Malformed, decode
from digest.storage.dump_format import KINDS
from digest.storage.files.engine import file_errors
from digest.storage.files.history_files import HistoryFiles
from digest.storage.files.library_files import LibraryFile, LibraryFiles
from digest.storage.files.recovery.conflict_copies import conflict_copies
from digest.storage.files.recovery.repair import problem_of, set_aside

# Table → what its records are, if it has another name than in a dump.
_OF_TABLES = {"events": KINDS["history"], "pages": KINDS["entries"], "shortlist": KINDS["entries"]}

#: The folders of a library that hold its files.
_FOLDERS = (".", "closed", "backups", "backups/closed")


class FileChecks:
    """Whether the files of a library are well."""

    def __init__(self, library: LibraryFiles, histories: HistoryFiles) -> None:
        self._library = library
        self._histories = histories

    def check(self) -> Iterable[Problem]:
        """Codes: damaged, unreadable, newer, missing, malformed, misnamed, set-aside, conflict-copy."""
        unreadable = self._library.unreadable_folders()
        for name, reason in unreadable.items():
            yield Problem(name, "unreadable", reason)
        for file in self._library.every():
            if found := file.storage.verdict():
                yield problem_of(file, *found)
            else:
                yield from _malformed(file)
                yield from _misnamed(file)
        yield from self._set_aside()
        yield from self._histories.problems()
        yield from conflict_copies(self._library.folder)

    def remove_leftovers(self) -> None:
        """Remove a killed writer's temporary files, and caches of older versions.

        Whoever holds the lock of their file knows that.
        """
        cache = self._library.folder / "index" / "pages"
        with suppress(OSError):  # what else lies in that folder is somebody else's
            cache.unlink()
            cache.parent.rmdir()
        for path in _own_files(self._library.folder, "*.json.tmp"):
            file = self._library.by_name(path.relative_to(self._library.folder).as_posix().removesuffix(".tmp"))
            file.storage.remove_leftover()

    def _set_aside(self) -> Iterator[Problem]:
        folder = self._library.folder
        for path in _own_files(folder, "*.json.damaged-*"):
            name = path.relative_to(folder).as_posix()
            if not name.startswith("backups/"):
                yield set_aside(self._library, name)


def _own_files(folder: Path, pattern: str) -> list[Path]:
    """Files in the library's own folders, sorted; others below its folder are not ours."""
    return sorted(path for name in _FOLDERS for path in (folder / name).glob(pattern))


def _malformed(file: LibraryFile) -> Iterator[Problem]:
    for name, table in (file.storage.read() or {}).items():
        kind = _OF_TABLES.get(name) or KINDS.get(name)
        if kind is None or kind.record is None:
            continue
        for record_id, plain in table.items():
            try:
                decode(kind.record, plain, **dict.fromkeys(kind.place[:1], record_id))
            except Malformed as error:
                yield Problem(file.name, "malformed", file_errors.senseless(record_id, error.field))


def _misnamed(file: LibraryFile) -> Iterator[Problem]:
    """A closed edition's file that holds another edition, which would be invisible."""
    folder, _, name = file.name.partition("/")
    tables = file.storage.read() if folder == "closed" else None
    if tables is not None and name.removesuffix(".json") not in (editions := tables.get("editions", {})):
        yield Problem(file.name, "misnamed", ", ".join(sorted(editions)))


def size_below(folder: Path, but: Callable[[Path], bool] = lambda _: False) -> int:
    """Bytes of all files in a folder, but for some."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not but(path))
