"""Moving in the inbox: the list, the panes, the sidebar."""

from __future__ import annotations

from collections.abc import Callable

from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.reading_pane import ReadingPane
from digest.tui.widgets.sidebar import Sidebar


class InboxMoving:
    """Movement goes to the pane that has the focus: sidebar, list, or text."""

    def __init__(self, sidebar: Sidebar, entries: EntryList, text: ReadingPane, open_entry: Callable[[], None]) -> None:
        """`open_entry` reads the entry under the cursor."""
        self.sidebar = sidebar
        self._list = entries
        self.text = text
        self._open_entry = open_entry

    def by(self, lines: int) -> None:
        """Some lines down (or up)."""
        if self.sidebar.has_focus:
            self.sidebar.move_by(lines)
        elif self.text.has_focus:
            self.text.scroll_relative(y=lines, animate=False)
        else:
            self._list.move_by(lines)

    def page(self, pages: float) -> None:
        """Some pages down (or up)."""
        if self.text.has_focus:
            self.text.scroll_relative(y=round(pages * self.text.size.height), animate=False)
        elif self.sidebar.has_focus:
            self.by(round(pages * self.sidebar.size.height))
        else:
            self._list.page(pages)

    def first(self) -> None:
        """To the top."""
        if self.sidebar.has_focus:
            self.sidebar.first()
        elif self.text.has_focus:
            self.text.scroll_home(animate=False)
        else:
            self._list.first()

    def last(self) -> None:
        """To the end."""
        if self.sidebar.has_focus:
            self.sidebar.last()
        elif self.text.has_focus:
            self.text.scroll_end(animate=False)
        else:
            self._list.last()

    def pane(self, by: int) -> None:
        """To the pane on the left (-1) or right (+1): sidebar, list, text."""
        panes = [self.sidebar, self._list, self.text]
        here = next((number for number, pane in enumerate(panes) if pane.has_focus), 1)
        there = panes[max(0, min(len(panes) - 1, here + by))]
        self._list.screen.set_class(there is self.sidebar, "-sidebar-open")
        there.focus()

    def enter(self) -> None:
        """On the sidebar: show that view. In the list: read the entry; it counts as read."""
        if self.sidebar.has_focus:
            self.sidebar.choose()
        else:
            self._open_entry()
