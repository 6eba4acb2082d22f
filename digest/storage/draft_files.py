"""Unsaved texts in files of this machine that an editor can open: a folder, mode 0700."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from digest.config.whole_file import write_whole
from digest.domain.errors import LibraryError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason


class DraftFiles:
    """The texts in one folder, the same for every backend. All raise LibraryError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self, name: str, text: str) -> Path:
        """Write a text into a new file, named so or with a number behind it."""
        with self._told():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = 1
            while (file := self.folder / f"{name}{f'-{number}' if number > 1 else ''}.md").exists():
                number += 1
            _write(file, text.encode())
        return file

    def replace(self, file: Path, text: str) -> None:
        """Replace a file's text atomically."""
        with self._told():
            write_whole(file, text.encode(), 0o600, synced=True)

    def put(self, name: str, data: bytes) -> None:
        """Keep a file out of a backup under its own name, unless there is one of that name."""
        file = self.folder / name
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(file, data)
        except OSError as error:
            raise LibraryError(
                msg("{file} cannot be written: {reason}.", file=str(file), reason=system_reason(error)),
                msg("Name another place, or make room."),
            ) from error

    def files(self, beginning: str = "") -> list[Path]:
        """Those whose names begin so, in order; none that an editor keeps beside them."""
        try:
            found = [path for path in self.folder.iterdir() if path.name.startswith(beginning) and _is_draft(path)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise not_allowed(self.folder, error) from error
        return sorted(found)

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Every file's name and bytes."""
        for file in self.files():
            try:
                yield file.name, file.read_bytes()
            except OSError as error:
                raise not_allowed(file, error) from error

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn a failure to write into a sentence that says what to do before one leaves."""
        try:
            yield
        except OSError as error:
            raise LibraryError(
                msg(
                    "The draft cannot be written to {folder}: {reason}.",
                    folder=str(self.folder),
                    reason=system_reason(error),
                ),
                msg("Copy the text elsewhere before you leave, then make room or the folder writable."),
            ) from error


def move_drafts(former: Path, folder: Path) -> None:
    """Move what a former folder holds, if there is one; what cannot be moved stays there."""
    if not former.is_dir():
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in former.iterdir():
            if not (folder / file.name).exists():
                file.rename(folder / file.name)
        former.rmdir()


def _write(file: Path, data: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(descriptor)


def _is_draft(path: Path) -> bool:
    """False for what an editor keeps beside a draft: ".#a.md" of Emacs is a link to nowhere."""
    return path.suffix == ".md" and not path.name.startswith(".") and path.is_file()


def not_allowed(path: Path, error: OSError) -> LibraryError:
    return LibraryError(
        msg("{file} cannot be read: {reason}.", file=str(path), reason=system_reason(error)),
        msg("Give yourself the right to read it, or name another folder with --library."),
    )
