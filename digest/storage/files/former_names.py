"""How a library of the first format is recognised; for every start: imports little."""

from __future__ import annotations

from pathlib import Path

#: The folders and files that hold what the wire brought.
FORMER_FILES = ("entries", "content", "state", "seen", "fetch.json")


def may_be_former(folder: Path) -> bool:
    """True if something of the first format lies in the folder, or if that cannot be seen."""
    try:
        return any((folder / name).exists() for name in FORMER_FILES)
    except OSError:
        return True  # whoever reads the files tells why
