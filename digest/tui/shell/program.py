"""Textual's application with what all screens share; `tui/app.py` makes the parts."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from textual.app import App

from digest.config.log import append
from digest.tui.shell.work_queue import bug_message

if TYPE_CHECKING:
    from typing import Any

    from textual.screen import Screen

    from digest.bootstrap import Library
    from digest.domain.errors import DigestError
    from digest.domain.message import Message
    from digest.services.curation.heartbeat import Heartbeat
    from digest.tui import host
    from digest.tui.shell.timings import Timings
    from digest.tui.shell.unsaved_texts import UnsavedTexts

T = TypeVar("T")


class Program(App[None]):
    """A `Host` for all parts; those in `shell/` and `terminal/` also use it as Textual's App."""

    library: Library
    guided: bool
    month: str
    last_export: str
    timings: Timings
    catalogue: host.Commands
    work_queue: host.Work
    key_queue: host.Keys
    navigation: host.Ways
    toasts: host.Sayings
    refreshing: host.Refreshes
    watcher: host.Watch
    browser_preview: host.Preview
    terminal: host.TerminalAround
    preferences: host.Remembered
    detached_editors: host.Editors
    unsaved_texts: UnsavedTexts

    @cached_property
    def heartbeat(self) -> Heartbeat:
        """Tells colleagues where this curator is at work; loaded with the first text or move."""
        from digest.services.curation.heartbeat import Heartbeat

        return Heartbeat(lambda: self.library.curators)

    @property
    def is_leaving(self) -> bool:
        """True from the moment on at which the program is ended."""
        return self._exit

    def say(self, *messages: Message) -> None:
        """Sentences in a toast; what was said before has been read, or is of no interest any more."""
        self.toasts.say(messages)

    def say_from_thread(self, *messages: Message) -> None:
        """As `say`, on any thread."""
        self.call_from_thread(self.say, *messages)

    def tell_error(self, error: DigestError) -> None:
        """What went wrong and the remedy, in a toast that stays longer."""
        self.toasts.say_error(error)

    def tell_bug(self, error: Exception) -> None:
        """A mistake of our own: particulars to the log, a sentence to the screen."""
        append("".join(traceback.format_exception(error)))
        self.notify(bug_message(error), severity="error", timeout=10, markup=False)

    def send_to_clipboard(self, text: str) -> None:
        """Ask the terminal to put text into its clipboard (OSC 52)."""
        App.copy_to_clipboard(self, text)

    def show(self, dialog: Screen[T], then: Callable[[T | None], None] | None = None) -> None:
        """Put a dialog over the screen; `then` gets its answer."""
        self.push_screen(dialog, then)

    def later(self, act: Callable[..., object], *arguments: Any) -> None:
        """Call something once what is under way is done."""
        self.call_later(act, *arguments)
