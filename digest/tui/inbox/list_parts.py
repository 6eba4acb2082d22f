"""Of a very long list a part is kept here: around the rows that are looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from digest.tui.inbox.view_rows import Part

if TYPE_CHECKING:
    from digest.tui.inbox.cursor_memory import ListPlace
    from digest.tui.inbox.listed_rows import ListedRows
    from digest.tui.inbox.view_rows import ViewRows
    from digest.tui.shell.waiting_keys import WaitingKeys
    from digest.tui.widgets.entry_list import EntryList
    from digest.tui.widgets.sidebar import View

#: So many rows are kept at most, some 40 MB of them.
MOST_ROWS = 20_000

# How long these lists are is known only when all entries have been looked at.
_UNCOUNTED = ("search", "saved")


class ListParts:
    """Which part of a view's list is to be asked for."""

    def __init__(self, entries: EntryList, update: Callable[[], None], keys: WaitingKeys) -> None:
        """`update` asks for the part that is wanted now; `keys` wait for it if the cursor is in it."""
        self._list = entries
        self._update = update
        self._keys = keys
        self.most = MOST_ROWS
        #: Entries around the first of which the next part is to be.
        self.around: tuple[str, ...] = ()
        self._first = 0
        # None as long as nobody knows.
        self._is_long: bool | None = None
        # The row to be loaded next, and the first one of the part that has been asked for.
        self._wanted: int | None = None
        self._asked: int | None = None

    def begin(self, view: View, place: ListPlace | None) -> None:
        """A view is going to be shown, its cursor at `place`, or at the top."""
        self._is_long = True if view.kind in _UNCOUNTED else None
        self._first = self._before(place.number) if place is not None else 0
        self.around = (place.key,) if place is not None and place.key and not place.number else ()
        self._asked = None

    def back_to(self, view: View, rows: ListedRows) -> None:
        """Rows that were there before are shown again."""
        self.begin(view, None)
        self._is_long = self._is_long or rows.is_part
        self._first = rows.first

    def asked(self, *, is_filtered: bool) -> Part:
        """What to ask for instead of the whole list; how long one is that is filtered is not known."""
        if self._is_long is False and not is_filtered:
            return Part()
        self._asked = self._first
        return Part(self.most, self._first, self.around)

    def take(self, found: ViewRows) -> None:
        """An answer has come: it tells how long the list is, and which part is here now."""
        self._is_long = bool(self._is_long) or found.total > self.most
        if not found.whole:
            return
        self._first, self._asked, self.around = found.rows.first, None, ()
        for rows in found.every:
            if rows.is_part:
                rows.missing = partial(self._look_at, rows)

    def _look_at(self, rows: ListedRows, row: int) -> None:
        """A row that is not here is to be painted: ask for those around it, behind that frame."""
        if self._wanted is None:
            self._list.call_later(self._move, rows)
        self._wanted = row

    def _move(self, rows: ListedRows) -> None:
        row, self._wanted = self._wanted, None
        top = self._list.scroll_offset.y
        if row is None or rows is not self._list.rows or not top <= row <= top + self._list.size.height:
            return
        # Pages that several entries share have one row: behind the part there are more entries than rows.
        number = row if row < rows.first else max(row, row + self.most - len(rows.listed))
        if self._asked is None or not self._asked <= number < self._asked + self.most:
            self._first = self._before(number)
            if rows.at(self._list.cursor) is None:
                self._keys.hold()
            self._update()

    def _before(self, number: int) -> int:
        return max(0, number - self.most // 2)
