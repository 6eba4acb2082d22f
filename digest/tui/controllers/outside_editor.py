"""Writing a comment in the user's own editor."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

from digest.domain.edition import Pick
from digest.domain.message import msg
from digest.services.drafts import Draft

if TYPE_CHECKING:
    from digest.tui.screens.work_screen import WorkScreen


def write_outside(screen: WorkScreen, pick: Pick) -> None:
    """Write the comment in $EDITOR; the draft stays on the disk until its text has come back."""
    core = screen.app.core
    screen.app.library.change(lambda: core.drafts.begin(pick), lambda draft: _edit(screen, draft))


def _edit(screen: WorkScreen, draft: Draft) -> None:
    core = screen.app.core
    editor = core.environ.get("VISUAL") or core.environ.get("EDITOR") or "vi"
    try:
        with screen.app.suspend():
            # The user's own editor, by her own word; the file is ours.
            code = subprocess.call([*shlex.split(editor), str(draft.file)])  # noqa: S603
    except (OSError, ValueError) as error:
        screen.app.say(
            msg("The editor “{editor}” cannot be started ({reason}); set EDITOR.", editor=editor, reason=str(error))
        )
        draft.file.unlink(missing_ok=True)
        return
    if code:
        screen.app.say(msg("The editor ended with an error; the draft is kept: {file}", file=str(draft.file)))
        return
    screen.app.library.change(lambda: core.drafts.take_back(draft, screen.workbench), screen.told)


class OutsideWriting:
    """For the edition, where the pick is under the cursor already."""

    def __init__(self, screen: WorkScreen) -> None:
        self._screen = screen

    def in_editor(self) -> None:
        """Write the comment in $EDITOR."""
        pick = self._screen.current
        if isinstance(pick, Pick):
            write_outside(self._screen, pick)
