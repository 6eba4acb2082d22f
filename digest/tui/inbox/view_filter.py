"""Filtering the sidebar as one types: views, folders and feeds that are called so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget
from textual.widgets import Input

from digest.tui.widgets.line_input import LineInput
from digest.tui.widgets.sidebar import Sidebar

if TYPE_CHECKING:
    from digest.tui.inbox.inbox_folders import InboxFolders
    from digest.tui.inbox.viewing import Viewing

FILTER_ID = "view-filter"


class ViewFilter:
    """A line above the views to filter them; Enter opens the highlighted one, Esc shows all."""

    def __init__(self, sidebar: Sidebar, viewing: Viewing, folders: InboxFolders) -> None:
        self._sidebar = sidebar
        self._viewing = viewing
        self._folders = folders
        self._line: LineInput | None = None

    @property
    def is_open(self) -> bool:
        """True while the line is there."""
        return self._line is not None and self._line.display

    @property
    def has_focus(self) -> bool:
        """True while one types in it."""
        return self._line is not None and self._line.has_focus

    def open(self) -> None:
        """Show the line. It is made when it is first needed: the first frame has no time for it."""
        if self._line is None:
            self._line = LineInput(id=FILTER_ID, compact=True)
            assert isinstance(self._sidebar.parent, Widget)
            self._sidebar.parent.mount(self._line, before=0)
        self._line.display = True
        self._sidebar.screen.set_focus(self._line)

    def typed(self, words: str) -> None:
        """Show the views of that name; the first is highlighted unless the highlighted one fits."""
        self._viewing.words = words.strip()
        self._viewing.show()

    def choose(self) -> None:
        """Open the highlighted view; all are shown again, and the folder that it is in is unfolded."""
        view = self._sidebar.view
        if view is not None:
            self._folders.reveal(view)
        self.close()
        if view is not None:
            self._sidebar.highlight(view)
            self._sidebar.choose()

    def close(self) -> None:
        """Show all views again, the highlight on the same one."""
        self._viewing.words = ""
        if self._line is not None:
            with self._line.prevent(Input.Changed):
                self._line.value = ""
            self._line.display = False
        self._viewing.show()
        self._sidebar.focus()
