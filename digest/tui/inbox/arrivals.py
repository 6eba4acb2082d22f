"""New entries of a view: announced beside its name, or, at the top of the list, put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.message import nmsg

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.domain.message import Message
    from digest.tui.inbox.listed_rows import ListedRows


class Arrivals:
    """New entries: those put in since the cursor last moved, and those that wait for “.”."""

    def __init__(self, announce: Callable[[Message | None], None]) -> None:
        """`announce` says something beside the list's name, or no more."""
        self._announce = announce
        #: The list with the new entries, which is not shown yet; None if nothing waits.
        self.waiting: ListedRows | None = None
        # The topmost new entry of those that have come in, and the entry that the cursor was on.
        self._newest = self._under_cursor = ""
        self._count = 0

    def came_in(self, newest: str, count: int, under_cursor: str) -> None:
        """New entries are in the list, above the cursor's; they are told until the cursor moves."""
        self._newest, self._under_cursor = newest, under_cursor
        self._count += count
        self._announce(nmsg("{n} new entry", "{n} new entries", self._count))

    def wait(self, rows: ListedRows, count: int) -> None:
        """New entries wait in `rows`, for the cursor is further down."""
        self.waiting = rows
        self._announce(nmsg("{n} new · . shows it", "{n} new · . shows them", count))

    def newest_in(self, rows: ListedRows, here: ListedRows | None) -> str:
        """The topmost entry of `rows` that is not `here`; empty if there is none."""
        return next((one.entry.id for one in rows.listed if here is None or here.lacks(one)), "")

    def cursor_moved(self, key: str | None) -> None:
        """The cursor is on an entry; if it is another one, what has come in has been seen."""
        if self._count and key != self._under_cursor:
            self.forget()

    def is_resting_on(self, key: str | None) -> bool:
        """True if the cursor is still on the entry that was first before others came in above it."""
        return bool(self._count) and key == self._under_cursor

    @property
    def newest(self) -> str:
        """The topmost entry that came in since the cursor moved; empty if there is none."""
        return self._newest

    def forget(self) -> None:
        """Nothing is told any more."""
        self.waiting = None
        self._newest = self._under_cursor = ""
        self._count = 0
        self._announce(None)
