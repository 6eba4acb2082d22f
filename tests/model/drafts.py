"""Drafts of the library in memory: their files are where the system puts what is not kept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from digest.domain.errors import LibraryError
from digest.domain.message import msg


class DraftsInMemory:
    """See `DraftFiles`."""

    @cached_property
    def folder(self) -> Path:
        folder = mkdtemp()
        finalize(self, rmtree, folder, ignore_errors=True)
        return Path(folder)

    def new(self, name: str, text: str) -> Path:
        names = [f"{name}.md", *(f"{name}-{number}.md" for number in range(2, 100))]
        file = next(file for file in (self.folder / each for each in names) if not file.exists())
        file.write_text(text, "utf-8")
        return file

    def replace(self, file: Path, text: str) -> None:
        file.write_text(text, "utf-8")

    def put(self, name: str, data: bytes) -> None:
        file = self.folder / name
        if file.exists():
            raise LibraryError(msg("{file} is there already.", file=str(file)))
        file.write_bytes(data)

    def files(self, beginning: str = "") -> list[Path]:
        return sorted(path for path in self.folder.glob("[!.]*.md") if path.name.startswith(beginning))

    def texts(self) -> Iterator[tuple[str, bytes]]:
        return ((file.name, file.read_bytes()) for file in self.files())
