"""Writing a comment in the user's own editor."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

from digest.domain.edition import Pick
from digest.domain.message import msg
from digest.services.drafts import Draft
from digest.services.editing import Finished
from digest.tui.controllers.writing import end_editing

if TYPE_CHECKING:
    from digest.tui.screens.work_screen import WorkScreen


def write_outside(screen: WorkScreen, pick: Pick) -> None:
    """Write the comment in $EDITOR; the draft stays on the disk until its text has come back."""
    core = screen.app.core
    screen.app.library.change(lambda: core.drafts.begin(pick), lambda draft: _edit(screen, draft))


def _edit(screen: WorkScreen, draft: Draft) -> None:
    core = screen.app.core
    editor = core.environ.get("VISUAL") or core.environ.get("EDITOR") or "vi"
    with screen.app.suspend():
        ended = _ran(editor, draft)
    if isinstance(ended, Exception):
        screen.app.say(
            msg("The editor “{editor}” cannot be started ({reason}); set EDITOR.", editor=editor, reason=str(ended))
        )
        draft.file.unlink(missing_ok=True)
        return
    if ended:
        screen.app.say(msg("The editor ended with an error; the draft is kept: {file}", file=str(draft.file)))
        return

    def keep() -> Finished:
        editing = core.editing(draft.record)
        editing.save({draft.field: core.drafts.read(draft)})
        finished = editing.finish()
        # The text is in the library by now, or in a draft of its own.
        draft.file.unlink(missing_ok=True)
        return finished

    def failed() -> None:
        if draft.file.exists():
            screen.app.say(msg("Your text stays in {file}", file=str(draft.file)))

    screen.app.library.change(keep, lambda finished: end_editing(screen, finished), failed)


def _ran(editor: str, draft: Draft) -> int | Exception:
    """The editor's exit code, or why it could not be started."""
    try:
        command = shlex.split(editor) or ["vi"]
        # The user's own editor, by her own word; the file is ours.
        return subprocess.call([*command, str(draft.file)])  # noqa: S603
    except (OSError, ValueError) as error:
        return error


class OutsideWriting:
    """For the edition, where the pick is under the cursor already."""

    def __init__(self, screen: WorkScreen) -> None:
        self._screen = screen

    def in_editor(self) -> None:
        """Write the comment in $EDITOR."""
        pick = self._screen.current
        if isinstance(pick, Pick):
            write_outside(self._screen, pick)
