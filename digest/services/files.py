"""Files that are written for the user: as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason


def meant_path(typed: str) -> str:
    """The path that a person means who typed or pasted it: a file manager's address, quotes and all.

    Fields for paths begin with "~/"; a whole path pasted behind that stands for itself.
    """
    path = typed.strip()
    if (path.startswith("~/") and path[2:3] in ("/", "~", "'", '"')) or path.startswith("~/file:"):
        path = path[2:]
    if len(path) > 1 and path[0] == path[-1] and path[0] in "'\"":
        path = path[1:-1]
    if path.startswith("file:"):
        return unquote(urlsplit(path).path)
    return path.replace("\\ ", " ")


def file_for(place: str, name: str) -> Path:
    """The file that a person means by a place: a folder gets the file `name` in it. "~" is her home."""
    target = Path(place).expanduser()
    return target / name if target.is_dir() or place.endswith(os.sep) else target


def replace_file(target: Path, body: bytes) -> None:
    """Write `body` beside `target` and rename it there. Raises UsageError with the reason where that cannot be."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if not target.is_file() and target.exists():
            target.write_bytes(body)  # /dev/stdout, a pipe: nothing to replace
            return
        beside.write_bytes(body)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(
            msg("{file} cannot be written: {reason}.", file=str(target), reason=system_reason(error)),
            msg("Name another place, or make room and the folder writable."),
        ) from None
