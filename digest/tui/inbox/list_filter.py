"""Filtering the list as one types; Enter keeps the result, Esc clears it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.widgets import Input

from digest.tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from digest.tui.inbox.listing import Listing

#: Typing goes on while the list is asked; a short wait keeps quick typists from asking for every letter.
_WAIT_SECONDS = 0.12


class ListFilter:
    """The line for the words that the list is filtered by, which `listing.words` has."""

    def __init__(self, listing: Listing, line: Input, entries: EntryList) -> None:
        self._listing = listing
        self._line = line
        self._list = entries
        self._timer: Timer | None = None

    def open(self) -> None:
        """Open the line for words."""
        self._line.display = True
        self._line.screen.set_focus(self._line)

    def typed(self, words: str) -> None:
        """Filter by what is typed so far."""
        self._listing.words = words.strip()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._line.set_timer(_WAIT_SECONDS, self._again)

    def keep(self) -> None:
        """Leave the line and keep its result: the next key acts on what was found."""
        if self._timer is not None:
            self._timer.stop()
            self._again()
        self._line.display = bool(self._listing.words)
        self._list.screen.set_focus(self._list)
        self._listing.hold_keys()

    def clear(self) -> None:
        """Leave the line and show everything; a cursor among the results stays on its entry."""
        stay = not self._line.has_focus
        self.forget()
        self._listing.unfilter(stay=stay)

    def forget(self) -> None:
        """Leave the line without its words; the caller shows another list."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._listing.words = ""
        with self._line.prevent(Input.Changed):
            self._line.value = ""
        self._line.display = False
        self._list.screen.set_focus(self._list)

    def _again(self) -> None:
        self._timer = None
        if self._listing.words:
            self._listing.filter()
        else:
            self._listing.unfilter(stay=False)
