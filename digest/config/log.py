"""The log of internal errors: 0600, rotated once, control bytes escaped, secrets masked."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from digest.config.paths import log_file
from digest.domain.errors import DigestError
from digest.domain.secrets import masked_text

_LIMIT = 1_000_000


def append(text: str) -> Path:
    """Add lines with the time; return the file.

    A log that cannot be written must not hide the error itself.
    """
    try:
        file = log_file()
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if file.exists() and file.stat().st_size > _LIMIT:
            file.replace(file.with_suffix(".log.1"))
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as stream:
            moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            stream.writelines(f"{moment} {_escaped(masked_text(line))}\n" for line in text.splitlines())
    except (OSError, DigestError):
        return Path(os.devnull)
    return file


def _escaped(line: str) -> str:
    return "".join(
        char if char.isprintable() or char == " " else char.encode("unicode_escape").decode() for char in line
    )
