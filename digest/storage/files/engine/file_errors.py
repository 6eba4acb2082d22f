"""What the system says about a file, as a sentence that names the file and the way out."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from digest.domain.errors import LibraryDamaged, LibraryError
from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason


class Rescue(NamedTuple):
    """How a file could come back: `mend` as in `Problem`, its content, the copy used, if any."""

    mend: str
    data: bytes
    copy: Path | None = None


#: How a file system says that it has no locks (flock(2); network drives answer so to locking and unlocking alike).
NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP})

#: Hears of damage that does not stop what was asked for.
OnDamage = Callable[[LibraryDamaged], None]

_NOT_ALLOWED = msg(
    "Give yourself the right to read and write the library's folder, or choose another folder with --library."
)
_REMEDIES: dict[int, Message] = {
    errno.ENOSPC: msg("The disk is full: make room, then try again. Nothing was lost."),
    errno.EDQUOT: msg("Your share of the disk is used up: make room, then try again. Nothing was lost."),
    errno.EFBIG: msg("The file may not grow any further: lift the limit, then try again. Nothing was lost."),
    errno.EROFS: msg("The library is on a read-only disk; choose another folder with --library."),
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.ENOTDIR: msg("There is a file in place of the library's folder; choose another folder with --library."),
    errno.EISDIR: msg("There is a folder in place of a file of the library; move it away."),
    errno.EIO: msg("The disk reports an error. Make a copy of the library now and look at the system's log."),
    errno.ESTALE: msg("Connect the network drive again, then try again. Nothing was lost."),
    **dict.fromkeys(
        NO_LOCKS,
        msg("Files cannot be locked here; put the library on a disk of this computer with --library."),
    ),
}  # fmt: skip

_ANY = msg("Look at the library's folder; what was there is untouched.")


def cannot_read(path: Path, error: OSError, reason: Message | None = None) -> LibraryError:
    """The file is there but cannot be read, for the error's reason or a better one."""
    reason = reason or system_reason(error)
    return LibraryError(msg("{file} cannot be read ({reason}).", file=path, reason=reason), remedy_of(error))


def cannot_write(path: Path, error: OSError, reason: Message | None = None) -> LibraryError:
    """The file cannot be replaced, for the error's reason or a better one; the old one stands."""
    reason = reason or system_reason(error)
    return LibraryError(msg("{file} cannot be written ({reason}).", file=path, reason=reason), remedy_of(error))


def newer_format(path: Path, found: int, known: int) -> LibraryError:
    """A later version of the program wrote the file."""
    return LibraryError(
        msg("{file} was written by a newer digest (format {found}; this one knows {known}).",
            file=path, found=found, known=known),
        msg("Update digest. The file was not touched."),
    )  # fmt: skip


def _way_out(rescue: Rescue) -> Message:
    if rescue.copy is not None:
        return msg("“digest doctor --repair” puts back the newest good copy, {backup}.", backup=rescue.copy)
    if rescue.mend == "recode":
        return msg("“digest doctor --repair” writes it in UTF-8 again; nothing is lost.")
    return msg("“digest doctor --repair” writes it in UTF-8 again; single letters may be wrong then.")


def damaged(path: Path, reason: Message, kept: Path | None, rescue: Rescue | None) -> LibraryDamaged:
    """The file holds nothing readable. `kept` is its new place, None if it was not moved."""
    remedy = _way_out(rescue) if rescue else msg(
        "There is no backup. Mend “{kept}” and name it “{file}”, or move it elsewhere to begin anew.",
        kept=kept or path, file=path,
    )  # fmt: skip
    if kept is None:
        return LibraryDamaged(msg("{file} is damaged ({reason}).", file=path, reason=reason), remedy)
    return LibraryDamaged(
        msg("{file} is damaged ({reason}); it was set aside as “{kept}”.", file=path, reason=reason, kept=kept.name),
        remedy,
    )


def former_damaged(path: Path, reason: Message, kept: Path) -> LibraryDamaged:
    """A file of the first format holds nothing readable; it goes to `kept` with the others."""
    return LibraryDamaged(
        msg("{file} is damaged ({reason}).", file=path, reason=reason),
        msg("“digest fetch” brings what the feeds still show; the damaged file stays in “{folder}”.", folder=kept),
    )


def missing(path: Path, rescue: Rescue | None, aside: Path | None) -> LibraryDamaged:
    """A precious file is gone though its backups, or its damaged self, are there."""
    remedy = _way_out(rescue) if rescue else msg(
        "There is no good backup. Mend “{kept}” and name it “{file}”, or move it elsewhere to begin anew.",
        kept=aside or path.parent / "backups", file=path,
    )  # fmt: skip
    return LibraryDamaged(msg("{file} is missing.", file=path), remedy)


def senseless(record_id: str, field: str) -> Message:
    """A record that was changed by hand into something that has no meaning."""
    return msg("the field “{field}” of “{record}” makes no sense", field=field, record=record_id)


def malformed(path: Path, record_id: str, field: str) -> LibraryDamaged:
    """One record was edited into something without meaning; the rest of the file is fine."""
    return LibraryDamaged(
        msg("{file}: the field “{field}” of “{record}” has a value that makes no sense.",
            file=path, field=field, record=record_id),
        msg("Mend it in a text editor."),
    )  # fmt: skip


def replaced(folder: Path) -> LibraryError:
    """Another library has taken the place of the one that was to be changed."""
    return LibraryError(
        msg("Another library is in {folder} now; your change was not written.", folder=folder),
        msg("Look at what is there now, then try again."),
    )


def remedy_of(error: OSError) -> Message:
    """What to do about an error, of whatever kind."""
    return _REMEDIES.get(error.errno or 0, _ANY)
