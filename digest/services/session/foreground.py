"""A program that has the terminal for a while: an editor, or a browser for the terminal."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

#: Ctrl-C and Ctrl-\ go to every program of the terminal's foreground; they are meant for the one that is seen.
_FROM_THE_KEYBOARD = (signal.SIGINT, signal.SIGQUIT)


def run_in_front(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run a program in the terminal, wait, return its exit code. Raises OSError on failure.

    For the main thread, which alone may change what a signal does.
    """
    with _undisturbed():
        # The user's own program, by her own word.
        return subprocess.call(list(command), env=dict(environ))  # noqa: S603


@contextmanager
def _undisturbed() -> Iterator[None]:
    # Not SIG_IGN, which the program would inherit.
    before = {number: signal.signal(number, lambda *_: None) for number in _FROM_THE_KEYBOARD}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
