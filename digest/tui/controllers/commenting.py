"""Commenting beside the text: saved while one types, ended with Esc, the whole editing one step of undo."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

from textual.timer import Timer

from digest.config.language import tell
from digest.domain.edition import Pick
from digest.domain.errors import Conflict
from digest.domain.message import msg
from digest.services.drafts import Draft
from digest.tui.widgets.comment_pane import CommentPane
from digest.tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from digest.tui.screens.inbox import InboxScreen

#: Seconds from the first unsaved key to saving. It runs on while one types: a pause is not waited for.
AUTOSAVE_SECONDS = 0.3


class Commenting:
    """One editing at a time. `_version` is the pick's as this editing last wrote it."""

    def __init__(self, screen: InboxScreen) -> None:
        self._screen = screen
        self._pick: Pick | None = None
        self._version = 0
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Open the comment of the entry's pick; an unpicked one is asked for its category first."""
        self._screen.picking.with_pick(self._begin)

    def changed(self) -> None:
        """A key was typed: save soon."""
        if self._pick is not None and self._timer is None:
            self._pane.say_state("…")
            self._timer = self._screen.set_timer(AUTOSAVE_SECONDS, self._save)

    def finish(self) -> None:
        """End the editing and keep what is there."""
        before = self._pick
        if before is None:
            return
        text = self._pane.end()
        self._save()
        self._pick = None
        self._screen.query_one(EntryList).focus()
        self._screen.app.library.change(lambda: self._recorded(before, text), lambda _: self._screen.show_library())

    def in_editor(self) -> None:
        """Write the comment in $EDITOR; the draft stays on the disk until its text has come back."""
        self._screen.picking.with_pick(self._edit)

    def _begin(self, pick: Pick) -> None:
        self._pick, self._version = pick, pick.version
        self._pane.begin(pick.comment)

    def _save(self) -> None:
        pick = self._pick
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if pick is None:
            return
        text = self._pane.area.text
        self._screen.app.library.change(lambda: self._keep(pick, text), self._saved)

    def _keep(self, pick: Pick, text: str) -> Draft | None:
        """On the thread of changes. A conflict stops the saving and keeps the text as a draft file."""
        try:
            kept = self._screen.workbench.save_comment(pick.id, text, self._version)
        except Conflict as conflict:
            return self._screen.app.core.drafts.keep(pick, text, conflict)
        self._version = kept.version
        return None

    def _saved(self, draft: Draft | None) -> None:
        if draft is None:
            self._pane.say_state(tell(msg("saved")))
            return
        self._pick = None
        self._pane.end()
        self._screen.query_one(EntryList).focus()
        self._screen.app.go.conflict(draft)

    def _recorded(self, before: Pick, text: str) -> None:
        after = self._screen.app.core.store.pick(before.id)
        if after.comment == text:
            self._screen.workbench.comment_done(before, after)

    def _edit(self, pick: Pick) -> None:
        core = self._screen.app.core
        draft = core.drafts.begin(pick)
        editor = core.environ.get("VISUAL") or core.environ.get("EDITOR") or "vi"
        with self._screen.app.suspend():
            # The user's own editor, by her own word; the file is ours.
            code = subprocess.call([*shlex.split(editor), str(draft.file)])  # noqa: S603
        if code:
            self._screen.app.say(msg("The editor ended with an error; the draft is kept: {file}", file=str(draft.file)))
            return
        self._screen.app.library.change(lambda: core.drafts.take_back(draft, self._screen.workbench), self._screen.told)

    @property
    def _pane(self) -> CommentPane:
        return self._screen.query_one(CommentPane)
