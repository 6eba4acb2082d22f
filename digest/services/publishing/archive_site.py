"""Writes the archive's files to a folder: all or none, changed ones only, no foreign ones."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.config.user_files import replace_file
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason

# The names that pages of an archive have, and the signs by which its files are known (`export.atom.GENERATOR`).
_PAGE = re.compile(r"\d{4}-\d{2}-(lesetipps|reading-tips)\.html")
_SIGN = b'<meta name="generator" content="digest archive">'
_FEED_SIGN = b"<generator>digest archive</generator>"


@dataclass(frozen=True, slots=True)
class ArchiveWritten:
    """Names of the files written, unchanged, and removed (of reopened editions)."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many editions the archive has now."""
        return sum(bool(_PAGE.fullmatch(name)) for name in (*self.written, *self.unchanged))


def write_archive(folder: Path, files: Mapping[str, bytes]) -> ArchiveWritten:
    """Write these files to `folder`; an earlier run's page that is not among them is removed.

    Raises UsageError if `folder` has files of those names that are not digest's, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_others(folder, files)
        changed = [name for name, body in files.items() if _body(folder / name) != body]
        for name in changed:
            replace_file(folder / name, files[name])
        left = [file for file in folder.iterdir() if _PAGE.fullmatch(file.name) and file.name not in files]
        removed = [file for file in left if _SIGN in (_body(file) or b"")]
        for file in removed:
            file.unlink()
    except OSError as error:
        raise UsageError(
            msg("{file} cannot be written: {reason}.", file=str(folder), reason=system_reason(error)),
            msg("Name a folder that you may write to."),
        ) from None
    same = tuple(name for name in files if name not in changed)
    return ArchiveWritten(tuple(changed), same, tuple(sorted(file.name for file in removed)))


def _refuse_others(folder: Path, files: Mapping[str, bytes]) -> None:
    # A feed of an earlier version bears no sign; beside an index of ours it is ours.
    is_ours = _SIGN in (_body(folder / "index.html") or b"")
    for name in files:
        file = folder / name
        body = _body(file)
        signed = body is not None and (_SIGN in body or _FEED_SIGN in body or (is_ours and name.endswith(".xml")))
        if os.path.lexists(file) and not signed:
            raise UsageError(
                msg("{file} was not made by digest; it stays as it is.", file=str(file)),
                msg("Name a folder of its own for the archive."),
            )


def _body(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
