"""What the entry list shows: rows, and the window that yields those on the screen only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """One line of the list; its texts are raw, and made harmless when shown.

    `key` is the entry's id. `date` is short and ready to show ("gestern", "20.11."). `category` is the pick's
    ("": not picked), `earlier` the month of an earlier edition it stands in ("": none).
    """

    key: str
    title: str
    unread: bool = False
    shortlisted: bool = False
    date: str = ""
    feed: str = ""
    category: str = ""
    has_comment: bool = False
    earlier: str = ""
    old: bool = False


class Rows(Protocol):
    """A list of any length whose rows are made when asked for. All three must be quick.

    The length and the order do not change while a list shows it (`EntryList.replace_rows` is for that); what a row
    holds may (`EntryList.refresh_row`).
    """

    def __len__(self) -> int:
        """How many rows there are."""

    def row(self, index: int) -> Row:
        """The row at an index from 0 to len - 1."""

    def index_of(self, key: str) -> int | None:
        """The index of an entry's row, None if it is not in this list."""


class FixedRows:
    """Rows that are all there already."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, index: int) -> Row:
        """The row at an index from 0 to len - 1."""
        return self._rows[index]

    def index_of(self, key: str) -> int | None:
        """The index of an entry's row."""
        return self._places.get(key)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {row.key: index for index, row in enumerate(self._rows)}
