"""The Textual application: owns the work queue and what all screens share."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from typing import Any

from textual.app import SystemCommand
from textual.driver import Driver
from textual.events import Event, Key, Paste
from textual.screen import Screen

from digest.bootstrap import Library
from digest.config.clock import local
from digest.config.log import append
from digest.domain.month import month_of
from digest.tui.commands.catalogue import Catalogue
from digest.tui.inbox.inbox_screen import InboxScreen
from digest.tui.shell.browser_preview import BrowserPreview
from digest.tui.shell.detached_editors import DetachedEditors
from digest.tui.shell.gc_pauses import GcPauses
from digest.tui.shell.key_queue import KeyDone, KeyQueue
from digest.tui.shell.navigation import Navigation
from digest.tui.shell.preferences import Preferences, remember_theme
from digest.tui.shell.program import Program
from digest.tui.shell.refreshing import Refreshing
from digest.tui.shell.timings import Timings
from digest.tui.shell.toasts import Toasts
from digest.tui.shell.unsaved_texts import UnsavedTexts
from digest.tui.shell.watcher import Watcher
from digest.tui.shell.work_queue import WorkQueue, bug_message
from digest.tui.shell.work_screen import WorkScreen
from digest.tui.terminal.escape_key import telling_alt
from digest.tui.terminal.lasting_writer import lasting
from digest.tui.terminal.terminal import Terminal

#: Exit code after a mistake of our own (EX_SOFTWARE of sysexits.h).
BUG = 70


class DigestApp(Program):
    """`library` comes with its services; `guided` shows the hints of the demo."""

    TITLE = "digest"
    NOTIFICATION_TIMEOUT = 3

    work_queue: WorkQueue
    key_queue: KeyQueue
    refreshing: Refreshing
    browser_preview: BrowserPreview
    terminal: Terminal
    detached_editors: DetachedEditors

    def __init__(self, library: Library, *, guided: bool = False, timings: Timings = Timings()) -> None:  # noqa: B008 - frozen
        self.catalogue = Catalogue(library.settings.keys)
        super().__init__()
        self.library = library
        self.guided = guided
        self.timings = timings
        #: The format that was exported last in this session.
        self.last_export = self.closed_month = ""
        self.toasts = Toasts(self)
        self.unsaved_texts = UnsavedTexts()
        self.detached_editors = DetachedEditors(self)
        #: The month at work. The inbox asks the library for it, behind the first frame.
        self.month = month_of(local(library.clock()))
        self.work_queue = WorkQueue(self)
        self.navigation = Navigation(self)
        self.key_queue = KeyQueue(self, super().on_event)
        self.refreshing = Refreshing(self)
        self.watcher = Watcher(self)
        self.browser_preview = BrowserPreview(self)
        self.terminal = Terminal(self)
        self.gc_pauses = GcPauses(self)
        self.preferences = Preferences(library.environ)

    def get_default_screen(self) -> InboxScreen:
        """The inbox is the lowest screen: Textual's empty one would be laid out and painted first."""
        return InboxScreen()

    def on_load(self) -> None:
        """Bind every key of the catalogue to one action; the current screen interprets it."""
        for key in sorted(self.catalogue.bound):
            self.bind(key, f"press({key!r})", show=False)

    def on_mount(self) -> None:
        """Listen to the terminal and the theme, and begin to pause the garbage collector."""
        remember_theme(self)
        self.terminal.listen_for_the_end()
        if not self.is_headless:
            self.gc_pauses.start()

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this terminal, with our reading of Escape and loss of the terminal."""
        return lasting(telling_alt(super().get_driver_class()))

    async def on_event(self, event: Event) -> None:
        """Every event from the terminal passes here first; what is typed in its order."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self.key_queue.take(event)
        else:
            await super().on_event(event)

    def on_key_done(self, message: KeyDone) -> None:
        """The next key may come."""
        self.key_queue.done(message)

    def action_press(self, key: str) -> None:
        """Run the command of a catalogue's key, if the screen has one that is enabled."""
        self.key_queue.press(key)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every command of the screen, by name."""
        from digest.tui.dialogs.palette import offered

        return offered(self, screen) if isinstance(screen, WorkScreen) else ()

    def _handle_exception(self, error: Exception) -> None:
        """Turn an internal error into a sentence and a log entry, instead of Textual's traceback."""
        if self.is_headless:
            super()._handle_exception(error)
            return
        append("".join(traceback.format_exception(error)))
        self.exit(return_code=BUG, message=bug_message(error))

    def exit(self, *args: Any, **options: Any) -> None:
        """Leave; what is being written is kept first, whoever ends the program and how."""
        for screen in self.screen_stack:
            if isinstance(screen, WorkScreen):
                screen.finish_writing()
        self.is_leaving = True
        super().exit(*args, **options)

    async def on_unmount(self) -> None:
        """Everything typed is kept before the library is given back."""
        self.gc_pauses.stop()
        self.browser_preview.stop()
        await self.refreshing.stop()
        await self.work_queue.settle()
        self.detached_editors.finish()
        if "heartbeat" in self.__dict__:
            self.heartbeat.close()
        self.work_queue.close()
