"""The one way from the command line to the terminal interface; only here Textual is loaded."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from digest.bootstrap import Library
from digest.cli.session import Diagnostics, stdin_is_terminal
from digest.domain.errors import LibraryError, UsageError
from digest.domain.message import msg

if TYPE_CHECKING:
    from digest.tui.shell.unsaved_texts import UnsavedTexts

#: How long a thread that asks the library may keep the interpreter to itself while a key or a frame waits. With the
#: usual 5 ms a frame came late: on its way to the terminal it lets go of the interpreter several times.
_TURN_SECONDS = 0.0005


def open_interface(library: Library, *, guided: bool = False) -> int:
    """Run the interface; return the exit code. Raises UsageError without a terminal."""
    if not (stdin_is_terminal() and sys.stdout.isatty()):
        raise UsageError(
            msg("The interface needs a terminal."), msg("“digest --help” lists the commands that do without one.")
        )
    library.bring_up_to_date()
    gc.disable()  # nothing that a start makes is garbage; `GcPauses` looks for it from the first frame on
    from digest.tui.app import DigestApp

    # The screen belongs to the interface, which tells of damage where it meets it.
    library.tell = library.on_progress = None
    sys.setswitchinterval(_TURN_SECONDS)
    interface = DigestApp(library, guided=guided)
    try:
        interface.run()
    finally:
        is_all_kept = _tell_leftovers(interface.unsaved_texts)
    return interface.return_code or (0 if is_all_kept else LibraryError.exit_code)


def _tell_leftovers(leftovers: UnsavedTexts) -> bool:
    """Name the files of unsaved texts; False if one has no file: it is printed."""
    diagnostics = Diagnostics()
    for draft in leftovers.drafts:
        diagnostics.say(msg("Your text stays in {file}", file=str(draft)))
    if not leftovers.texts:
        return True
    diagnostics.say(msg("What you wrote last could not be saved. Here it is, to be copied:"))
    for text in leftovers.texts:
        diagnostics.write(f"\n{text}\n")
    return False
