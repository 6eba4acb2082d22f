"""The one tree of errors that reach a user. Each says what happened and what to do about it.

    DigestError
    ├── UsageError            a wrong word on the command line                    exit 2
    │   ├── ConfigError       the configuration file cannot be understood         exit 2
    │   ├── NotFound          no feed, entry, pick or edition of that name        exit 2
    │   ├── Ambiguous         a short id that fits several                        exit 2
    │   └── EditionClosed     the edition is frozen                               exit 2
    ├── Conflict              somebody else changed it meanwhile                  exit 1
    ├── LibraryError          the library cannot be read or written               exit 3
    │   └── LibraryDamaged    a file of it is broken                              exit 3
    ├── GivenUp               nobody waits for the answer any more                (never shown)
    ├── LeaseLost             other workers have taken the feeds over             exit 1
    └── FetchRunning          another fetch holds the lock                        exit 4

Failures of the outside world (a dead feed) are values, not errors: see `domain.health`.
"""

from __future__ import annotations

from typing import ClassVar

from digest.domain.message import Message, msg


class DigestError(Exception):
    """A sentence for the user (`message`) and a `remedy`; `exit_code` is the command line's."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: Message, remedy: Message | None = None) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}" if self.remedy else str(self.message)

    @property
    def in_full(self) -> Message:
        """Message and remedy as one text, for places with one line for both."""
        return msg("{error} {remedy}", error=self.message, remedy=self.remedy) if self.remedy else self.message


class UsageError(DigestError):
    """The caller asked for something that makes no sense."""


class ConfigError(UsageError):
    """The configuration has an unknown key, a wrong type or an impossible value.

    `key` is the setting and `what` the sentence without file and line, if one setting is to blame.
    """

    key = ""
    what: Message | None = None


class NotFound(UsageError):
    """Nothing has that id, address, title or month."""


class Ambiguous(UsageError):
    """A short id or a title that fits more than one thing."""


class EditionClosed(UsageError):
    """A closed edition is frozen: reopen it before changing it."""


class Conflict(DigestError):
    """The record was changed by someone else since it was read.

    `theirs` is the stored text, `ours` the one that was to be written.
    """

    exit_code = 1

    def __init__(self, message: Message, remedy: Message | None = None, *, theirs: str = "", ours: str = "") -> None:
        super().__init__(message, remedy)
        self.theirs = theirs
        self.ours = ours


class LibraryError(DigestError):
    """A file of the library cannot be read, written or locked; what was there is untouched."""

    exit_code = 3


class LibraryDamaged(LibraryError):
    """A file of the library holds no readable data; it was set aside, not overwritten."""


class GivenUp(DigestError):
    """A question was stopped because nobody waits for its answer any more."""

    exit_code = 1

    def __init__(self) -> None:
        super().__init__(msg("Nobody waits for this answer any more."))


class LeaseLost(DigestError):
    """A worker was held up for longer than its leases hold: what it has brought is not kept."""

    exit_code = 1


class FetchRunning(DigestError):
    """One refresh at a time: another process is at it."""

    exit_code = 4
