"""Formats of the library's files: the current one, and steps from every older one.

A step is a pure function from the tables of a file to its tables one format later. It must be repeatable: run on
tables that have the new form already it changes nothing. A file is migrated when it is read; the new form is
written with the next change, after a copy of the old file was put into backups/. So a library that can only be read
stays readable, and each file is in one format, never half in two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from digest.storage.files.engine.disk import told_if_unreadable

#: Table name → record id → record.
Tables = dict[str, dict[str, dict[str, Any]]]
#: From the file's name ("editions.json", "entries/2026-11.json") and tables to tables.
Step = Callable[[str, Tables], Tables]

FORMAT = 1
#: The folders and files in which a library of the first format, the only one before, kept what the wire brought.
_FORMER_FILES = ("entries", "content", "state", "seen", "fetch.json")


def former_files(folder: Path) -> list[Path]:
    """Those of the first format that lie in a library's folder. Raises LibraryError."""
    with told_if_unreadable(folder):
        return [path for name in _FORMER_FILES if (path := folder / name).exists()]


class Formats(NamedTuple):
    """The `newest` format, which is written; `steps[n]` leads from format n to format n + 1."""

    newest: int
    steps: Mapping[int, Step]

    def upgraded(self, name: str, tables: Tables, found: int) -> Tables:
        for number in range(found, self.newest):
            tables = self.steps[number](name, tables)
        return tables


TODAYS = Formats(FORMAT, {})
