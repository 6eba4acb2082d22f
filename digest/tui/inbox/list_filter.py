"""Filtering the list as one types; Enter keeps the result, Esc clears it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widgets import Input

from digest.tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from digest.tui.inbox.inbox_screen import InboxScreen

#: Typing goes on while the list is asked; a short wait keeps quick typists from asking for every letter.
_WAIT_SECONDS = 0.12


class Finding:
    """The words that the list is filtered by."""

    def __init__(self, screen: InboxScreen) -> None:
        self._screen = screen
        self._timer: Timer | None = None
        self.words = ""

    def filter(self) -> None:
        """Open the line for words."""
        self._line.display = True
        self._screen.set_focus(self._line)

    def typed(self, words: str) -> None:
        """Filter by what is typed so far."""
        self.words = words.strip()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(_WAIT_SECONDS, self._again)

    def keep(self) -> None:
        """Leave the line and keep its result: the next key acts on what was found."""
        if self._timer is not None:
            self._timer.stop()
            self._again()
        self._line.display = bool(self.words)
        self._screen.set_focus(self._list)
        self._screen.listing.hold_keys()

    def clear(self) -> None:
        """Leave the line and show everything; a cursor among the results stays on its entry."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        stay = not self._line.has_focus
        self.words = ""
        with self._line.prevent(Input.Changed):
            self._line.value = ""
        self._line.display = False
        self._screen.set_focus(self._list)
        self._screen.listing.unfilter(stay=stay)

    def search(self) -> None:
        """Search all months, editions and comments."""
        self._screen.app.go.search()

    def narrow(self) -> None:
        """Choose what to narrow the list to."""
        self._screen.narrowing.ask()

    def _again(self) -> None:
        self._timer = None
        if self.words:
            self._screen.listing.filter()
        else:
            self._screen.listing.unfilter(stay=False)

    @property
    def _line(self) -> Input:
        return self._screen.query_one("#filter", Input)

    @property
    def _list(self) -> EntryList:
        return self._screen.query_one(EntryList)
