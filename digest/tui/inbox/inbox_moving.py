"""Moving in the inbox: the list, the panes, the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.reading_pane import ReadingPane
from digest.tui.widgets.sidebar import Sidebar

if TYPE_CHECKING:
    from digest.tui.inbox.inbox_screen import InboxScreen


class InboxMoving:
    """Movement goes to the pane that has the focus: sidebar, list, or text."""

    def __init__(self, screen: InboxScreen) -> None:
        self._screen = screen

    def by(self, lines: int) -> None:
        """Some lines down (or up)."""
        if self._sidebar.has_focus:
            self._sidebar.move_by(lines)
        elif self._text.has_focus:
            self._text.scroll_relative(y=lines, animate=False)
        else:
            self._list.move_by(lines)

    def page(self, pages: float) -> None:
        """Some pages down (or up)."""
        if self._text.has_focus:
            self._text.scroll_relative(y=round(pages * self._text.size.height), animate=False)
        elif self._sidebar.has_focus:
            self.by(round(pages * self._sidebar.size.height))
        else:
            self._list.page(pages)

    def first(self) -> None:
        """To the top."""
        if self._sidebar.has_focus:
            self._sidebar.first()
        elif self._text.has_focus:
            self._text.scroll_home(animate=False)
        else:
            self._list.first()

    def last(self) -> None:
        """To the end."""
        if self._sidebar.has_focus:
            self._sidebar.last()
        elif self._text.has_focus:
            self._text.scroll_end(animate=False)
        else:
            self._list.last()

    def pane(self, by: int) -> None:
        """To the pane on the left (-1) or right (+1): sidebar, list, text."""
        panes = [self._sidebar, self._list, self._text]
        here = next((number for number, pane in enumerate(panes) if pane.has_focus), 1)
        there = panes[max(0, min(len(panes) - 1, here + by))]
        self._screen.set_class(there is self._sidebar, "-sidebar-open")
        there.focus()

    def enter(self) -> None:
        """On the sidebar: show that view. In the list: read the entry; it counts as read."""
        if self._sidebar.has_focus:
            self._sidebar.choose()
        else:
            self._screen.reading.open()

    @property
    def _sidebar(self) -> Sidebar:
        return self._screen.query_one(Sidebar)

    @property
    def _list(self) -> EntryList:
        return self._screen.query_one(EntryList)

    @property
    def _text(self) -> ReadingPane:
        return self._screen.query_one(ReadingPane)
