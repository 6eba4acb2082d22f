"""Writing a comment in the user's own editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.services.session.drafts import Draft
from digest.services.session.editors import Edited, edit
from digest.tui.shell.autosave import end_editing
from digest.tui.shell.detached_editors import take

if TYPE_CHECKING:
    from digest.domain.edition import Pick
    from digest.tui.shell.work_screen import WorkScreen


def write_outside(screen: WorkScreen, pick: Pick) -> None:
    """Write the comment in $EDITOR; the draft stays on the disk until its text has come back."""
    library = screen.app.library
    screen.app.work_queue.change(lambda: library.drafts.begin(pick), lambda draft: _edit(screen, draft))


def _edit(screen: WorkScreen, draft: Draft) -> None:
    app = screen.app
    leave = app.heartbeat.writing(draft.record)
    with app.suspend():
        # Caught in here: Textual takes the terminal back only where nothing is raised.
        try:
            edited: Edited | UsageError = edit(draft.file, app.library.environ)
        except UsageError as error:
            edited = error
    leave()
    if isinstance(edited, UsageError):
        app.tell_error(edited)
        draft.file.unlink(missing_ok=True)  # nobody has written in it yet
        return
    if edited.code:
        app.say(msg("The editor ended with an error; the draft is kept: {file}", file=str(draft.file)))
        return
    if edited.unchanged:
        # Perhaps it is open in a window that took its time to appear: looking costs nothing.
        app.detached_editors.watch(draft)
        if edited.at_once:
            said = msg(
                "“{editor}” came back at once. While digest runs it takes up what is saved in {file}.",
                editor=edited.editor,
                file=str(draft.file),
            )
            app.say(said, *([edited.hint] if edited.hint else []))
        return

    def failed() -> None:
        if draft.file.exists():
            app.say(msg("Your text stays in {file}", file=str(draft.file)))

    app.work_queue.change(lambda: take(app.library, draft), lambda finished: end_editing(screen, finished), failed)


class ExternalEditor:
    """For a screen with a pick under the cursor."""

    def __init__(self, screen: WorkScreen, with_pick: Callable[[Callable[[Pick], None]], None]) -> None:
        """`with_pick` calls what it is given with the pick under the cursor, if there is one."""
        self._screen = screen
        self._with_pick = with_pick

    def open(self) -> None:
        """Write the comment in $EDITOR."""
        self._with_pick(lambda pick: write_outside(self._screen, pick))
