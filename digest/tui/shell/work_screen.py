"""What inbox, edition and feeds share: top line, key line, and access to the services."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from digest.config.language import tell
from digest.domain.message import Message, msg
from digest.tui.messages import LibraryAway, LibraryChanged, RefreshTold
from digest.tui.shell.undoing import Undoing
from digest.tui.widgets.key_line import KeyLine
from digest.tui.widgets.top_line import TopLine

if TYPE_CHECKING:
    from digest.services.session.action_result import ActionResult
    from digest.services.session.actions import SessionActions
    from digest.tui.commands.command import AnyCommand, ShownCommand
    from digest.tui.host import Host
    from digest.tui.shell.program import Program


#: Seconds without a key that count as calm, and the longest time that a change waits for them. It must show within two
#: seconds, and the watcher may notice it one second after it was made.
_CALM_SECONDS, _LONGEST_SECONDS = 0.25, 0.7


class Moving(Protocol):
    """Moves the cursor of a screen, in the pane that has the focus."""

    def by(self, lines: int) -> None:
        """Some lines down (or up)."""

    def page(self, pages: float) -> None:
        """Some pages down (or up)."""

    def first(self) -> None:
        """To the top."""

    def last(self) -> None:
        """To the end."""


class WorkScreen(Screen[None]):
    """A screen with commands. `catalogue_name` is the word that the catalogue knows it by."""

    catalogue_name: ClassVar[str] = ""
    #: True if text stands above the key line, which a toast may cover for a moment; a list may not be covered.
    ends_in_text: ClassVar[bool] = False
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it so
        (0, "-narrow"),
        (100, "-middle"),
        (160, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = []  # noqa: RUF012 - Textual declares it so
    AUTO_FOCUS = ""
    # Textual's screens move the focus with these; here they are keys like any other.
    BINDINGS: ClassVar[list[BindingType]] = [
        ("tab", "app.press('tab')", ""),
        ("shift+tab", "app.press('shift+tab')", ""),
    ]

    app: Program
    moving: Moving

    def __init__(self) -> None:
        super().__init__(name=self.catalogue_name)
        # The class is set now: otherwise Textual styles every widget twice, the second time once it knows the width.
        width = self.app.size.width
        fitting = next(name for least, name in reversed(self.HORIZONTAL_BREAKPOINTS) if width >= least)
        self.add_class(fitting, update=False)
        self._is_new = True
        self.undoing = Undoing(self.host, self.show_undone)
        self._is_come_back_to = False
        # When a change was told that is not shown yet; 0 where there is none.
        self._changed = 0.0

    def update_node_styles(self, animate: bool = True) -> None:
        """Textual's, except on first showing the screen: each widget has just got its styles."""
        if self._is_new:
            self._is_new = False
        else:
            super().update_node_styles(animate)

    @property
    def host(self) -> Host:
        """The program, for the controllers."""
        return self.app

    @property
    def current(self) -> object:
        """What commands are about: the entry, pick or feed under the cursor; None if there is none."""
        return None

    @property
    def under_cursor(self) -> object:
        """As `current`, but None while the visible cursor is elsewhere: keys act on what is seen."""
        return self.current

    def can_run(self, command: ShownCommand) -> bool:
        """True if a command of this screen makes sense now."""
        return self.under_cursor is not None if command.on_cursor else command.enabled(self)

    def nothing_for(self, command: AnyCommand) -> Message:
        """Why a command makes no sense now."""
        return msg("Nothing under the cursor for “{name}”.", name=tell(command.name))

    @property
    def actions(self) -> SessionActions:
        return self.app.library.actions

    @property
    def open_field(self) -> Widget | None:
        """The open field that gets what is typed; None while keys are commands."""
        return None

    @property
    def month(self) -> str:
        """The edition that this screen shows and its commands act on: that of the month at work."""
        return self.app.month

    def turn_to(self, month: str) -> None:
        """Show another month's edition, which is at work from now on."""
        self.app.month = month

    def show_library(self) -> None:
        """Show what the library holds now, without moving the cursor or losing typing."""

    def show_muting(self) -> None:
        """Show what is there now that something else is muted."""
        self.show_library()

    def finish_writing(self) -> None:
        """Keep what is being written, for the program ends, or another command comes."""

    def look_at_writing(self) -> None:
        """The library has changed: somebody else may have changed what is being written."""

    def show_edition(self) -> None:
        """How far the edition is, in the top line."""
        self.query_one(TopLine).show_edition(self.month)

    def show_undone(self, about: Sequence[str]) -> None:
        """Show what an undo or redo has changed, unlike a change from outside at once.

        The cursor goes to the first of the ids in `about` that this screen shows, else it stays.
        """
        if self.app.closed_month and self.app.closed_month in about:  # its closing was undone: it is at work again
            self.app.month, self.app.closed_month = self.app.closed_month, ""
        self.show_library()
        self.show_edition()

    def told(self, act: ActionResult) -> None:
        """Say what a change came to; then show it."""
        self.say(act)
        self.show_library()

    def say(self, act: ActionResult) -> None:
        """Tell the result of a change, and earlier places of the page."""
        from digest.domain.memory import recollection_words

        earlier = [msg("Note: {recalled}.", recalled=recollection_words(place, self.month)) for place in act.earlier]
        self.app.toasts.say([act.said, *earlier])

    def on_library_changed(self, _message: LibraryChanged) -> None:
        if not self._changed:
            self._changed = monotonic()
            self._show_when_calm()

    def _show_when_calm(self) -> None:
        """Show changes between two keys: lists that are read again delay the frames of typing."""
        now, calm = monotonic(), monotonic() - self.app.key_queue.last
        if calm < _CALM_SECONDS and now - self._changed < _LONGEST_SECONDS:
            self.set_timer(_CALM_SECONDS - calm, self._show_when_calm)
        else:
            self._changed = 0.0
            self.ask_library()
            self.look_at_writing()

    def on_library_away(self, message: LibraryAway) -> None:
        self.query_one(TopLine).show_away(message.away)

    def on_refresh_told(self, message: RefreshTold) -> None:
        self.query_one(TopLine).show_refresh(message.event)

    def on_screen_resume(self) -> None:
        self.app.toasts.leave(self)
        self.query_one(KeyLine).draw()
        self.query_one(TopLine).show_away(self.app.watcher.is_away)
        if not self._is_come_back_to:
            self.ask_library()
        self._is_come_back_to = False

    def come_back_to(self) -> None:
        """Another screen is left for this one: the next key waits until what was done there is seen."""
        self._is_come_back_to = True
        self.app.work_queue.change(lambda: None, lambda _: self.ask_library())

    def ask_library(self) -> None:
        """Show what there is now, and how far the edition is."""
        self.show_library()
        self.show_edition()
