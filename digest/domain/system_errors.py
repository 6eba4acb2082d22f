"""Why the operating system refused something, in the user's language.

The C library's own texts follow another setting.

Each is a clause that completes "{file} cannot be read: {reason}." (errno.h of POSIX.1-2017).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping

from digest.domain.message import Message, msg

_REASONS: Mapping[int, Message] = {
    errno.ENOENT: msg("there is no such file or folder"),
    errno.EACCES: msg("you have no permission"),
    errno.EPERM: msg("it is not permitted"),
    errno.EISDIR: msg("it is a folder"),
    errno.ENOTDIR: msg("a part of its path is no folder"),
    errno.EEXIST: msg("something of this name is there already"),
    errno.ENOTEMPTY: msg("the folder is not empty"),
    errno.ENOSPC: msg("no space is left on the disk"),
    errno.EDQUOT: msg("your share of the disk is used up"),
    errno.EROFS: msg("the disk is read-only"),
    errno.EIO: msg("the disk reports an error"),
    errno.ELOOP: msg("its symbolic links lead in a circle"),
    errno.ENAMETOOLONG: msg("the name is too long"),
    errno.EINVAL: msg("the name is not valid here"),
    errno.EFBIG: msg("the file is too large"),
    errno.EMFILE: msg("too many files are open"),
    errno.ENFILE: msg("too many files are open"),
    errno.EBUSY: msg("it is in use"),
    errno.ETXTBSY: msg("it is in use"),
    errno.ENXIO: msg("there is no such device"),
    errno.ENODEV: msg("there is no such device"),
    errno.EXDEV: msg("it is on another disk"),
    errno.ENOEXEC: msg("it is no program that can run here"),
    errno.EBADF: msg("it is closed"),
    errno.ESTALE: msg("the network drive no longer knows it"),
    errno.ENOMEM: msg("there is not enough memory"),
    errno.EADDRINUSE: msg("the address is in use"),
    errno.EADDRNOTAVAIL: msg("this computer has no such address"),
    errno.ENETUNREACH: msg("the network cannot be reached"),
    errno.ECONNREFUSED: msg("the connection is refused"),
}


class NotAFile(OSError):
    """A pipe or a device in the place of a file: reading it might never end."""


def reason_worded(text: str) -> Message | None:
    """The clause for an error known by the system's words; None if it is not in the table."""
    return next((reason for number, reason in _REASONS.items() if os.strerror(number) == text), None)


def system_reason(error: OSError | UnicodeError) -> Message:
    """The clause for an error; one that is not in the table in the system's own words."""
    if isinstance(error, UnicodeError):
        return msg("it is no text in UTF-8")
    if isinstance(error, NotAFile):
        return msg("no ordinary file")
    known = _REASONS.get(error.errno) if error.errno is not None else None
    return known or msg("{reason}", reason=error.strerror or type(error).__name__)
