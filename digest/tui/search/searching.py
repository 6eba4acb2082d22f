"""Search everything: results come month by month; an outdated search ends by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from textual.timer import Timer

from digest.config.language import month_listed
from digest.domain.edition import Pick
from digest.domain.errors import GivenUp
from digest.services.reading.entries import ListedEntry
from digest.services.reading.search import SearchResults
from digest.tui.inbox.listed_rows import ListedRows
from digest.tui.shell.waiting_keys import WaitingKeys
from digest.tui.shell.work_queue import Latest
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.rows import FixedRows, Row
from digest.tui.widgets.sidebar import View

if TYPE_CHECKING:
    from digest.tui.host import Host

_WAIT_SECONDS = 0.12


class Searching:
    """The results of the words typed last: picks first, then entries, each newest first."""

    def __init__(self, host: Host, entries: EntryList, shown: Callable[[int, int, bool], None]) -> None:
        """`shown` is called with the numbers of picks and entries so far, and if these are all."""
        self._host = host
        self._list = entries
        self._shown = shown
        self._timer: Timer | None = None
        self._latest = Latest()
        self._rows: list[Row] = []
        self._picks: dict[str, Pick] = {}
        self._entries: dict[str, ListedEntry] = {}
        self._keys = WaitingKeys(host)
        # Whether the words typed last have no result shown yet, and what is to be done with their first ones.
        self._is_old = False
        self._then: Callable[[], object] | None = None
        self.words = self._searched = ""

    def typed(self, words: str) -> None:
        """Search for what is typed so far."""
        self.words = words.strip()
        self._is_old = True
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._list.set_timer(_WAIT_SECONDS, self._begin)

    @property
    def current(self) -> Pick | ListedEntry | None:
        """The result under the cursor."""
        row = self._list.current
        return (self._picks.get(row.key) or self._entries.get(row.key)) if row else None

    def open(self) -> None:
        """Open the result: a pick in its edition, an entry in the inbox among all results."""
        self.when_found(self._open)

    def when_found(self, act: Callable[[], object]) -> None:
        """Do something with the results; if there are none yet, when the first ones come."""
        if not self._is_old:
            act()
            return
        self._then = act
        self._keys.hold()
        if self._timer is not None:
            self._timer.stop()
            self._begin()

    def _open(self) -> None:
        found = self.current
        if isinstance(found, Pick):
            self._host.navigation.pick(found)
        elif found is not None:
            self._host.navigation.inbox(View("search", self.words), at=found.entry.id)

    def _begin(self) -> None:
        self._timer = None
        # An earlier search may have answered since these words were typed: its results go now.
        self._is_old, self._searched = True, self.words
        is_last = self._latest.ask()
        self._rows, self._picks, self._entries = [], {}, {}
        self._step(self._host.library.search.everywhere(self.words, self._host.month), is_last)

    def _step(self, results: Iterator[SearchResults], is_last: Callable[[], bool]) -> None:
        def is_wanted() -> bool:
            return is_last() and self._list.is_attached

        def look() -> SearchResults | None:
            try:
                with self._host.library.reading.while_wanted(is_wanted):
                    return next(results, None)
            except GivenUp:
                return None

        def take(found: SearchResults | None) -> None:
            if not is_last():
                return
            if not self._list.is_attached:
                self._fail()
            elif found is not None:
                self._add(found)
                self._step(results, is_last)
            else:
                self._show(ended=True)

        # With a screenful there, what is left may take as long as it likes: nobody's question waits behind it.
        work = self._host.work_queue
        (work.ask_much if self._entries else work.ask)(look, take, self._fail)

    def _fail(self) -> None:
        """The library could not be asked, which was told, or nobody waits: open nothing."""
        self._then = None
        self._keys.go()

    def _add(self, found: SearchResults) -> None:
        library = self._host.library
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
        entries = ListedRows(found.entries, self._host.month, library.clock())
        for place, one in enumerate(found.entries):
            self._entries[one.entry.id] = one
            self._rows.append(entries.row(place))
        if found.picks or found.entries or len(self._rows) == 0:
            self._show(ended=False)

    def _show(self, *, ended: bool) -> None:
        row = self._list.current
        self._list.replace_rows(FixedRows(self._rows), keep=row.key if row and self._list.cursor else None)
        self._shown(len(self._picks), len(self._entries), ended)
        if self._searched == self.words:
            self._is_old = self._is_old and not self._rows and not ended
        if self._then is not None and not self._is_old:
            act, self._then = self._then, None
            self._keys.go()
            act()
