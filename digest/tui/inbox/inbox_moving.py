"""Moving in the inbox: the list, the panes, the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.reading_pane import ReadingPane
from digest.tui.widgets.sidebar import Sidebar

if TYPE_CHECKING:
    from digest.tui.inbox.inbox_folders import InboxFolders
    from digest.tui.inbox.inbox_reading import InboxReading
    from digest.tui.inbox.view_filter import ViewFilter


class InboxMoving:
    """Movement goes to the pane that has the focus: sidebar, list, or text."""

    def __init__(
        self, sidebar: Sidebar, entries: EntryList, text: ReadingPane, reading: InboxReading, folders: InboxFolders,
        view_filter: ViewFilter,
    ) -> None:  # fmt: skip
        self.sidebar = sidebar
        self._list = entries
        self.text = text
        self._reading = reading
        self._folders = folders
        self._view_filter = view_filter

    def by(self, lines: int) -> None:
        """Some lines down (or up)."""
        if self._is_among_views:
            self.sidebar.move_by(lines)
        elif self.text.has_focus:
            self.text.scroll_relative(y=lines, animate=False, immediate=True)
        else:
            self._list.move_by(lines)

    def page(self, pages: float) -> None:
        """Some pages down (or up)."""
        if self.text.has_focus:
            self.text.scroll_relative(y=round(pages * self.text.size.height), animate=False, immediate=True)
        elif self._is_among_views:
            self.by(round(pages * self.sidebar.size.height))
        else:
            self._list.page(pages)

    def first(self) -> None:
        """To the top."""
        if self.sidebar.has_focus:
            self.sidebar.first()
        elif self.text.has_focus:
            self.text.scroll_home(animate=False, immediate=True)
        else:
            self._list.first()

    def last(self) -> None:
        """To the end."""
        if self.sidebar.has_focus:
            self.sidebar.last()
        elif self.text.has_focus:
            self.text.scroll_end(animate=False, immediate=True)
        else:
            self._list.last()

    def pane(self, by: int) -> None:
        """Go to the pane on the left (-1) or right (+1); in the sidebar fold or unfold first."""
        if self.sidebar.has_focus and (self._folders.fold() if by < 0 else self._folders.unfold()):
            return
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
            self._reading.open()

    def space(self) -> None:
        """On the sidebar: fold the folder or unfold it. In the list: read on."""
        if not (self.sidebar.has_focus and self._folders.toggle()):
            self._reading.read_on()

    @property
    def _is_among_views(self) -> bool:
        """True also while one types what the views are narrowed by."""
        return self.sidebar.has_focus or self._view_filter.has_focus
