"""What a list out of another program holds, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.domain.message import Message

#: More of a line than this is not told.
LONGEST_TOLD = 120


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed's address, with the title, folder and category that the list gives ("" for none)."""

    line: int
    url: str
    title: str = ""
    folder: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A saved page with its note and tags; `added` in UTC, None if unknown."""

    line: int
    url: str
    title: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    added: datetime | None = None
    author: str = ""


@dataclass(frozen=True, slots=True)
class CachedEntry:
    """An entry that a feed reader remembers, with its marks."""

    line: int
    feed_url: str
    guid: str
    title: str
    url: str
    author: str
    published: datetime | None
    is_read: bool
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that was refused. `line` from 1; in JSON and SQLite the record; 0: the file."""

    line: int
    text: str
    reason: Message


@dataclass(frozen=True, slots=True)
class ReadingList:
    """What was read. `kind` names the format (`FORMATS`); `refused` says why nothing was."""

    kind: str
    feeds: tuple[ListedFeed, ...] = ()
    pages: tuple[ListedPage, ...] = ()
    entries: tuple[CachedEntry, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    refused: Message | None = None
    remedy: Message | None = None


def refusal(message: Message, remedy: Message) -> ReadingList:
    """A file of which nothing can be taken over."""
    return ReadingList("", refused=message, remedy=remedy)
