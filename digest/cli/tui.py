"""The one way from the command line into the terminal interface; Textual is loaded here and nowhere else."""

from __future__ import annotations

import gc
import sys

from digest.bootstrap import App
from digest.cli.diagnostics import Diagnostics
from digest.cli.streams import stdin_is_terminal
from digest.domain.errors import LibraryError, UsageError
from digest.domain.message import msg

#: How long a thread that asks the library may keep the interpreter to itself while a key or a frame waits. With the
#: usual 5 ms a frame came late: on its way to the terminal it lets go of the interpreter several times.
_TURN_SECONDS = 0.0005


def open_interface(core: App, *, guided: bool = False) -> int:
    """Run the interface until it is left; returns the exit code. Raises UsageError where there is no terminal."""
    if not (stdin_is_terminal() and sys.stdout.isatty()):
        raise UsageError(
            msg("The interface needs a terminal."), msg("“digest --help” lists the commands that do without one.")
        )
    gc.disable()  # nothing that a start makes is garbage; `Sweeping` looks for it from the first frame on
    from digest.tui.app import DigestApp

    core.tell = None  # the screen belongs to the interface, which tells of damage where it meets it
    sys.setswitchinterval(_TURN_SECONDS)
    interface = DigestApp(core, guided=guided)
    interface.run()
    if texts := [text for fields in interface.unsaved.values() for text in fields.values() if text]:
        diagnostics = Diagnostics()
        diagnostics.say(msg("What you wrote last could not be saved. Here it is, to be copied:"))
        for text in texts:
            diagnostics.write(f"\n{text}\n")
        return LibraryError.exit_code
    return interface.return_code or 0
