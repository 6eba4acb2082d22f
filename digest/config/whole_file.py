"""Files that are replaced as a whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def file_beside(target: Path, mode: int = 0o666) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file that takes the place of `target` if the block ends well, and else goes.

    Yields the open file and its path; no other program can have put a file or a link of that name there. Links to
    `target` are not followed. `mode` is less what the umask takes. Raises OSError.
    """
    path = target.with_name(f".{target.name[:50]}.{os.urandom(4).hex()}.tmp")  # 255 bytes, a character has up to 4
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream, path
        path.replace(target)
    except BaseException:
        with suppress(OSError):  # the folder itself may be what is wrong
            path.unlink(missing_ok=True)
        raise


def write_whole(target: Path, body: bytes, mode: int = 0o666, *, synced: bool = False) -> None:
    """Put `body` in place of `target`; a file that is there keeps its mode.

    With `synced` the bytes are on the disk before they get their name. Raises OSError.
    """
    with file_beside(target, mode) as (stream, _):
        stream.write(body)
        if target.exists():
            os.fchmod(stream.fileno(), stat.S_IMODE(target.stat().st_mode))
        if synced:
            stream.flush()
            os.fsync(stream.fileno())
