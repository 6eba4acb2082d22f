"""The inbox's list: the entries of a view; changes come in without moving the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from digest.tui.inbox.arrivals import Arrivals
from digest.tui.inbox.cursor_memory import ListPlace
from digest.tui.inbox.list_parts import ListParts
from digest.tui.inbox.marks_ahead import MarksAhead
from digest.tui.inbox.view_rows import Part, Question, ViewRows, look_up
from digest.tui.shell.waiting_keys import WaitingKeys
from digest.tui.shell.work_queue import Latest
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.domain.entry import Entry
    from digest.domain.message import Message
    from digest.services.reading.entries import ListedEntry
    from digest.services.reading.narrowing import Narrowing
    from digest.tui.host import Host
    from digest.tui.inbox.listed_rows import ListedRows

#: As many rows are asked for first, so that a screenful is there at once; the whole list follows.
FIRST_ROWS = 100

#: An empty key means line 0: the list begins at its top.
_TOP = ListPlace("")


class ListShown(Protocol):
    """What is shown beside the list: its name, its view, the text at the cursor."""

    def view_opened(self, view: View) -> None:
        """The list is going to show a view."""

    def list_changed(self) -> None:
        """The list holds other entries."""

    def marks_changed(self) -> None:
        """Entries of the list are marked otherwise."""

    def announce(self, message: Message | None) -> None:
        """Say that there is something new, or no more."""


class Listing:
    """Fills the entry list for a view and keeps it true."""

    def __init__(self, host: Host, entries: EntryList, shown: ListShown) -> None:
        self._host = host
        self._list = entries
        self._shown = shown
        self.view = View("inbox")
        #: What the list is filtered by and narrowed to; empty and None for nothing.
        self.words = ""
        self.narrowing: Narrowing | None = None
        self.rows: ListedRows | None = None
        self.arrivals = Arrivals(shown.announce)
        self._keys = WaitingKeys(host)
        self.parts = ListParts(entries, self.update, self._keys)
        self._go_to: ListPlace | None = None  # where the cursor is to go once the rows are there
        self._places: dict[View, ListPlace] = {}  # where it was in the views that were left
        self._is_begun = False  # rows of this view are shown
        self._is_filtered = False  # words or a narrowing make less of the view
        self._unfiltered: ListedRows | None = None  # the whole view's rows, to come back to
        self._before_narrowing: View | None = None  # the view in whose place a narrowing has put another
        # What the next whole answer is to be taken as; questions overtake each other, these wishes stay.
        self._fresh = self._at_once = False
        self._latest = Latest()
        #: All rows of the view are here, not only the first; or a part of a very long list.
        self.is_whole = False
        self._waiting: list[Callable[[], object]] = []  # what needs all rows, until they are here
        self._under_way: set[int] = set()  # questions for a whole list
        self._again = False  # one is to follow
        self.ahead = MarksAhead()

    @property
    def is_open(self) -> bool:
        """True from the first `open` on."""
        return self._latest.number > 0

    @property
    def is_about_picks(self) -> bool:
        """True if picking, which also counts as reading, may change which entries the list holds."""
        return self.view.kind == "section" or self.narrowing is not None

    @property
    def current(self) -> ListedEntry | None:
        """The entry under the cursor."""
        row = self._list.current
        if row is None or self.rows is None:
            return None
        place = self.rows.index_of(row.key)
        return self.rows.at(place) if place is not None else None

    @property
    def question(self) -> Question:
        """What this list is the answer to: all of it, whatever part is here."""
        return Question(self.view, self._host.month, self.words, self.narrowing)

    def open(self, view: View, *, at: str = "") -> None:
        """Show a view anew: a screenful first, then all of it.

        The cursor goes to the entry `at` if it is there, else to its place when this view was left, else to the top.
        """
        self._note_place()
        self._unfiltered = None
        if view != self.view:
            self._before_narrowing = None
        self._open(view, ListPlace(at) if at else self._places.get(view))

    def open_unfiltered(self, view: View) -> None:
        """Show a view anew, without the narrowing of the present one: the view asks for that itself."""
        self._note_place()
        self.narrowing, self._is_filtered = None, False
        self._unfiltered = self._before_narrowing = None
        self._open(view, None)

    def hold_keys(self) -> None:
        """Hold typed keys until the list that was asked for last is shown: they are about it."""
        if not self._is_begun:
            self._keys.hold()

    def begin(self) -> None:
        """Show the inbox from its top, with what came in before anybody looked."""
        self._places.clear()
        self._unfiltered = None
        self._open(View("inbox"), None)

    def filter(self) -> None:
        """Show what fits the words that are typed; the cursor stays on its entry if it fits."""
        self._begin_filter()
        self._open(self.view, self._place)
        self._keys.go()

    def unfilter(self, *, stay: bool) -> None:
        """Show the whole view again, with what was read in it meanwhile.

        The cursor stays on its entry with `stay`, else it goes back to its former place.
        """
        was_filtered, self._is_filtered = self._is_filtered, bool(self.words or self.narrowing)
        if not was_filtered and not self._is_filtered:
            return  # words were typed and taken back before the list was asked
        view = self.view
        if self._before_narrowing is not None and not self.narrowing:
            view, self._before_narrowing = self._before_narrowing, None
        here, before = self._place if stay else None, self._places.get(view)
        if here is not None and before is not None:
            here = here._replace(neighbours=(*here.neighbours, before.key, *before.neighbours))
        rows, self._unfiltered = self._unfiltered, None
        if rows is None or self._is_filtered:
            self._open(view, here or before)
            return
        self.view = view
        self._shown.view_opened(view)
        self.arrivals.forget()
        self._fresh = self._again = False
        self.is_whole = self._is_begun = True
        self.parts.back_to(view, rows)
        self._latest.ask()  # overtakes answers about the filtered list
        self._waiting.clear()
        self._keys.go()
        self._put(rows, here or before or _TOP)
        self.update()

    def _open(self, view: View, place: ListPlace | None) -> None:
        self.view, self._go_to, self._is_begun = view, place, False
        self.parts.begin(view, place)
        self.arrivals.forget()
        self._fresh, self._again = True, False
        self._waiting.clear()
        self._shown.view_opened(view)
        self._keys.hold()
        self._ask(limit=FIRST_ROWS)

    def _begin_filter(self) -> None:
        """Keep the view as it is now, to come back to."""
        if not self._is_filtered:
            self._note_place()
            self._unfiltered = self.rows if self.is_whole else None
            self._is_filtered = True

    @property
    def _place(self) -> ListPlace | None:
        return ListPlace.of(self._list, has_come=self.current is not None)

    def _note_place(self) -> None:
        """Remember the cursor's place in this view, unless only part of the view is shown."""
        if not self._is_filtered and self.rows is not None and (place := self._place) is not None:
            self._places[self.view] = place

    def when_whole(self, act: Callable[[], None]) -> None:
        """Run what needs all rows, or the part with the cursor, as soon as they are here."""
        if self.is_whole and (self.current is None) == (self._list.current is None):
            act()
        else:
            self._keys.hold()
            self._waiting.append(act)

    def narrow(self, narrowing: Narrowing | None) -> None:
        """Narrow the view, or with no narrowing, or an empty one, show all of it.

        If it is about picks, “all” takes the inbox's place: what is picked counts as read.
        """
        self.narrowing = narrowing or None
        if not narrowing:
            self.unfilter(stay=True)
            return
        self._begin_filter()
        if narrowing.is_about_picks and (view := self.view).kind == "inbox":
            self._before_narrowing = view
        self._open(View("all") if self._before_narrowing else self.view, self._place)

    def update(self, *, at_once: bool = False) -> None:
        """Ask again what the view holds: rows keep their places, new entries are announced.

        With `at_once` what is new comes in as well: it was asked for, by an undo, and typed keys wait for it. One
        question is under way at a time: an answer that has been overtaken is dropped, and the next question follows.
        """
        self._at_once = self._at_once or at_once
        if at_once or self._host.work_queue.keys_wait:
            self._keys.hold()
        if self._under_way:
            self._latest.ask()
            self._again = True
        else:
            self._ask(limit=0)

    def go_to(self, keys: Sequence[str]) -> None:
        """Go to the first of these entries in the list, now or once it has been updated."""

        def is_there() -> bool:
            return any(map(self._list.select_key, keys))

        def later() -> None:
            if not is_there() and self.rows is not None and self.rows.is_part:
                self.seek(*keys)

        if keys and not is_there():
            self._waiting.append(later)

    def seek(self, *keys: str) -> None:
        """Go to the first of these entries in another part of the list; typed keys wait."""
        self._keys.hold()
        self._waiting.append(lambda: any(map(self._list.select_key, keys)))
        self.parts.around = keys
        self._ask(limit=0)

    def update_entry(self, one: ListedEntry) -> None:
        """Show one entry as it is now, in its place."""
        if self._unfiltered is not None and self._unfiltered is not self.rows:
            self._unfiltered.replace(one)
        if self.rows is not None and self.rows.replace(one):
            self._list.refresh_row(one.entry.id)

    def marks_changed(self) -> None:
        """Marks are shown otherwise than before, by `update_entry`."""
        self._shown.marks_changed()

    def entries_with(self, entry: Entry) -> list[Entry]:
        """An entry, and those that its line stands for as well."""
        return self.rows.entries_with(entry) if self.rows is not None else [entry]

    def show_new(self) -> bool:
        """Go to the newest entry of those that have come in; False, and to the top, if none has."""
        newest, waiting = self.arrivals.newest, self.arrivals.waiting
        if waiting is not None:
            newest = self.arrivals.newest_in(waiting, self.rows)
            self._put(waiting)
        self.arrivals.forget()
        if not newest or not self._list.select_key(newest):
            self._list.first()
            return False
        if self._list.cursor < self._list.size.height:
            self._list.scroll_to_line(0)
        return True

    def _ask(self, *, limit: int) -> None:
        is_last, number, known = self._latest.ask(), self._latest.number, self.ahead.marks_known
        self.is_whole = self.is_whole and not self._fresh
        library, work = self._host.library, self._host.work_queue
        limit = 0 if self.narrowing else limit
        here = None if self._fresh else self.rows
        part = Part() if limit else self.parts.asked(is_filtered=bool(self.words or self.narrowing))
        question = self.question._replace(limit=limit, part=part, here=here)

        def look() -> ViewRows | None:
            return look_up(library, question, is_last)

        if limit:
            # Words may be looked for in millions of texts: no other question waits behind that.
            ask = work.ask_much if self.words or self.view.kind in ("search", "saved") else work.ask
            ask = work.change if known is None else ask  # some marks are not saved yet
            ask(look, lambda found: self._take(found, 0.0, is_last, known), self._keys.go)
            return

        def timed() -> tuple[ViewRows | None, float]:
            began = monotonic()
            try:
                return look(), monotonic() - began
            finally:
                self._under_way.discard(number)

        self._under_way.add(number)
        work.ask_much(timed, lambda answer: self._take(*answer, is_last, known), self._keys.go)

    def _take(self, found: ViewRows | None, took: float, is_last: Callable[[], bool], known: int | None) -> None:
        if found is not None and found.whole and self.ahead.is_outdated(known):
            self._again = True
        elif found is not None and found.view == self.view:
            self._show(found, is_last=is_last())
        if self._again and not self._under_way:
            self._again = False
            # Half of the time is left to others, should one change follow the other.
            self._list.set_timer(max(took, 0.01), self.update)

    def _show(self, found: ViewRows, *, is_last: bool) -> None:
        fresh, at_once = self._fresh, self._at_once
        is_wanted = is_last if found.whole else fresh
        if not is_wanted:
            return
        if found.whole:
            self._fresh = self._at_once = False
        elif is_last:
            # Behind the frame with the first rows.
            self._list.call_after_refresh(self._ask, limit=0)
        self.is_whole = found.whole
        self.parts.take(found)
        for rows in found.every:
            rows.count_as(found.unread, whole=found.whole)
        if fresh or self.rows is None:
            self._put_anew(found.rows, whole=found.whole)
        elif found.joined is None or found.here is not self.rows:
            self.update()  # what is here has been exchanged meanwhile
        else:
            self._join(*found.joined, at_once=at_once)
        if found.whole:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act()
            self._keys.go()

    def _join(self, known: ListedRows, every: ListedRows, new: int, *, at_once: bool) -> None:
        """Update the rows in place; new ones come in if the cursor is at the top, else on request."""
        if not new or at_once:
            self._put(every)
        elif self._is_at_top:
            newest = self.arrivals.newest_in(every, self.rows)
            self._put(every, at_top=True)
            current = self._list.current
            self.arrivals.came_in(newest, new, current.key if current else "")
        else:
            self._put(known)
            self.arrivals.wait(every, new)

    @property
    def _is_at_top(self) -> bool:
        """True if the cursor is on the first entry, or was, and has not moved since others came in."""
        row = self._list.current
        is_first = self._list.cursor == 0 and self._list.scroll_offset.y == 0
        return is_first or self.arrivals.is_resting_on(row.key if row else None)

    def _put(self, rows: ListedRows, place: ListPlace | None = None, *, at_top: bool = False) -> None:
        """Show rows. The cursor keeps its entry, or with `at_top` its line; or goes to `place`.

        Rows that are all new have no entry to stay on.
        """
        if rows is self.rows and place is None:
            self._shown.marks_changed()
            return
        row, current = self._list.current, self.current
        keep: str | int | None = row.key if row else None
        line = None
        if current is not None and rows.index_of(current.entry.id) is None and (twin := rows.same_page(current)):
            keep = twin.entry.id
        if current is None and row is not None:
            keep = rows.line_as_in(self.rows, self._list.cursor)  # on a row that had not come yet
        if place is not None:
            keep, line = place.found_in(rows), place.line
        elif at_top and isinstance(keep, str):
            line = rows.index_of(keep)
        self.rows = rows
        self._list.replace_rows(rows, keep=keep, line=line)
        self._shown.list_changed()

    def _put_anew(self, rows: ListedRows, *, whole: bool) -> None:
        """Show a view's content, the cursor at the wanted place."""
        if self._is_begun:
            self._put(rows)
            return
        place = self._go_to
        if place is not None and place.key and not whole and rows.index_of(place.key) is None:
            return  # the whole list follows, with the entry that the cursor is to go to
        self._is_begun = True
        self._keys.go()
        self._put(rows, place or _TOP)
