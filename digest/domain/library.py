"""A library as a whole: where it lies, what it takes, and what becomes of all of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from digest.domain.edition import Edition
from digest.domain.errors import UsageError
from digest.domain.message import msg

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tidied:
    """What tidying took away, or would: bodies of entries, and their size in bytes of UTF-8."""

    bodies: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes on the disk: of what people wrote, with copies, and of the archive.

    `former` are files of an older form that are not needed any more.
    `searches_all`: the database has no index of letters, so a search looks at every text.
    `readers_wait`: while the archive is written to, questions wait, because its disk has no memory that programs share.
    """

    written: int = 0
    archive: int = 0
    former: int = 0
    readers_wait: bool = False
    searches_all: bool = False


@dataclass(frozen=True, slots=True)
class Location:
    """The state of an `address`: does something `exist`, is it or may it become a library.

    `above` is the nearest folder that exists, which `is_writable` or not, with its `permissions`, and bytes `free` if
    the disk tells. `is_disk_read_only`: no right to write would help.
    """

    address: str
    exists: bool = True
    is_library: bool = True
    is_writable: bool = True
    is_disk_read_only: bool = False
    above: str = ""
    permissions: int = 0o700
    free: int | None = None
    is_database: bool = False


@dataclass(frozen=True, slots=True)
class Replaced(Generic[T]):
    """A library made at `address`, the result of making it, and the former one's place."""

    result: T
    address: str
    aside: str = ""


def refuse_to_load() -> UsageError:
    """The error for loading into a library that has something in it."""
    return UsageError(
        msg("There is something in this library already; nothing is overwritten."),
        msg("Name an empty folder with --library."),
    )


def in_a_record(edition: Edition) -> Edition:
    """An edition carried in a record: it counts as changed at least once."""
    return replace(edition, version=max(edition.version, 1))
