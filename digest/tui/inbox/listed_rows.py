"""The rows of the inbox's list, and how they are joined with what the library says later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from copy import copy
from datetime import datetime

from digest.config.clock import local
from digest.config.language import day_listed, month_named, month_told, tell
from digest.domain.entry import PAGES, Entry, entry_order
from digest.domain.message import msg
from digest.services.reading.entries import ListedEntry
from digest.tui.widgets.rows import Row

# A row that is not here yet; no entry has such an id.
_TO_COME = "…"

# What leaves one of these views stays in its list until it is opened again.
_KEPT = frozenset({"inbox", "shortlist", "saved"})


class ListedRows:
    """The list's window over listed entries; rows are made when the screen asks for them.

    They may be a part of the list: `first` rows stand before them and `after` behind. Those are blank, so that the list
    has its length at once, and `missing` is told of the number of one that the screen asks for.
    """

    def __init__(
        self, listed: Iterable[ListedEntry], month: str, now: datetime, *, first: int = 0, after: int = 0
    ) -> None:
        self.listed = list(listed)
        self.first = first
        self.after = after
        self.missing: Callable[[int], None] = lambda _: None
        self._month = month
        self._today = local(now).date()
        #: False while only the first rows are known, and `unread` counts these alone.
        self.is_counted = True
        self._note_places()

    def __len__(self) -> int:
        return self.first + len(self.listed) + self.after

    @property
    def is_part(self) -> bool:
        """True if rows before or behind these are not here."""
        return bool(self.first or self.after)

    def row(self, index: int) -> Row:
        """The row at an index."""
        one = self.at(index)
        if one is None:
            self.missing(index)
            return Row(key=f"{_TO_COME}{index}", title=_TO_COME)
        here = one.pick_in(self._month)
        earlier = one.pick.edition_id if one.pick is not None and here is None else ""
        return Row(
            key=one.entry.id,
            title=one.entry.title,
            unread=not one.read,
            shortlisted=one.shortlisted,
            date=self._date(one.entry),
            feed=tell(msg("page · {host}", host=one.feed_title)) if one.entry.feed_id == PAGES else one.feed_title,
            category=here.category if here else "",
            has_comment=bool(here and here.comment),
            earlier=self._month_named(earlier) if earlier else "",
            old=one.entry.old,
        )

    def at(self, index: int) -> ListedEntry | None:
        """What is listed at an index; None for a row that is not here."""
        place = index - self.first
        return self.listed[place] if 0 <= place < len(self.listed) else None

    def index_of(self, key: str) -> int | None:
        """The index of an entry."""
        place = self._places.get(key)
        return place if place is None else self.first + place

    def line_as_in(self, before: ListedRows | None, line: int) -> int:
        """The line here for one of the list before: behind its rows counted from the end."""
        if before is None or line < before.first + len(before.listed):
            return line
        return max(0, len(self) - (len(before) - line))

    def next_unread(self, here: int, step: int) -> int | None:
        """The index of the next unread entry here, behind an index (+1) or before it (-1)."""
        end = self.first + len(self.listed)
        places = range(max(here + 1, self.first), end) if step > 0 else range(min(here, end) - 1, self.first - 1, -1)
        return next((place for place in places if not self.listed[place - self.first].read), None)

    def entries_with(self, entry: Entry) -> list[Entry]:
        """All entries that an entry's row stands for; without a row it alone."""
        place = self._places.get(entry.id)
        return _entries(self.listed[place]) if place is not None else [entry]

    def same_page(self, one: ListedEntry) -> ListedEntry | None:
        """What stands here for the same page, perhaps by an entry of another feed."""
        place = self._pages.get(one.entry.page)
        return self.listed[place] if place is not None else None

    def holding(self, listed: Iterable[ListedEntry]) -> ListedRows:
        """Other entries, shown in the same way."""
        other = copy(self)
        other.listed = list(listed)
        other._note_places()
        return other

    def replace(self, one: ListedEntry) -> bool:
        """Show an entry as it is now; False if it is not in this list."""
        place = self._places.get(one.entry.id)
        if place is not None:
            self.unread += one.unread - self.listed[place].unread
            self.listed[place] = one
        return place is not None

    def count_as(self, unread: int | None, *, whole: bool) -> None:
        """Take over how many entries of the whole view are unread, if that is known."""
        self.is_counted = whole or unread is not None
        if unread is not None:
            self.unread = unread

    def _note_places(self) -> None:
        self._places = {one.entry.id: index for index, one in enumerate(self.listed)}
        self._pages = {one.entry.page: index for index, one in enumerate(self.listed)}
        #: How many entries are unread; told with every mark, so it is not counted anew each time.
        self.unread = sum(one.unread for one in self.listed)

    def _month_named(self, month: str) -> str:
        return month_named(month) if month[:4] == self._month[:4] else month_told(month)

    def _date(self, entry: Entry) -> str:
        # A date that is a little ahead is the day of first sight, as the order of the list has it.
        return day_listed(local(entry.date).date() if entry.dated else None, self._today)

    def joined_with(
        self, shown: ListedRows, kind: str, gone: Iterable[ListedEntry]
    ) -> tuple[ListedRows, ListedRows, int]:
        """What to show instead of `shown`: without new entries, with them, and their number.

        If nothing would change, `shown` itself. `gone` are entries that have left the view, as they are now.
        """
        gone_by_id = {one.entry.id: one for one in gone}
        new = {one.entry.id for one in self.listed if shown.lacks(one)}
        known = self._joined(shown, kind, frozenset(), gone_by_id)
        if known.shows_the_same(shown):
            known = shown
        return known, self._joined(shown, kind, new, gone_by_id) if new else known, len(new)

    def shows_the_same(self, other: ListedRows) -> bool:
        """True if no line would look different."""
        mine, theirs = ((one._month, one._today, one.first, one.after) for one in (self, other))
        return mine == theirs and self.listed == other.listed

    def _joined(self, shown: ListedRows, kind: str, wanted: Set[str], gone: Mapping[str, ListedEntry]) -> ListedRows:
        """The rows of `shown`, updated, with the `wanted` new entries at their places.

        Entries that have left the inbox or the shortlist meanwhile (read elsewhere) stay until it is opened again, as
        they are in `gone`. A page that another feed has brought as well keeps its place.
        """
        stays = kind in _KEPT
        listed, is_sorted = [], True
        for one in self.listed:
            before = shown.same_page(one)
            if before is not None and before.entry.id != one.entry.id and (stays or before.entry in _entries(one)):
                listed.append(one.led_by(before))
                is_sorted = False
            elif before is not None or one.entry.id in wanted or not shown.spans(one.entry):
                listed.append(one)
        if staying := self.gone_from(shown, kind):
            off = {"inbox": {"read": True}, "shortlist": {"shortlisted": False}}.get(kind, {})
            listed += [gone.get(one.entry.id) or one.marked(**off) for one in staying]
            is_sorted = False
        if not is_sorted:
            listed.sort(key=lambda one: entry_order(one.entry), reverse=True)
        return self.holding(listed)

    def gone_from(self, shown: ListedRows, kind: str) -> list[ListedEntry]:
        """What is in `shown`, in a view that keeps it, and is not among these rows."""
        return [one for one in shown.listed if self.lacks(one)] if kind in _KEPT else []

    def spans(self, entry: Entry) -> bool:
        """True if an entry of the list would be among these rows, not before or behind them."""
        if not (self.is_part and self.listed):
            return True
        place = entry_order(entry)
        is_before = self.first and place > entry_order(self.listed[0].entry)
        return not is_before and not (self.after and place < entry_order(self.listed[-1].entry))

    def lacks(self, one: ListedEntry) -> bool:
        """True if a page would be among these rows, and is not."""
        return self.same_page(one) is None and self.spans(one.entry)


def _entries(one: ListedEntry) -> list[Entry]:
    return [row.entry for row in one.rows]
