"""The user's own editor on a file: which it is, and what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from digest.domain.errors import UsageError
from digest.domain.message import Message, msg
from digest.domain.system_errors import system_reason
from digest.services.session.foreground import run_in_front

#: An editor that ends within so many seconds without a change has opened a window of its own and goes on there: to read
#: a text and leave it as it is takes longer.
AT_ONCE_SECONDS = 2.0

#: How such editors are asked to wait.
_WAITING = {
    "code": "--wait", "codium": "--wait", "code-insiders": "--wait", "cursor": "--wait", "zed": "--wait",
    "subl": "--wait", "mate": "--wait", "atom": "--wait", "gedit": "--wait", "gnome-text-editor": "--standalone",
    "gvim": "-f", "mvim": "-f", "kate": "--block", "open": "-W -t",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edited:
    """How an editing ended.

    `unchanged`: the file is as it was; `at_once`: too soon for anybody to have edited.
    """

    editor: str
    code: int
    unchanged: bool = False
    at_once: bool = False

    @property
    def hint(self) -> Message | None:
        """How to make this editor wait, if known."""
        name = Path(shlex.split(self.editor)[0]).name
        if name not in _WAITING:
            return None
        return msg('With EDITOR="{editor}" digest waits for it.', editor=f"{self.editor} {_WAITING[name]}")


def edit(file: Path, environ: Mapping[str, str], at_once_seconds: float | None = None) -> Edited:
    """Open a file in VISUAL or EDITOR, in the terminal, and wait for the editor's end.

    An editor that comes back within `at_once_seconds` (None: the usual ones) without a change opens a window of its
    own.

    Raises UsageError if it cannot be understood or started; the file is untouched then.
    """
    editor = (environ.get("VISUAL") or environ.get("EDITOR") or "").strip() or "vi"
    try:
        command = shlex.split(editor)
    except ValueError:
        raise UsageError(
            msg("The editor “{editor}” has a quotation mark that is never closed.", editor=editor),
            msg("Set VISUAL or EDITOR anew, for example EDITOR=nano."),
        ) from None
    before, begun = _content(file), monotonic()
    try:
        code = run_in_front([*command, str(file)], environ)
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else msg("{reason}", reason=str(error))
        raise UsageError(
            msg("The editor “{editor}” cannot be started: {reason}.", editor=editor, reason=reason),
            msg("Name one in the variable EDITOR, for example EDITOR=nano."),
        ) from None
    quick = monotonic() - begun < (AT_ONCE_SECONDS if at_once_seconds is None else at_once_seconds)
    unchanged = code == 0 and _content(file) == before
    return Edited(editor, code, unchanged, at_once=unchanged and quick)


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
