"""Fold folders in the sidebar, hide what is read; both are remembered between sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.domain.folders import is_within
from digest.domain.message import msg
from digest.tui.widgets.sidebar import Sidebar, View

if TYPE_CHECKING:
    from digest.tui.host import Host
    from digest.tui.inbox.viewing import Viewing


class InboxFolders:
    """Works on the folder under the sidebar's cursor, or the one that its line is in."""

    def __init__(self, host: Host, sidebar: Sidebar, viewing: Viewing) -> None:
        self._host = host
        self._sidebar = sidebar
        self._viewing = viewing
        self._folds = viewing.folds

    def toggle(self) -> bool:
        """Fold or unfold the folder at the cursor, or of the feed there. False without one."""
        here = self._sidebar.current
        if here is None or here.view is None:
            return False
        if here.view.kind == "folder" and here.folded:
            return self.unfold()
        return self.fold()

    def fold(self) -> bool:
        """Fold the folder at the cursor, or the one around its line. False without one."""
        here = self._sidebar.current
        if here is None or here.view is None or here.view.kind not in ("feed", "folder"):
            return False
        folder = here if here.view.kind == "folder" and not here.folded else self._sidebar.outer
        if folder is None or folder.view is None:
            return False
        self._sidebar.highlight(folder.view)
        self._folds.fold({folder.view.value})
        self._viewing.show()
        return True

    def unfold(self) -> bool:
        """Unfold the folder under the cursor. False for anything else."""
        here = self._sidebar.current
        if here is None or here.view is None or not here.folded:
            return False
        self._folds.unfold({here.view.value})
        self._viewing.show()
        return True

    def reveal(self, view: View) -> None:
        """Unfold every folder that a feed or folder is in."""
        overview = self._viewing.overview
        path = view.value if view.kind == "folder" else overview.folder_of(view.value) if overview else ""
        if view.kind not in ("feed", "folder") or not path:
            return
        around = {one for one in self._folds.folded if is_within(path, one)} - {path if view.kind == "folder" else ""}
        if around:
            self._folds.unfold(around)
            self._viewing.show()

    @property
    def can_rename(self) -> bool:
        """True with the cursor on a folder."""
        return bool(self._under_cursor)

    def rename(self) -> None:
        """Ask for a new name of the folder at the cursor; a list of it follows."""
        from digest.tui.feeds.folder_naming import ask_for_name

        def show() -> None:
            self._viewing.hold_keys()
            self._viewing.update()

        ask_for_name(self._host, self._under_cursor, show)

    @property
    def _under_cursor(self) -> str:
        view = self._sidebar.view if self._sidebar.has_focus else None
        return view.value if view is not None and view.kind == "folder" else ""

    def toggle_all(self) -> None:
        """Fold all folders, or if they are, unfold them."""
        from digest.services.reading.overview import FolderOverview

        overview = self._viewing.overview
        paths = {one.path for one in overview.tree if isinstance(one, FolderOverview)} if overview else set()
        if not paths:
            self._host.say(msg("There are no folders. F shows the feeds; t puts one into a folder there."))
            return
        if paths <= self._folds.folded:
            self._folds.unfold(paths)
        else:
            self._go_out()
            self._folds.fold(paths)
        self._viewing.show()

    def toggle_read(self) -> None:
        """Hide feeds and folders without anything unread, or show them again."""
        hides = not self._folds.hides_read
        self._folds.hide_read(hides)
        self._host.say(msg("Only feeds with unread entries are shown.") if hides else msg("All feeds are shown."))
        self._viewing.show()

    def _go_out(self) -> None:
        """From a line inside a folder to the outermost one, which stays."""
        while (outer := self._sidebar.outer) is not None and outer.view is not None:
            self._sidebar.highlight(outer.view)
