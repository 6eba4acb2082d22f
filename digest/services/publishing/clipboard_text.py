"""The text on a desktop's clipboard. A terminal's own cannot be read: it is pasted."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping

# Program → the variables of which one must be set for it to make sense (none: macOS).
_WAYS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("wl-paste", "--no-newline"): ("WAYLAND_DISPLAY",),
    ("xclip", "-selection", "clipboard", "-out"): ("DISPLAY",),
    ("xsel", "--clipboard", "--output"): ("DISPLAY",),
    ("pbpaste",): (),
}
_PATIENCE = 1.0


def clipboard_text(environ: Mapping[str, str]) -> str:
    """The clipboard's text; empty if there is none or no program. At most a second a program."""
    for command, variables in _WAYS.items():
        program = shutil.which(command[0], path=environ.get("PATH"))
        if program is None or (variables and not any(environ.get(name) for name in variables)):
            continue
        try:
            done = subprocess.run(  # noqa: S603 - one of the programs above
                [program, *command[1:]], env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True,
                timeout=_PATIENCE, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return done.stdout.decode("utf-8", "replace")
    return ""
