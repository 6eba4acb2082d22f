"""Comment beside the text: saved while typing, ended with Esc, one undo step in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.config.language import tell
from digest.domain.message import msg
from digest.tui.shell.autosave import Autosave
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.tui.inbox.picking import Picking
    from digest.tui.shell.guiding import Guiding
    from digest.tui.shell.work_screen import WorkScreen


class Commenting:
    """One editing at a time."""

    def __init__(
        self, screen: WorkScreen, picking: Picking, pane: CommentPane, entries: EntryList, guiding: Guiding
    ) -> None:
        self._screen = screen
        self._host = screen.host
        self._picking = picking
        self._pane = pane
        self._list = entries
        self._guiding = guiding
        self._autosave: Autosave | None = None
        # Edition and pick that are written in.
        self._place = ("", "")

    def begin(self) -> None:
        """Open the comment of the entry's pick; an unpicked one is asked for its category first."""
        if self._autosave is not None:
            self._screen.set_focus(self._pane.area)
            return
        self._picking.with_pick(self._begin)

    def changed(self) -> None:
        """A key was typed: save soon."""
        if self._autosave is not None:
            self._autosave.changed()

    def refuse_tab(self) -> None:
        """Say that Tab does nothing here, and what ends the writing."""
        self._host.say(msg("Tab does nothing here, Esc ends the comment"))

    def look(self) -> None:
        """Somebody may have changed the same text."""
        if self._autosave is not None:
            self._autosave.look()
            words = self._host.watcher.at_work.get(self._place)
            self._pane.say_others(tell(words) if words else "")

    def finish(self) -> None:
        """End the writing and keep what is there."""
        if self._autosave is not None:
            self._autosave.finish()

    def _begin(self, pick: Pick) -> None:
        pane, editing = self._pane, self._host.library.editing(pick)
        self._place = pick.edition_id, pick.id
        self._autosave = Autosave(
            self._screen, editing, lambda: {"comment": pane.area.text}, pane.say_state, self._end
        )  # fmt: skip
        # The first comment's pane takes a moment to come.
        pane.begin(pick.comment, opened=self._host.key_queue.hold())
        self._host.toasts.place()
        self._screen.query_one(KeyLine).show_keys([("Esc", msg("done, all is saved"))])
        self._guiding.show()

    def _end(self) -> None:
        self._autosave = None
        had_focus = self._screen.focused is self._pane.area
        self._pane.end()
        if had_focus or self._screen.focused is None:
            self._screen.set_focus(self._list)
        self._screen.query_one(KeyLine).show_commands()
        self._guiding.show()
