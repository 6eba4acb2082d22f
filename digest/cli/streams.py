"""The three standard streams of a process as they may be found: closed, full, or a folder."""

from __future__ import annotations

import errno
import os
import sys

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason


def fill_closed() -> None:
    """Open /dev/null for streams that cron or a shell closed (`>&-`).

    A free descriptor 0, 1 or 2 would go to the next file that is opened, and what is then written to "stdout" by a
    library or a child process would end up in it: the file may be one of the user's library.
    """
    for descriptor, flags in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free descriptor is taken, which is this one: those below are open by now.
            os.set_inheritable(os.open(os.devnull, flags), True)
    # sys.stdin stays None where it was closed: an empty text is not the same as none (see `stdin_bytes`).
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - until the process ends
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def cannot_write_stdout(error: OSError) -> UsageError:
    """The error for a stdout with a full disk or the like; nothing more is written to it."""
    give_up_stdout()
    return UsageError(
        msg("The standard output cannot be written: {reason}.", reason=system_reason(error)),
        msg("Name another place, or make room and the folder writable."),
    )


def give_up_stderr() -> None:
    """The same for stderr: there is nobody left who could be told."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def give_up_stdout() -> None:
    """Give up a stdout without reader, so that its buffer causes no error at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def stdin_bytes() -> bytes:
    """All of standard input. Raises UsageError if it is closed: "" would remove a comment."""
    try:
        if sys.stdin is not None:
            return sys.stdin.buffer.read()
        reason = system_reason(OSError(errno.EBADF, ""))
    except OSError as error:
        reason = system_reason(error)
    raise UsageError(
        msg("The standard input cannot be read: {reason}.", reason=reason),
        msg("Give the text as an argument, or pipe it in."),
    )


def stdin_is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
