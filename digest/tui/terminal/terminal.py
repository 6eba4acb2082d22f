"""The terminal's signals: ends from outside, resuming after a suspend, mouse, clipboard."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from digest.domain.message import msg
from digest.tui.widgets.cells import LastFilter

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


#: Seconds between two looks whether the terminal is still there.
_LOOK = 2.0


def has_shell_jobs() -> bool:
    """True if a shell with job control started us, in a process group of our own.

    See POSIX, termios 11.1.

    If our group is the session's first, nobody would ever send SIGCONT: `ssh HOST digest`, or a window
    of tmux made for digest alone.
    """
    return os.getpgrp() != os.getsid(0)


class Terminal:
    """What has to do with the terminal rather than with digest."""

    def __init__(self, app: Program) -> None:
        self._app = app
        self._mouse = True
        self._stopped = False
        # Every line passes these on its way to the terminal; Textual has no public list of them.
        app._filters.append(LastFilter())

    def listen_for_the_end(self) -> None:
        """Exit as `q` does on SIGTERM, SIGHUP and a lost terminal.

        Textual alone would leave the terminal in its own mode, or read for ever from a lost one.

        After `fg` the screen has to be drawn anew; Textual 8.2 leaves it empty.
        """
        loop = asyncio.get_running_loop()
        # Only a main thread can listen; a test's pilot may run elsewhere.
        with suppress(ValueError, RuntimeError, NotImplementedError):
            for number in (signal.SIGTERM, signal.SIGHUP):
                loop.add_signal_handler(number, self._app.exit)
            if hasattr(self._app._driver, "_sigtstp_application"):
                self._stop_between_tasks(loop)
        # Who is no longer attached to the terminal (nohup, setsid) gets no SIGHUP when it goes.
        if not self._app.is_headless:
            self._app.set_interval(_LOOK, self._leave_if_it_is_gone)
        self._app.app_resume_signal.subscribe(self._app, lambda _: self._app.call_later(self._draw_again))

    def toggle_mouse(self) -> None:
        """Give the mouse to the terminal, so that it can select text, or take it back."""
        self._mouse = not self._mouse
        driver: Any = self._app._driver
        if driver is not None:
            # Textual has no public switch for this; its drivers have these two where there is a mouse at all.
            name = "_enable_mouse_support" if self._mouse else "_disable_mouse_support"
            getattr(driver, name, lambda: None)()
        if self._mouse:
            self._app.say(msg("The mouse is digest's again."))
        else:
            self._app.say(msg("The mouse is the terminal's; m takes it back."))

    def suspend(self) -> None:
        """Stop as Ctrl-Z stops any program, with all that belongs to it; the shell's `fg` goes on."""
        if not has_shell_jobs():
            self._app.say(msg("There is no shell here that could wake digest up again."))
        elif self._app._driver is not None and self._app._driver.can_suspend:
            # The whole group, as the terminal itself does it: a shell waits for all who were started with us.
            os.kill(0, signal.SIGTSTP)

    def write(self, sequence: str) -> None:
        """Send an escape sequence to the terminal, between two frames."""
        driver = self._app._driver
        if sequence and driver is not None:
            driver.write(sequence)

    def _stop_between_tasks(self, loop: asyncio.AbstractEventLoop) -> None:
        """Replace Textual 8.2's Ctrl-Z and `fg`, which stop in the middle of any task.

        If that is writing it hangs: the writer's lock is held by the very thread that waits for it.
        """
        driver: Any = self._app._driver

        def stop(*_: object) -> None:
            if driver._auto_restart:
                loop.call_soon_threadsafe(self._stop)
            else:  # an editor has the terminal, and the loop stands still
                driver._sigtstp_application()

        def go_on(*_: object) -> None:
            if driver._auto_restart:
                loop.call_soon_threadsafe(self._go_on)

        signal.signal(signal.SIGTSTP, stop)
        signal.signal(signal.SIGCONT, go_on)

    def _stop(self) -> None:
        driver: Any = self._app._driver
        if driver is not None and not self._app.is_leaving:
            self._stopped = True
            driver._sigtstp_application()

    def _go_on(self) -> None:
        """Continue.

        A terminal that closes sends SIGCONT also to a process that never stopped. Without suspending first, a second
        thread would then read from it, for ever; and Textual announces the return from a stop of its own alone, while
        the alternate screen, left and entered again, is empty either way.
        """
        driver: Any = self._app._driver
        if driver is not None and not self._app.is_leaving:
            if not self._stopped:
                driver.suspend_application_mode()
                self._app.call_later(self._draw_again)
            self._stopped = False
            driver.resume_application_mode()

    def _leave_if_it_is_gone(self) -> None:
        if sys.__stdin__ is not None and hasattr(select, "poll"):
            looking = select.poll()
            looking.register(sys.__stdin__.fileno(), 0)  # a hang-up is told whatever one asks for
            if any(event & select.POLLHUP for _, event in looking.poll(0)):
                self._app.exit()

    def _draw_again(self) -> None:
        for widget in self._app.screen.walk_children():
            widget.refresh()
        self._app.screen.refresh()
