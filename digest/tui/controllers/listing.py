"""The inbox's list: which entries a view holds, and how what changes comes in without moving the cursor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from digest.domain.message import nmsg
from digest.services.narrowing import Narrowing
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.bootstrap import App
    from digest.domain.entry import Entry
    from digest.domain.query import EntryQuery
    from digest.services.reading import ListedEntry
    from digest.tui.controllers.listed_rows import ListedRows
    from digest.tui.screens.inbox import InboxScreen

#: As many rows are asked for first, so that a screenful is there at once; the whole list follows.
FIRST_ROWS = 100


class _Found(NamedTuple):
    """What a view holds; `unread` are the unread entries of all of it, None where they are counted when it is there.

    `joined` is what to show instead of the rows that were `here`: those without what is new, those with it, and how
    much that is. None where everything is shown anew.
    """

    rows: ListedRows
    view: View
    whole: bool
    unread: int | None = None
    here: ListedRows | None = None
    joined: tuple[ListedRows, ListedRows, int] | None = None


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
        self._is_whole = False
        self._waiting: list[Callable[[], None]] = []
        # Questions for a whole list that are under way, and whether one is to follow.
        self._under_way: set[int] = set()
        self._again = False
        # Marks are shown before they are kept: how many there were, and those that are not kept yet.
        self._marked = 0
        self._ahead: set[int] = set()

    @property
    def is_open(self) -> bool:
        """True from the first `open` on."""
        return self._asked > 0

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
        self._again = False
        self._waiting.clear()
        self._ask(limit=FIRST_ROWS)

    def when_whole(self, act: Callable[[], None]) -> None:
        """Do what is about all rows: at once where they are all here, else as soon as they are."""
        if self._is_whole:
            act()
        else:
            self._waiting.append(act)

    def narrow(self, narrowing: Narrowing) -> None:
        """Show less of the view, or with an empty narrowing all of it; only all entries can hold what is picked."""
        self.narrowing = narrowing
        self.open(View("all") if narrowing.is_about_picks and self.view.kind == "inbox" else self.view)

    def update(self, *, at_once: bool = False) -> None:
        """Ask again what the view holds now; what is here stays where it is, what is new is announced.

        With `at_once` what is new comes in as well: it was asked for, by an undo. However often it is called, one
        question is under way at a time: an answer that has been overtaken is dropped, and the next question follows.
        """
        self._at_once = self._at_once or at_once
        if self._under_way:
            self._asked += 1
            self._again = True
        else:
            self._ask(limit=0)

    def mark_ahead(self) -> Callable[[], None]:
        """Marks are being shown before they are kept; to be called when they are. What was asked before is old then."""
        self._marked += 1
        number = self._marked
        self._ahead.add(number)
        return lambda: self._ahead.discard(number)

    @property
    def moment(self) -> int | None:
        """To be noted with a question whose answer shows marks, and compared with `is_old`."""
        return None if self._ahead else self._marked

    def is_old(self, moment: int | None) -> bool:
        """True for an answer that may not know of marks that are shown already."""
        return moment != self._marked

    def update_entry(self, one: ListedEntry) -> None:
        """Show one entry as it is now, where it stands."""
        if self.rows is not None and self.rows.replace(one):
            self._list.refresh_row(one.entry.id)

    def entries_with(self, entry: Entry) -> list[Entry]:
        """An entry, and those that its line stands for as well."""
        place = self.rows.index_of(entry.id) if self.rows is not None else None
        if self.rows is None or place is None:
            return [entry]
        return self.rows.entries_at(place)

    def show_announced(self) -> None:
        """Bring in what was announced."""
        if self._announced is not None:
            self._put(self._announced)

    @property
    def _list(self) -> EntryList:
        return self._screen.query_one(EntryList)

    def _ask(self, *, limit: int) -> None:
        self._asked += 1
        self._is_whole = self._is_whole and not self._fresh
        number, view, app, narrowing = self._asked, self.view, self._screen.app, self.narrowing
        core, month, words = app.core, app.month, self._screen.finding.words
        limit = 0 if narrowing else limit
        moment = self.moment
        here = None if self._fresh else self.rows

        def look() -> _Found | None:
            # Loaded on this thread: behind the first frame, which has no rows yet.
            from digest.services.twins import one_a_page
            from digest.tui.controllers.listed_rows import ListedRows

            if limit == 0 and number != self._asked:
                return None  # overtaken before its turn came
            listed, total = _listed(core, view, month, _query(view, words, limit))
            whole = limit == 0 or total <= limit
            if narrowing:
                listed = narrowing.of(listed, month)
            now, language = core.clock(), core.settings.edition_language
            rows = ListedRows(one_a_page(listed), month, now, language, total=0 if whole else total)
            if not whole:
                return _Found(rows, view, False, _unread(core, view, _query(view, words, 1), total))
            if here is None or number != self._asked:
                return _Found(rows, view, True)
            # Also on this thread: with ten thousand rows it takes as long as some frames.
            left = core.views.left(rows.left_by(here, view.kind), month, off_shortlist=view.kind == "shortlist")
            return _Found(rows, view, True, here=here, joined=rows.joined_with(here, view.kind, left))

        if limit:
            app.library.ask(look, lambda found: self._take(found, 0.0, number, moment))
            return

        def timed() -> tuple[_Found | None, float]:
            began = monotonic()
            try:
                return look(), monotonic() - began
            finally:
                self._under_way.discard(number)

        self._under_way.add(number)
        app.library.ask_much(timed, lambda answer: self._take(*answer, number, moment))

    def _take(self, found: _Found | None, took: float, number: int, moment: int | None) -> None:
        if found is not None and found.whole and self.is_old(moment):
            self._again = True
        elif found is not None and found.view == self.view:
            self._show(found, number)
        if self._again and not self._under_way:
            self._again = False
            # Half of the time is left to others, should one change follow the other.
            self._screen.set_timer(max(took, 0.01), self.update)

    def _show(self, found: _Found, number: int) -> None:
        fresh, at_once = self._fresh, self._at_once
        if (number != self._asked) if found.whole else not fresh:
            return
        if found.whole:
            self._fresh = self._at_once = False
        elif number == self._asked:
            # Behind the frame with the first rows.
            self._screen.call_after_refresh(self._ask, limit=0)
        self._is_whole = found.whole
        if found.unread is not None:
            found.rows.unread = found.unread
        if fresh or self.rows is None:
            self._put(found.rows)
        elif found.joined is None or found.here is not self.rows:
            self.update()  # what is here has been exchanged meanwhile
        else:
            self._join(*found.joined, at_once=at_once)
        if found.whole:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act()

    def _join(self, known: ListedRows, every: ListedRows, new: int, *, at_once: bool) -> None:
        """What is here stays, as it is now; what is new comes in where the cursor is at the top, else when asked."""
        if not new or at_once or self._list.cursor == 0:
            self._put(every)
        else:
            self._put(known)
            self._announced = every
            self._screen.announce(nmsg("{n} new · . shows it", "{n} new · . shows them", new))

    def _put(self, rows: ListedRows) -> None:
        if rows is self.rows:
            self._screen.marks_changed()
            return
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


def _listed(core: App, view: View, month: str, query: EntryQuery) -> tuple[list[ListedEntry], int]:
    """The entries of a view, and how many there would be without a limit."""
    if view.kind == "section":
        picked = core.views.section(month, view.value)
        return picked, len(picked)
    found = core.reading.entries(query, month)
    return list(found.rows), found.total


def _unread(core: App, view: View, query: EntryQuery, total: int) -> int | None:
    """How many of a view are unread, where the library knows without a look at all of them."""
    if view.kind == "inbox":
        return total
    if query.search or view.kind not in ("all", "feed"):
        return None
    return core.store.entries(replace(query, unread=True)).total


def _query(view: View, words: str, limit: int) -> EntryQuery:
    from digest.domain.query import EntryQuery

    return EntryQuery(
        unread=view.kind == "inbox",
        shortlisted=view.kind == "shortlist",
        feed_ids=(view.value,) if view.kind == "feed" else (),
        search=f"{view.value} {words}" if view.kind == "search" else words,
        muted={"inbox": False, "muted": True}.get(view.kind),
        limit=limit,
    )
