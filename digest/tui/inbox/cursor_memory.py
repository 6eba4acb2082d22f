"""The cursor's place in each view, for coming back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from digest.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from digest.tui.widgets.entry_list import EntryList

#: How many neighbours are remembered on either side: what was read since then may have left the view.
_NEIGHBOURS = 100


class ListPlace(NamedTuple):
    """The cursor's entry and its neighbours; lines above it on the screen, and in the list.

    Without a `key` it is that line of the list, whatever stands there: the entry had not come yet.
    """

    key: str
    line: int = 0
    neighbours: tuple[str, ...] = ()
    number: int = 0

    @classmethod
    def of(cls, entry_list: EntryList, *, has_come: bool = True) -> ListPlace | None:
        """The present place of a list's cursor; None in an empty list."""
        row = entry_list.current
        if row is None:
            return None
        cursor, rows = entry_list.cursor, entry_list.rows
        line = cursor - entry_list.scroll_offset.y
        if not has_come:
            return cls("", line, (), cursor)
        after = range(cursor + 1, min(cursor + 1 + _NEIGHBOURS, len(rows)))
        before = range(cursor - 1, max(-1, cursor - 1 - _NEIGHBOURS), -1)
        return cls(row.key, line, tuple(rows.row(index).key for index in (*after, *before)), cursor)

    def found_in(self, rows: Rows) -> int | None:
        """The entry's index among other rows, else its nearest neighbour's; None without one."""
        if not self.key:
            return min(self.number, len(rows) - 1) if len(rows) else None
        places = (rows.index_of(key) for key in (self.key, *self.neighbours))
        return next((place for place in places if place is not None), None)
