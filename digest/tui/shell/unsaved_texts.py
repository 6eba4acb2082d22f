"""What remains at exit: texts that could not be saved, and drafts left undecided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


class UnsavedTexts:
    """Filled by the thread of changes, read when all is over."""

    def __init__(self) -> None:
        self._texts: dict[object, Mapping[str, str]] = {}
        self._drafts: set[Path] = set()

    def not_kept(self, writing: object, texts: Mapping[str, str]) -> None:
        """These texts of a writing could not be kept."""
        self._texts[writing] = texts

    def kept(self, writing: object, drafts: Sequence[Path]) -> None:
        """All of a writing is kept now, some of it perhaps in drafts."""
        self._texts.pop(writing, None)
        self._drafts.update(drafts)

    @property
    def texts(self) -> list[str]:
        """What is nowhere but here."""
        return [text for fields in self._texts.values() for text in fields.values() if text]

    @property
    def drafts(self) -> list[Path]:
        """The drafts that are still there."""
        return sorted(draft for draft in self._drafts if draft.exists())
