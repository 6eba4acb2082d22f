"""What a Store promises of drafts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol


class DraftFiles(Protocol):
    """Unsaved texts, each in a local file that an editor can open. All raise LibraryError."""

    @property
    def folder(self) -> Path:
        """The drafts' folder."""

    def new(self, name: str, text: str) -> Path:
        """Write a text into a new file, named so or with a number behind it."""

    def replace(self, file: Path, text: str) -> None:
        """Replace a file's text atomically."""

    def put(self, name: str, data: bytes) -> None:
        """Keep a file out of a backup under its own name, unless there is one of that name."""

    def files(self, beginning: str = "") -> list[Path]:
        """Those whose names begin so, in order; none that an editor keeps beside them."""

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Every file's name and bytes."""
