"""Commenting beside the text: saved while one types, ended with Esc, the whole editing one step of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from digest.config.language import tell
from digest.domain.message import msg
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.entry_list import EntryList
from digest.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.services.editing import Editing, Saved
    from digest.tui.screens.inbox import InboxScreen

#: Seconds from the first unsaved key to saving. It runs on while one types: a pause is not waited for.
AUTOSAVE_SECONDS = 0.3


class Commenting:
    """One editing at a time."""

    def __init__(self, screen: InboxScreen) -> None:
        self._screen = screen
        self._editing: Editing | None = None
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Open the comment of the entry's pick; an unpicked one is asked for its category first."""
        self._screen.picking.with_pick(self._begin)

    def changed(self) -> None:
        """A key was typed: save soon."""
        if self._editing is not None and self._timer is None:
            self._pane.say_state("…")
            self._timer = self._screen.set_timer(AUTOSAVE_SECONDS, self._save)

    def finish(self) -> None:
        """End the editing and keep what is there."""
        editing = self._editing
        if editing is None:
            return
        self._save()
        self._end()
        self._screen.app.library.change(editing.finish, lambda _: self._screen.show_library())

    def in_editor(self) -> None:
        """Write the comment in $EDITOR; the draft stays on the disk until its text has come back."""
        from digest.tui.controllers.outside_editor import write_outside

        self._screen.picking.with_pick(lambda pick: write_outside(self._screen, pick))

    def _begin(self, pick: Pick) -> None:
        self._editing = self._screen.app.core.editing(pick)
        self._pane.begin(pick.comment)
        self._screen.query_one(KeyLine).show_keys([("Esc", msg("done, all is saved"))])
        self._screen.guiding.show()

    def _save(self) -> None:
        editing = self._editing
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if editing is None:
            return
        text = self._pane.area.text
        self._screen.app.library.change(lambda: editing.save({"comment": text}), self._saved)

    def _saved(self, saved: Saved) -> None:
        if saved.refused is not None:
            self._screen.app.say(saved.refused)
        if not saved.drafts:
            self._pane.say_state(tell(msg("saved")))
            return
        self._end()
        self._screen.app.go.conflicts(saved.drafts)

    def _end(self) -> None:
        self._editing = None
        had_focus = self._pane.area.has_focus
        self._pane.end()
        if had_focus or self._screen.focused is None:
            self._screen.query_one(EntryList).focus()
        self._screen.query_one(KeyLine).show_commands()
        self._screen.guiding.show()

    @property
    def _pane(self) -> CommentPane:
        return self._screen.query_one(CommentPane)
