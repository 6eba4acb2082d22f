"""The inbox's list: which entries a view holds, their rows, and how what changes comes in without moving the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from digest.config.calendar import month_name
from digest.config.clock import local
from digest.config.language import tell
from digest.domain.entry import PAGES, Entry, entry_order
from digest.domain.message import msg, nmsg
from digest.domain.query import EntryQuery
from digest.services.narrowing import Narrowing
from digest.services.twins import led_by, marked, one_a_page, page_of
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.rows import Row
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.services.reading import ListedEntry
    from digest.tui.screens.inbox import InboxScreen

#: As many rows are asked for first, so that a screenful is there at once; the whole list follows.
FIRST_ROWS = 100

# What leaves one of these views stays in its list until it is opened again.
_KEPT = frozenset({"inbox", "shortlist"})


class ListedRows:
    """The list's window over listed entries; rows are made when the screen asks for them."""

    def __init__(self, listed: Iterable[ListedEntry], month: str, now: datetime, language: str) -> None:
        self.listed = list(listed)
        self._month = month
        self._today = local(now).date()
        self._language = language
        self._note_places()

    def __len__(self) -> int:
        return len(self.listed)

    def row(self, index: int) -> Row:
        """The row at an index."""
        one = self.listed[index]
        here = one.pick is not None and one.pick.edition_id == self._month
        earlier = one.pick.edition_id if one.pick is not None and not here else ""
        return Row(
            key=one.entry.id,
            title=one.entry.title,
            unread=not one.read,
            shortlisted=one.shortlisted,
            date=self._date(one.entry),
            feed=tell(msg("page · {host}", host=one.feed_title)) if one.entry.feed_id == PAGES else one.feed_title,
            category=one.pick.category if here and one.pick else "",
            has_comment=bool(here and one.pick and one.pick.comment),
            earlier=month_name(earlier, self._language) if earlier else "",
            old=one.entry.old,
        )

    def index_of(self, key: str) -> int | None:
        """Where an entry stands."""
        return self._places.get(key)

    def same_page(self, one: ListedEntry) -> ListedEntry | None:
        """What stands here for the same page, perhaps by an entry of another feed."""
        place = self._pages.get(page_of(one.entry))
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

    def _note_places(self) -> None:
        self._places = {one.entry.id: index for index, one in enumerate(self.listed)}
        self._pages = {page_of(one.entry): index for index, one in enumerate(self.listed)}
        #: How many entries are unread; told with every mark, so it is not counted anew each time.
        self.unread = sum(one.unread for one in self.listed)

    def _date(self, entry: Entry) -> str:
        day = local(entry.date).date()
        ago = (self._today - day).days
        if ago == 0:
            return tell(msg("today"))
        if ago == 1:
            return tell(msg("yest."))
        return day.strftime(tell(msg("%m-%d")) if day.year == self._today.year else tell(msg("%Y-%m-%d")))


@dataclass(frozen=True, slots=True)
class _Found:
    """`left` are those that the list showed and the view holds no more, as they are now, by id."""

    rows: ListedRows
    view: View
    whole: bool
    left: Mapping[str, ListedEntry]


class Listing:
    """Fills the entry list for a view and keeps it true."""

    def __init__(self, screen: InboxScreen) -> None:
        self._screen = screen
        self.view = View("inbox")
        self.narrowing = Narrowing()
        self.rows: ListedRows | None = None
        self._go_to = ""
        # What the next whole answer is to be taken as; questions overtake each other, these wishes stay.
        self._fresh = self._at_once = False
        self._announced: ListedRows | None = None
        self._asked = 0

    @property
    def current(self) -> ListedEntry | None:
        """The entry under the cursor."""
        row = self._list.current
        if row is None or self.rows is None:
            return None
        place = self.rows.index_of(row.key)
        return self.rows.listed[place] if place is not None else None

    def open(self, view: View, *, at: str = "") -> None:
        """Show a view anew: a screenful first, then all of it. The cursor goes to the entry `at` if it is there."""
        self.view = view
        self._go_to = at
        self._announced = None
        self._screen.announce(None)
        self._fresh = True
        self._ask(limit=FIRST_ROWS)
        self._ask(limit=0)

    def narrow(self, narrowing: Narrowing) -> None:
        """Show less of the view, or with an empty narrowing all of it; only all entries can hold what is picked."""
        self.narrowing = narrowing
        self.open(View("all") if narrowing.is_about_picks and self.view.kind == "inbox" else self.view)

    def update(self, *, at_once: bool = False) -> None:
        """Ask again what the view holds now; what is here stays where it is, what is new is announced.

        With `at_once` what is new comes in as well: it was asked for, by an undo.
        """
        self._at_once = self._at_once or at_once
        self._ask(limit=0)

    def update_entry(self, one: ListedEntry) -> None:
        """Show one entry as it is now, where it stands."""
        if self.rows is not None and self.rows.replace(one):
            self._list.refresh_row(one.entry.id)

    def entries_with(self, entry: Entry) -> list[Entry]:
        """An entry, and those that its line stands for as well."""
        place = self.rows.index_of(entry.id) if self.rows is not None else None
        if self.rows is None or place is None:
            return [entry]
        return _entries(self.rows.listed[place])

    def show_announced(self) -> None:
        """Bring in what was announced."""
        if self._announced is not None:
            self._put(self._announced)

    @property
    def _list(self) -> EntryList:
        return self._screen.query_one(EntryList)

    def _ask(self, *, limit: int) -> None:
        self._asked += 1
        number, view, app, narrowing = self._asked, self.view, self._screen.app, self.narrowing
        core, month, words, here = app.core, app.month, self._screen.finding.words, self.rows
        limit = 0 if narrowing else limit

        def look() -> _Found | None:
            if limit == 0 and number != self._asked:
                return None  # overtaken before its turn came
            if view.kind == "section":
                listed = core.views.section(month, view.value)
            else:
                listed = list(core.reading.entries(_query(view, words, limit), month).rows)
            if narrowing:
                listed = narrowing.of(listed, month)
            rows = ListedRows(one_a_page(listed), month, core.clock(), core.settings.edition_language)
            left = [one for one in here.listed if rows.same_page(one) is None] if here and view.kind in _KEPT else []
            again = core.views.left(left, month, off_shortlist=view.kind == "shortlist")
            return _Found(rows, view, limit == 0, {one.entry.id: one for one in again})

        app.library.ask(look, lambda found: self._take(found, number))

    def _take(self, found: _Found | None, number: int) -> None:
        here, fresh, at_once = self.rows, self._fresh, self._at_once
        if found is None or found.view != self.view:
            return
        if (number != self._asked) if found.whole else not fresh:
            return
        if found.whole:
            self._fresh = self._at_once = False
        if fresh or here is None:
            self._put(found.rows)
            return
        new = [one for one in found.rows.listed if here.same_page(one) is None]
        if not new or at_once or self._list.cursor == 0:
            self._put(_joined(here, found, new))
        else:
            announced = _joined(here, found, new)
            self._put(_joined(here, found, ()))
            self._announced = announced
            self._screen.announce(nmsg("{n} new · . shows it", "{n} new · . shows them", len(new)))

    def _put(self, rows: ListedRows) -> None:
        row, current = self._list.current, self.current
        keep = row.key if row else None
        if current is not None and rows.index_of(current.entry.id) is None and (twin := rows.same_page(current)):
            keep = twin.entry.id
        self.rows = rows
        if rows is self._announced:
            self._announced = None
            self._screen.announce(None)
        self._list.replace_rows(rows, keep=keep)
        if self._go_to and self._list.select_key(self._go_to):
            self._go_to = ""
        self._screen.list_changed()


def _query(view: View, words: str, limit: int) -> EntryQuery:
    return EntryQuery(
        unread=view.kind == "inbox",
        shortlisted=view.kind == "shortlist",
        feed_ids=(view.value,) if view.kind == "feed" else (),
        search=f"{view.value} {words}" if view.kind == "search" else words,
        muted={"inbox": False, "muted": True}.get(view.kind),
        limit=limit,
    )


def _joined(here: ListedRows, answer: _Found, new: Iterable[ListedEntry]) -> ListedRows:
    """What is here, as it is now, with chosen new entries in their places.

    Entries that have left the inbox or the shortlist meanwhile (read elsewhere) stay until it is opened again. A page
    that another feed has brought as well stays where it is.
    """
    wanted = {one.entry.id for one in new}
    found, kind = answer.rows, answer.view.kind
    stays = kind in _KEPT
    listed, is_sorted = [], True
    for one in found.listed:
        shown = here.same_page(one)
        if shown is not None and shown.entry.id != one.entry.id and (stays or shown.entry in _entries(one)):
            listed.append(led_by(shown, one))
            is_sorted = False
        elif shown is not None or one.entry.id in wanted:
            listed.append(one)
    if stays and (gone := [one for one in here.listed if found.same_page(one) is None]):
        off = {"read": True} if kind == "inbox" else {"shortlisted": False}
        listed += [answer.left.get(one.entry.id) or marked(one, **off) for one in gone]
        is_sorted = False
    if not is_sorted:
        listed.sort(key=lambda one: entry_order(one.entry), reverse=True)
    return found.holding(listed)


def _entries(one: ListedEntry) -> list[Entry]:
    return [row.entry for row in one.rows]
