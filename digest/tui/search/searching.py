"""Search everything: results come month by month; an outdated search ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.timer import Timer

from digest.config.language import month_listed
from digest.domain.edition import Pick
from digest.services.reading.entries import ListedEntry
from digest.services.reading.search import Found
from digest.tui.inbox.listed_rows import ListedRows
from digest.tui.shell.waiting_keys import WaitingKeys
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.rows import FixedRows, Row
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.tui.search.search_screen import SearchScreen

_WAIT_SECONDS = 0.12


class SearchingAll:
    """The results of the words typed last: picks first, then entries, each newest first."""

    def __init__(self, screen: SearchScreen) -> None:
        self._screen = screen
        self._timer: Timer | None = None
        self._number = 0
        self._rows: list[Row] = []
        self._picks: dict[str, Pick] = {}
        self._entries: dict[str, ListedEntry] = {}
        self._keys = WaitingKeys(screen.app)
        # Whether the words typed last have no result shown yet, and whether their first one is to be opened.
        self._is_old = self._opens_first = False
        self.words = ""

    def typed(self, words: str) -> None:
        """Search for what is typed so far."""
        self.words = words.strip()
        self._is_old = True
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(_WAIT_SECONDS, self._begin)

    @property
    def current(self) -> Pick | ListedEntry | None:
        """The result under the cursor."""
        row = self._list.current
        return (self._picks.get(row.key) or self._entries.get(row.key)) if row else None

    def open(self) -> None:
        """Open the result: a pick in its edition, an entry in the inbox among all results.

        If the latest words have no result yet, their first one is opened when it comes.
        """
        if self._is_old:
            self._opens_first = True
            self._keys.hold()
            if self._timer is not None:
                self._timer.stop()
                self._begin()
            return
        found = self.current
        if isinstance(found, Pick):
            self._screen.app.go.pick(found)
        elif found is not None:
            self._screen.app.go.inbox(View("search", self.words), at=found.entry.id)

    def _begin(self) -> None:
        self._timer = None
        self._number += 1
        self._rows, self._picks, self._entries = [], {}, {}
        self._step(self._screen.app.core.searching.everywhere(self.words, self._screen.app.month), self._number)

    def _step(self, results: Iterator[Found], number: int) -> None:
        def take(found: Found | None) -> None:
            if number != self._number:
                return
            if not self._screen.is_running:
                self._fail()
            elif found is not None:
                self._add(found)
                self._step(results, number)
            else:
                self._show(ended=True)

        self._screen.app.library.ask(lambda: next(results, None), take, self._fail)

    def _fail(self) -> None:
        """The library could not be asked, which was told, or nobody waits: open nothing."""
        self._opens_first = False
        self._keys.go()

    def _add(self, found: Found) -> None:
        core = self._screen.app.core
        for pick in found.picks:
            key = f"pick {pick.id}"
            self._picks[key] = pick
            self._rows.append(
                Row(
                    key,
                    pick.shown_title,
                    date=month_listed(pick.edition_id),
                    feed=pick.source,
                    category=pick.category,
                    has_comment=bool(pick.comment),
                )
            )
        entries = ListedRows(found.entries, self._screen.app.month, core.clock())
        for place, one in enumerate(found.entries):
            self._entries[one.entry.id] = one
            self._rows.append(entries.row(place))
        if found.picks or found.entries or len(self._rows) == 0:
            self._show(ended=False)

    def _show(self, *, ended: bool) -> None:
        row = self._list.current
        self._list.replace_rows(FixedRows(self._rows), keep=row.key if row and self._list.cursor else None)
        self._screen.show_found(len(self._picks), len(self._entries), ended=ended)
        self._is_old = self._is_old and not self._rows and not ended
        if self._opens_first and not self._is_old:
            self._opens_first = False
            self._keys.go()
            self.open()

    @property
    def _list(self) -> EntryList:
        return self._screen.query_one(EntryList)
