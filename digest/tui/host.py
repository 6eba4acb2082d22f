"""The only way upward: what screens, controllers and dialogs may ask of the program.

Nothing below the application imports it. A controller gets a `Host` as an argument, beside its widgets and the siblings
that it needs; a test gives it one of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from textual.screen import Screen

    from digest.bootstrap import Library
    from digest.domain.edition import Edition, Pick
    from digest.domain.errors import DigestError
    from digest.domain.message import Message
    from digest.services.curation.curators import AtWork
    from digest.services.curation.heartbeat import Heartbeat
    from digest.services.session.drafts import Draft
    from digest.tui.commands.command import ShownCommand
    from digest.tui.shell.timings import Timings
    from digest.tui.shell.unsaved_texts import UnsavedTexts
    from digest.tui.widgets.sidebar import View

T = TypeVar("T")


class Work(Protocol):
    """The library's work, off the screen. `then` gets the result, `failed` is called without."""

    def change(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[], None] | None = None,
        *, keys_wait: bool = True,
    ) -> None:  # fmt: skip
        """Do a change in its turn; keys wait until all it leads to is shown."""

    @property
    def keys_wait(self) -> bool:
        """True if keys wait for what is asked for now."""

    def ask(self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[], None] | None = None) -> None:
        """Ask something, beside the changes."""

    def ask_much(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[], None] | None = None
    ) -> None:
        """As `ask`, for what may take long."""

    def reach(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do what asks the net."""


class Keys(Protocol):
    """Keys in their order; see `shell/key_queue.py`."""

    #: When the last input came, by the monotonic clock.
    last: float
    #: When the input came that is handled now, however long it has waited.
    came: float

    @property
    def is_writing(self) -> bool:
        """True while a field is open."""

    def hold(self) -> Callable[[], None]:
        """Let no key through until the function returned is called: a field is being opened."""

    def hold_while_saving(self) -> Callable[[], None]:
        """Let no key through until a text is saved."""

    def refuse(self, *said: Message) -> None:
        """Say why a field does not open, and drop what is typed for it."""

    def run(self, command: ShownCommand) -> None:
        """Run a command on the screen that is shown."""


class Ways(Protocol):
    """From screen to screen; see `shell/navigation.py`."""

    def inbox(self, view: View, *, at: str = "") -> None: ...
    def view(self, kind: str) -> None: ...
    def begin(self) -> None: ...
    def edition(self) -> None: ...
    def pick(self, pick: Pick) -> None: ...
    def feeds(self) -> None: ...
    def search(self) -> None: ...
    def export(self) -> None: ...
    def publish(self) -> None: ...
    def add(self) -> None: ...
    def rules(self, feed_id: str) -> None: ...
    def import_list(self) -> None: ...
    def conflicts(self, drafts: Sequence[Draft]) -> None: ...
    def help(self) -> None: ...
    def palette(self) -> None: ...
    def themes(self) -> None: ...
    def month(self) -> None: ...
    def save_feeds(self) -> None: ...
    def back_up(self) -> None: ...
    def settings(self) -> None: ...
    def questions(self, then: Callable[[], None] = ...) -> None: ...
    def first_start(self) -> None: ...
    def back(self) -> bool: ...
    def back_or_quit(self) -> None: ...
    def quit(self) -> None: ...
    def tell_how_to_quit(self) -> None: ...


class Sayings(Protocol):
    """Toasts; see `shell/toasts.py`."""

    def say(self, messages: Sequence[Message]) -> None: ...
    def say_error(self, error: DigestError) -> None: ...
    def place(self) -> None: ...
    def leave(self, screen: Any) -> None: ...


class Refreshes(Protocol):
    """The refresh of this interface; see `shell/refreshing.py`."""

    def start(self, *arguments: str) -> None: ...


class Preview(Protocol):
    """The edition in a browser; see `shell/browser_preview.py`."""

    #: True while it is shown.
    is_open: bool

    def open(self, month: str) -> None: ...
    def typed(self, record: Pick | Edition, texts: Mapping[str, str]) -> None: ...
    def ended(self) -> None: ...


class TerminalAround(Protocol):
    """The terminal; see `terminal/terminal.py`."""

    def write(self, sequence: str) -> None: ...
    def toggle_mouse(self) -> None: ...
    def suspend(self) -> None: ...


class Editors(Protocol):
    """Editors that are still open; see `shell/detached_editors.py`."""

    def watch(self, draft: Draft) -> None: ...


class Watch(Protocol):
    """Looks for what others change; see `shell/watcher.py`."""

    at_work: AtWork

    @property
    def is_away(self) -> bool: ...
    def start(self) -> None: ...


class Remembered(Protocol):
    """What the interface remembers between sessions; see `shell/preferences.py`."""

    def get(self, name: str) -> Any: ...
    def put(self, name: str, value: object) -> None: ...


class Commands(Protocol):
    """Every command with its keys; see `commands/catalogue.py`."""

    @property
    def bound(self) -> frozenset[str]: ...
    @property
    def commands(self) -> tuple[ShownCommand, ...]: ...
    @property
    def by_screen(self) -> Mapping[str, Mapping[str, ShownCommand]]: ...
    def on(self, screen: str) -> list[ShownCommand]: ...
    def groups(self, screen: str) -> list[tuple[Message, list[ShownCommand]]]: ...


class Host(Protocol):
    """The program as its parts see it; `month` is current, `last_export` a format's name.

    `closed_month` was current until it was closed here; empty if none was.
    """

    month: str
    closed_month: str
    last_export: str
    is_leaving: bool

    @property
    def library(self) -> Library:
        """The library with its services."""

    @property
    def guided(self) -> bool:
        """True in the demo, which shows hints."""

    @property
    def timings(self) -> Timings: ...
    @property
    def work_queue(self) -> Work: ...
    @property
    def key_queue(self) -> Keys: ...
    @property
    def navigation(self) -> Ways: ...
    @property
    def toasts(self) -> Sayings: ...
    @property
    def refreshing(self) -> Refreshes: ...
    @property
    def watcher(self) -> Watch: ...
    @property
    def heartbeat(self) -> Heartbeat: ...
    @property
    def browser_preview(self) -> Preview: ...
    @property
    def terminal(self) -> TerminalAround: ...
    @property
    def preferences(self) -> Remembered: ...
    @property
    def detached_editors(self) -> Editors: ...
    @property
    def unsaved_texts(self) -> UnsavedTexts: ...
    @property
    def clipboard(self) -> str:
        """What was copied within the program last."""

    def say(self, *messages: Message) -> None:
        """Sentences in a toast."""

    def tell_error(self, error: DigestError) -> None:
        """What went wrong and the remedy, in a toast that stays longer."""

    def tell_bug(self, error: Exception) -> None:
        """A mistake of our own: particulars to the log, a sentence to the screen."""

    def show(self, dialog: Screen[T], then: Callable[[T | None], None] | None = None) -> None:
        """Put a dialog over the screen; `then` gets its answer, None if it was left without one."""

    def send_to_clipboard(self, text: str) -> None:
        """Ask the terminal to put text into its clipboard."""

    def suspend(self) -> AbstractContextManager[None]:
        """Give the terminal to another program meanwhile."""

    def say_from_thread(self, *messages: Message) -> None:
        """As `say`, on any thread."""

    def later(self, act: Callable[..., object], *arguments: Any) -> None:
        """Call something once what is under way is done."""
