"""Textual's application with what all screens share; `tui/app.py` makes the parts."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import App

from digest.config.log import append
from digest.domain.message import msg
from digest.tui.shell.work_queue import bug_message

if TYPE_CHECKING:
    from textual.await_complete import AwaitComplete
    from textual.screen import Screen

    from digest.bootstrap import Library
    from digest.domain.errors import DigestError
    from digest.domain.message import Message
    from digest.services.curation.heartbeat import Heartbeat
    from digest.tui import host
    from digest.tui.shell.timings import Timings
    from digest.tui.shell.unsaved_texts import UnsavedTexts

T = TypeVar("T")

#: Characters of what was copied that are shown.
_SHOWN = 60
_STYLES = Path(__file__).parents[1] / "styles"
# Of the screens above the inbox; read with the first one: parsing costs a frame.
_LATER = ("dialogs.tcss", "feeds.tcss", "edition.tcss")


class Program(App[None]):
    """A `Host` for all parts; those in `shell/` and `terminal/` also use it as Textual's App."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [_STYLES / "digest.tcss"]
    #: Below 20 lines a dialog takes them all, and gives up its empty ones (styles/dialogs.tcss).
    VERTICAL_BREAKPOINTS = [(0, "-cramped"), (20, "-roomy")]  # noqa: RUF012 - Textual declares it so

    library: Library
    guided: bool
    month: str
    closed_month: str
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
    #: True from the moment on at which the program is ended.
    is_leaving = False

    @cached_property
    def heartbeat(self) -> Heartbeat:
        """Tells colleagues where this curator is at work; loaded with the first text or move."""
        from digest.services.curation.heartbeat import Heartbeat

        return Heartbeat(lambda: self.library.curators)

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

    def push_screen(self, *args: Any, **options: Any) -> Any:  # Textual overloads it
        """As Textual has it, with all styles.

        Textual's own stylesheet of a screen would parse everything again and restyle all widgets.
        """
        for name in _LATER:
            place = (str(_STYLES / name), "")
            if not self.stylesheet.has_source(*place):
                self.stylesheet.add_source((_STYLES / name).read_text(encoding="utf-8"), read_from=place)
        return super().push_screen(*args, **options)

    def pop_screen(self) -> AwaitComplete:
        """As Textual has it; the next key waits until who opened the screen has had its answer."""
        asked = self.screen._result_callbacks[-1:]
        release = self.key_queue.hold()
        left = self.screen
        popped = super().pop_screen()
        come_back_to = getattr(self.screen, "come_back_to", None)
        if come_back_to is not None and hasattr(left, "come_back_to"):  # from one screen of work to another
            come_back_to()
        # Textual calls back in the same way, a moment before.
        for requester in (one.requester for one in asked if one.requester.is_running):
            requester.call_next(release)
            return popped
        release()
        return popped

    # What the keys do that Textual binds by itself

    def copy_to_clipboard(self, text: str) -> None:
        """Ctrl-C and Ctrl-X on what is selected, wherever that is; Textual says nothing of it."""
        self.send_to_clipboard(text)
        words = " ".join(text.split())
        words = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
        self.say(msg("Copied through the terminal: {text}", text=words))

    def action_command_palette(self) -> None:
        """Ctrl-P, which works in a field as well."""
        self.navigation.palette()

    def action_help_quit(self) -> None:
        """Ctrl-C without a selection: say which key quits. Textual's own sentence is English."""
        self.navigation.tell_how_to_quit()

    async def action_quit(self) -> None:
        """Ctrl-Q, which works anywhere but in a field: there it would end a text in the middle."""
        self.navigation.quit()
