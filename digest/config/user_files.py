"""Files that are written for the user: as a whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest.config.paths import path_at
from digest.config.whole_file import write_whole
from digest.domain.errors import UsageError
from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason

# Bytes of a file that somebody names: many times what an OPML file, an old post or an edition has.
_LARGEST = 64 << 20


def meant_path(typed: str) -> str:
    """The path that was typed or pasted: a file manager's address, with quotes and all.

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
    """The file for a place; in a folder it is named `name`. Raises UsageError.

    A place that nobody may look into is told by writing there.
    """
    target = path_at(place)
    return target / name if os.path.isdir(target) or place.endswith(os.sep) else target  # noqa: PTH112 - never raises


def read_file(place: str, remedy: Message) -> bytes:
    """The content of a file or pipe, up to 64 MB. Raises UsageError, with the remedy."""
    try:
        with path_at(place).open("rb") as stream:
            body = stream.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(
            msg("{file} cannot be read: {reason}.", file=place, reason=system_reason(error)), remedy
        ) from None
    if len(body) > _LARGEST:
        raise UsageError(msg("{file} is larger than {size} MB.", file=place, size=_LARGEST >> 20), remedy)
    return body


def replace_file(target: Path, body: bytes) -> None:
    """Write `body` to a file beside and rename it; links are followed, the mode is kept.

    A file that others know under another name too, or beside which nothing can be written, is written in place.
    Raises UsageError with the reason if that cannot be.
    """
    try:
        target = followed(target)
        if target.exists() and (not target.is_file() or target.stat().st_nlink > 1):
            target.write_bytes(body)  # /dev/stdout, a pipe: nothing to replace
            return
        if target.exists():
            with target.open("r+b"):  # a file that may not be written is not replaced either
                pass
        write_whole(target, body)
    except OSError as error:
        raise UsageError(
            msg("{file} cannot be written: {reason}.", file=str(target), reason=system_reason(error)),
            msg("Name another place, or make room and the folder writable."),
        ) from None


def followed(path: Path) -> Path:
    """The file that a link leads to. Raises OSError for one that leads to itself."""
    real = Path(os.path.realpath(path))
    if real.is_symlink():
        raise OSError(errno.ELOOP, "a link to itself")
    return real
