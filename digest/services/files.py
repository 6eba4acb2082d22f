"""Files that are written for the user: as a whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason


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
