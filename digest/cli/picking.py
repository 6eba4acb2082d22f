"""What the commands around picks share: reading a text argument, showing a pick as data."""

from __future__ import annotations

from typing import Any

from digest.cli.streams import stdin_bytes
from digest.config.user_files import read_file
from digest.domain.edition import Pick
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.secrets import masked
from digest.domain.system_errors import system_reason


def text_or_stdin(text: str) -> str:
    """The text, or all of stdin for "-", which must be UTF-8."""
    if text != "-":
        return text
    try:
        return stdin_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            msg("The text on the standard input is not UTF-8."), msg("Convert it, for example with iconv -t UTF-8.")
        ) from None


def text_of_file(file: str) -> str:
    """The text of a UTF-8 file, or of the standard input for "-"."""
    if file == "-":
        return text_or_stdin(file)
    remedy = msg("Name a readable text file in UTF-8, or - for the standard input.")
    try:
        return read_file(file, remedy).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            msg("{file} cannot be read: {reason}.", file=file, reason=system_reason(error)), remedy
        ) from None


def pick_data(pick: Pick, position: int | None) -> dict[str, Any]:
    """The documented JSON of a pick; `position` counts from 1 over the assembled edition."""
    return {
        "id": pick.id,
        "edition": pick.edition_id,
        "position": position,
        "category": pick.category,
        "title": pick.shown_title,
        "original_title": pick.original_title,
        "url": masked(pick.url),
        "source": pick.source,
        "author": pick.author,
        "language": pick.language,
        "comment": pick.comment,
        "version": pick.version,
        "curator": pick.curator,
        "edited_by": pick.edited_by,
    }
