"""Completion of a typed path: `~` is the home folder; folders and files of feeds."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.suggester import Suggester

_ENDINGS = (".opml", ".xml")


class PathSuggester(Suggester):
    """Suggests the first folder or list that begins so; hidden ones only after a dot."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The path completed, in the spelling in which it was begun."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """`typed` with the rest of the first name that fits; None if none does."""
    before, slash, begun = typed.rpartition("/")
    if typed == "~":
        return "~/"
    try:
        folder = Path(before + slash or ".").expanduser()
        names = sorted(os.scandir(folder), key=lambda entry: entry.name.casefold())
        for entry in names:
            if not entry.name.startswith(begun) or (entry.name.startswith(".") and not begun.startswith(".")):
                continue
            if entry.is_dir():
                return f"{before}{slash}{entry.name}/"
            if entry.name.lower().endswith(_ENDINGS):
                return f"{before}{slash}{entry.name}"
    except (OSError, RuntimeError):
        return None  # RuntimeError: "~nobody/"; a folder that is not there, or not ours, has nothing to suggest
    return None
