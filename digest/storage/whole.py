"""Decisions about a library as a whole, the same for every backend."""

from __future__ import annotations

from dataclasses import dataclass

from digest.domain.errors import UsageError
from digest.domain.message import msg


@dataclass(frozen=True, slots=True)
class Tidied:
    """What tidying took away, or would: bodies of entries, and their size in bytes of UTF-8."""

    bodies: int = 0
    size: int = 0


def refuse_to_load() -> UsageError:
    """The error for loading into a library that has something in it."""
    return UsageError(
        msg("There is something in this library already; nothing is overwritten."),
        msg("Name an empty folder with --library."),
    )
