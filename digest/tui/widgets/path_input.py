"""A field for a path, which is completed while it is typed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

from textual.suggester import Suggester

from digest.tui.widgets.line_input import LineInput

# Of OPML, bookmarks, reading lists and newsboat's cache; what is in a file is told by its content, not by its name.
_ENDINGS = (".opml", ".xml", ".html", ".htm", ".csv", ".tsv", ".json", ".jsonl", ".db", ".txt", ".zip")
_NAMES = ("urls",)


class PathSuggester(Suggester):
    """Suggests the first folder or list that begins so; hidden ones only after a dot."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The path completed, in the spelling in which it was begun."""
        return await asyncio.to_thread(completed, value)


def completed(typed: str) -> str | None:
    """`typed` with the rest of the first name that fits, else None; `~` is the home."""
    before, slash, begun = typed.rpartition("/")
    if typed == "~":
        return "~/"
    try:
        folder = Path(before + slash or ".").expanduser()
        found = sorted(os.scandir(folder), key=lambda entry: entry.name.casefold())
        name = _fitting(found, begun)
    except (OSError, RuntimeError):
        return None  # RuntimeError: "~nobody/"; a folder that is not there, or not ours, has nothing to suggest
    return f"{before}{slash}{name}" if name else None


def _fitting(found: Iterable[os.DirEntry[str]], begun: str) -> str:
    """The name to suggest, a folder's with a slash behind it; empty for none."""
    for entry in found:
        if not entry.name.startswith(begun) or (entry.name.startswith(".") and not begun.startswith(".")):
            continue
        if entry.is_dir():
            return f"{entry.name}/"
        if entry.name.lower().endswith(_ENDINGS) or entry.name in _NAMES:
            return entry.name
    return ""


#: The beginning that the field offers, and whole paths that are typed or pasted behind it.
HOME = "~/"
_WHOLE = ("~//", "~/~")


class PathInput(LineInput):
    """A whole path behind the "~/" that stands there already takes its place."""

    def __init__(self, value: str = "", *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(value, id=id, suggester=PathSuggester(), compact=True, select_on_focus=False)

    def watch_value(self, old: str, new: str) -> None:
        """See `LineInput`; what is left over of the beginning goes."""
        super().watch_value(old, new)
        if new.startswith(_WHOLE):
            cursor = self.cursor_position
            self.value = new[len(HOME) :]
            self.cursor_position = max(0, cursor - len(HOME))
