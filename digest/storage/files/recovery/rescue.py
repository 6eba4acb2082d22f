"""How a damaged or missing file could come back: from its own bytes, or from a copy."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from digest.storage.files.engine.disk import file_bytes
from digest.storage.files.engine.file_errors import Rescue
from digest.storage.files.engine.file_states import deciphered, is_good, parsed, recoded
from digest.storage.files.recovery.backups import aside_day, day_of


def rescue_of(broken: bytes, copy: Path | None) -> Rescue | None:
    """For a file with these bytes, whose newest valid copy is `copy`. Raises OSError."""
    text = recoded(broken)
    if text is not None and (copy is None or _holds_records(text)):
        return Rescue("recode", text)
    return from_copy(copy) or _deciphered(broken)


def rescue_of_lost(aside: Path, copy: Path | None) -> Rescue | None:
    """For a file that was set aside, whose newest valid copy is `copy`. Raises OSError.

    The file set aside may be older than the copy: it stays until somebody removes it.
    """
    with suppress(OSError):  # gone meanwhile, or not for us to read: then there is the copy alone
        broken = file_bytes(aside)
        text = broken if is_good(broken) else recoded(broken)
        if text is not None and (copy is None or (_holds_records(text) and not _is_newer(copy, aside))):
            return Rescue("recode", text)
        return from_copy(copy) or _deciphered(broken)
    return from_copy(copy)


def from_copy(copy: Path | None) -> Rescue | None:
    """Putting that copy back."""
    return None if copy is None else Rescue("restore", file_bytes(copy), copy)


def _deciphered(broken: bytes) -> Rescue | None:
    text = deciphered(broken)
    return None if text is None else Rescue("decipher", text)


def _holds_records(data: bytes) -> bool:
    """False for a library's file without anything in it, to which every copy is to be preferred."""
    return any(parsed(data)[1].values())


def _is_newer(copy: Path, aside: Path) -> bool:
    """By the days they were made; the twin of a closed edition bears none."""
    copied, put_aside = day_of(copy), aside_day(aside)
    if copied is None or put_aside is None:
        return copy.stat().st_mtime_ns > aside.stat().st_mtime_ns
    return copied > put_aside
