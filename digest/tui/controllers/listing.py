"""The inbox's list: which entries a view holds, and how what changes comes in without moving the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class _Found:
    """`left` are those that the list showed and the view holds no more, as they are now, by id.

    `unread` are the unread entries of the whole view, None where they are counted when it is there.
    """

    rows: ListedRows
    view: View
    whole: bool
    unread: int | None
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
        self._is_whole = False
        self._waiting: list[Callable[[], None]] = []

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
        core, month, words, here = app.core, app.month, self._screen.finding.words, self.rows
        limit = 0 if narrowing else limit

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
                return _Found(rows, view, False, _unread(core, view, _query(view, words, 1), total), {})
            left = rows.left_by(here, view.kind) if here else []
            again = core.views.left(left, month, off_shortlist=view.kind == "shortlist")
            return _Found(rows, view, True, None, {one.entry.id: one for one in again})

        ask = app.library.ask if limit else app.library.ask_much
        ask(look, lambda found: self._take(found, number))

    def _take(self, found: _Found | None, number: int) -> None:
        here, fresh, at_once = self.rows, self._fresh, self._at_once
        if found is None or found.view != self.view:
            return
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
        if fresh or here is None:
            self._put(found.rows)
        else:
            self._join(here, found, at_once=at_once)
        if found.whole:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act()

    def _join(self, here: ListedRows, found: _Found, *, at_once: bool) -> None:
        """What is here stays, as it is now; what is new comes in where the cursor is at the top, else when asked."""
        new = [one for one in found.rows.listed if here.same_page(one) is None]
        if not new or at_once or self._list.cursor == 0:
            self._put(found.rows.joined(here, self.view.kind, new, found.left))
        else:
            announced = found.rows.joined(here, self.view.kind, new, found.left)
            self._put(found.rows.joined(here, self.view.kind, (), found.left))
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
