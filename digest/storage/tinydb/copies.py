"""Copies that a synced folder has left where two machines wrote one file, and what differs in them.

    Dropbox     editions (conflicted copy 2026-11-21).json, editions (Annas conflicted copy 2026-11-21).json,
                editions (In Konflikt stehende Kopie von Anna 2026-11-21).json
    Nextcloud   editions (conflicted copy 2026-11-21 120000).json, before 2.6: editions_conflict-20261121-120000.json
    Syncthing   editions.sync-conflict-20261121-120000-ABCDEFG.json
    OneDrive    editions-DESKTOP-7K2M4QX.json, editions-MacBook von Anna.json: the name of the machine
    iCloud, Google Drive    editions 2.json, editions (1).json

A copy is told only where the file whose name it has is one of the library's, so that nobody's own file is suspected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from digest.storage.store import Problem
from digest.storage.tinydb.parsing import Broken, NewerFormat, parsed

_COPY = re.compile(
    r"(?P<stem>.+?)(?:"
    r" \((?i:.*(?:conflicted copy|in Konflikt stehende Kopie).*)\)"
    r"|_conflict-\d{8}-\d{6}"
    r"|\.sync-conflict-\d{8}-\d{6}(?:-\w+)?"
    r"|-[A-Z][^()]*"  # machines are named with a capital letter; what a person keeps beside a file rarely is
    r"| \(\d+\)| \d+"
    r")\.json"
)
# Where the library's files are; copies of copies and of the index are nobody's loss.
_FOLDERS = (".", "closed", "state", "entries", "seen", "seen/past")
#: At most so many records are named.
_NAMED = 5


def conflict_copies(folder: Path) -> Iterator[Problem]:
    """Each copy with what differs: records that only one of the two has, and those that say something else."""
    for place in _FOLDERS:
        for path in sorted((folder / place).glob("*.json")):
            found = _COPY.fullmatch(path.name)
            if found and (original := path.with_name(found["stem"] + ".json")).exists():
                name = path.relative_to(folder).as_posix()
                yield Problem(name, "conflict-copy", _difference(original, path))


def _difference(original: Path, copy: Path) -> str:
    """As "only in the copy: p2; different: p1.comment", by ids and fields; a program may read it as well."""
    try:
        ours, theirs = _records(original), _records(copy)
    except (OSError, Broken, NewerFormat) as error:
        return f"cannot be compared: {error}"
    parts = []
    if only_there := sorted(theirs.keys() - ours.keys()):
        parts.append("only in the copy: " + _named(only_there))
    if only_here := sorted(ours.keys() - theirs.keys()):
        parts.append("only here: " + _named(only_here))
    changed = [
        f"{key}.{field}"
        for key in sorted(ours.keys() & theirs.keys())
        for field in sorted(ours[key].keys() | theirs[key].keys())
        if ours[key].get(field) != theirs[key].get(field) and field not in ("version", "changed")
    ]
    if changed:
        parts.append("different: " + _named(changed))
    return "; ".join(parts) or "the same"


def _records(path: Path) -> Mapping[str, Mapping[str, Any]]:
    _, tables = parsed(path.read_bytes())
    return {key: record for table in tables.values() for key, record in table.items()}


def _named(names: list[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" (+{more})" if more > 0 else "")
