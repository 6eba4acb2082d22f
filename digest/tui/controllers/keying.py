"""Keys in their order: one that opens an input has opened it before the next one is looked at.

Textual hands each key to the widget that has the focus when the key arrives, whatever the key before it is about to
do. Over a slow line a word comes in one piece with the key that opens the field for it: its letters must not be
commands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from textual.events import Key, Paste
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input as TextInput

from digest.tui.messages import KeyDone

if TYPE_CHECKING:
    from digest.tui.app import DigestApp

Input: TypeAlias = Key | Paste

#: Seconds after which a key counts as done though nobody has said so: its widget may have gone meanwhile.
_PATIENCE = 2.0

#: Seconds until it is looked at again whether its widget has gone.
_AGAIN = 0.03

_WORDWISE = {"b": "ctrl+left", "f": "ctrl+right"}

#: A key travels up to its binding, whose action may send a message that travels the same way.
_ROUNDS = 2


class _Sent(NamedTuple):
    """A key that is under way: to whom, on which screen, since when."""

    target: Widget
    screen: Screen[object]
    at: float

    def goes_on(self) -> bool:
        """False where nobody will say any more that it is done: a dialog that it has closed, say."""
        return self.target.is_attached and monotonic() - self.at < _PATIENCE


class Keying:
    """Sends a key on when the one before it is done, and what that has opened has the focus."""

    def __init__(self, app: DigestApp, send: Callable[[Input], Awaitable[None]]) -> None:
        self._app = app
        self._send = send
        self._waiting: deque[Input] = deque()
        self._number = 0
        self._under_way: _Sent | None = None
        self._held = 0
        #: When the last input came.
        self.last = 0.0

    async def take(self, event: Input) -> None:
        """An input has arrived."""
        self.last = monotonic()
        self._waiting += self.meant(event) if isinstance(event, Key) else [event]
        await self._go_on()

    def meant(self, event: Key) -> list[Key]:
        """Escape followed at once by a key comes as Alt with it (`escaping`); where that is not bound, both are meant.

        Alt-← and Alt-→ of a Macintosh come as Escape with b and f: while one writes they go on by a word.
        """
        key, bound = event.key.removeprefix("alt+"), self._app.catalogue.keys()
        if key == event.key or event.character is None or event.key in bound:
            return [event]
        if key in _WORDWISE and self._is_field(self._app.focused):
            return [Key(_WORDWISE[key], None)]
        return [Key("escape", "\x1b"), Key(key, event.character)]

    def hold(self) -> Callable[[], None]:
        """Let no key through until the function returned is called: an input is being opened that takes a moment."""
        self._held += 1
        released = False

        def release() -> None:
            nonlocal released
            if not released:
                released = True
                self._held -= 1
                self._app.call_later(self._go_on)

        self._app.set_timer(_PATIENCE, release)
        return release

    def done(self, message: KeyDone) -> None:
        """A key has passed every widget; once more round, and what it made a widget tell has passed them as well."""
        if message.number == self._number and self._under_way is not None:
            self._follow(self._under_way, message.round + 1)

    async def _go_on(self) -> None:
        while self._waiting and not self._held:
            if self._under_way is not None and self._under_way.goes_on():
                self._app.set_timer(_AGAIN, self._go_on)
                return
            if not self._app.screen.is_mounted:
                # A dialog that a key closed before it stands would look for its parts in vain.
                self._app.set_timer(_AGAIN, self._go_on)
                return
            event, app = self._waiting.popleft(), self._app
            sent = _Sent(app.focused or app.screen, app.screen, monotonic())
            if self._opens_nothing(event):
                await self._send(event)
            else:
                self._number += 1
                self._under_way = sent
                await self._send(event)
                self._follow(sent, 1)

    def _follow(self, sent: _Sent, round_: int) -> None:
        if round_ <= _ROUNDS and sent.target.post_message(KeyDone(self._number, round_)):
            return
        self._under_way = None
        # Behind whatever it has set going: a new focus is such a message to the app, too.
        self._app.call_later(self._settled, sent.screen)

    async def _settled(self, screen: Screen[object]) -> None:
        if self._waiting and self._app.focused is None and self._app.screen is not screen:
            self._app.screen.call_after_refresh(self._app.call_later, self._go_on)
        else:
            await self._go_on()

    @staticmethod
    def _is_field(widget: Widget | None) -> bool:
        from textual.widgets import TextArea  # it takes a while to load, and where there is one it is loaded

        return isinstance(widget, TextArea | TextInput)

    def _opens_nothing(self, event: Input) -> bool:
        """True for what is typed into a field, and for movements: held keys come by the dozen and wait for nothing."""
        if not isinstance(event, Key):
            return False
        focused = self._app.focused
        if focused is not None and focused.check_consume_key(event.key, event.character):
            return True
        command = self._app.catalogue.for_key(self._app.screen.name or "", event.key)
        return command is not None and command.repeats
