"""Keys in order: a key that opens a field has opened it before the next one is handled.

Textual hands each key to the widget that has the focus when the key arrives, whatever the key before it is about to
do. Over a slow line a word comes in one piece with the key that opens the field for it: its letters must not be
commands. While a text is open, what is typed goes into it, whatever else has taken the focus.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from unicodedata import category

from textual.events import Key, Paste
from textual.message import Message as TextualMessage
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input as TextInput

from digest.domain.message import Message, msg
from digest.tui.shell.work_screen import WorkScreen
from digest.tui.widgets.line_input import on_one_line

if TYPE_CHECKING:
    from digest.tui.commands.command import ShownCommand
    from digest.tui.shell.program import Program

Input: TypeAlias = Key | Paste

#: Keys that end a text that is being written.
_ENDS_TEXT = ("escape", "ctrl+s")

#: Seconds after which a key counts as handled even if its `KeyDone` never came back: none blocks the others for ever.
_LOST = 10.0

#: Seconds until a waiting key is tried again: by then the screen may be mounted, or the former key's widget removed.
_AGAIN = 0.03

#: Alt-B and Alt-F, as shells have them, and what Textual's fields call a word back and a word on.
_WORDWISE = {"b": "ctrl+left", "f": "ctrl+right"}

#: A key travels up from widget to widget, and so may a message that it causes: Enter in a list makes the list send
#: `Opened`, which the screen gets one round later.
_ROUNDS = 2


class _Sent(NamedTuple):
    """A key that is under way: to whom, on which screen, since when."""

    target: Widget
    screen: Screen[object]
    at: float

    def goes_on(self) -> bool:
        """False if nobody will report its end any more, as of a dialog that it has closed."""
        return self.target.is_attached and monotonic() - self.at < _LOST


class KeyDone(TextualMessage):
    """Sent after a key through the same widgets: all that wanted the key have had it by then."""

    def __init__(self, number: int, round_: int) -> None:
        super().__init__()
        self.number = number
        self.round = round_


class KeyQueue:
    """Sends a key on when the one before it is done, and what that has opened has the focus."""

    def __init__(self, app: Program, send: Callable[[Input], Awaitable[None]]) -> None:
        self._app = app
        self._send = send
        self._waiting: deque[Input] = deque()
        self._number = 0
        self._under_way: _Sent | None = None
        self._held = 0
        # What is typed until then is meant for a field that was refused, with these words.
        self._refused_until = 0.0
        self._refused: tuple[Message, ...] = ()
        #: When the last input came.
        self.last = 0.0
        #: When the input came that is handled now, however long it has waited.
        self.came = 0.0

    @property
    def is_idle(self) -> bool:
        """True if every key that has come is done."""
        return not self._waiting and not self._held and not (self._under_way and self._under_way.goes_on())

    async def take(self, event: Input) -> None:
        """An input has arrived."""
        self.last = monotonic()
        self._waiting += self.meant(event) if isinstance(event, Key) else [event]
        self._drop_refused()
        await self._go_on()

    def meant(self, event: Key) -> list[Key]:
        """The keys meant: Escape and a key may come as Alt with it; if unbound, both are meant.

        Alt-← and Alt-→ of a Macintosh come as Escape with b and f: while one writes they go on by a word.
        """
        key = event.key.removeprefix("alt+")
        if key == event.key or event.character is None or event.key in self._app.catalogue.bound:
            return [event]
        if key in _WORDWISE and self.in_field:
            return [Key(_WORDWISE[key], None)]
        return [Key("escape", "\x1b"), Key(key, event.character)]

    def press(self, key: str) -> None:
        """Run a key's command, if the screen has one; in a text only those marked `in_fields`."""
        command = self._command(key)
        if command is not None and (command.in_fields or not self.is_writing):
            self.run(command)

    def _command(self, key: str) -> ShownCommand | None:
        """What a key does on the screen, or in the dialog, that is shown."""
        by_screen = self._app.catalogue.by_screen
        return by_screen.get(self._app.screen.name or "", by_screen[""]).get(key)

    def run(self, command: ShownCommand) -> None:
        """Run a command on the screen that is shown, or say why it makes no sense now."""
        screen = self._app.screen
        if not isinstance(screen, WorkScreen) or screen.can_run(command):
            command.run(screen)
        else:
            said = screen.nothing_for(command)
            if command.writes:
                self.refuse(said)
            else:
                self._app.say(said)

    def refuse(self, *said: Message) -> None:
        """Say why a field does not open, and drop what is typed for it: text is no command.

        That is what waits and what comes in the same burst, up to the key that would have ended the text, or until
        another field is open.
        """
        if said:
            self._app.say(*said)
        self._refused, self._refused_until = said, monotonic() + self._app.timings.burst
        self._drop_refused()

    def hold(self) -> Callable[[], None]:
        """Hold all keys until the returned function is called: a field is being opened.

        If it never opens, the keys that wait for it are dropped with a sentence: none of them is a command.
        """

        def give_up() -> None:
            if self._waiting:
                self._waiting.clear()
                self.refuse(msg("The library took too long: what was typed meanwhile has been dropped."))

        return self._hold(self._app.timings.opening, give_up)

    def hold_while_saving(self) -> Callable[[], None]:
        """Hold all keys until a text is saved and closed; if that takes long, they go into the text."""
        return self._hold(self._app.timings.saving, lambda: None)

    def _hold(self, seconds: float, give_up: Callable[[], None]) -> Callable[[], None]:
        self._held += 1
        released = False

        def release() -> None:
            nonlocal released
            if not released:
                released = True
                timer.stop()
                self._held -= 1
                self._app.call_later(self._go_on)

        def too_long() -> None:
            if not released:
                give_up()
                release()

        timer = self._app.set_timer(seconds, too_long)
        return release

    def done(self, message: KeyDone) -> None:
        """A key has passed every widget; wait one more round for the messages that it caused."""
        if message.number == self._number and self._under_way is not None:
            self._follow(self._under_way, message.round + 1)

    def _drop_refused(self) -> None:
        if self.is_writing:
            # A field is open since, by the mouse say: what is typed is for that one.
            self._refused_until = 0.0
        kept: deque[Input] = deque()
        is_text = False
        while self._waiting and monotonic() < self._refused_until:
            event = self._waiting.popleft()
            if self._only_moves(event):
                kept.append(event)
            elif isinstance(event, Key) and event.key in _ENDS_TEXT:
                self._refused_until = 0.0
            else:
                is_text = True
                self._refused_until = monotonic() + self._app.timings.burst
        self._waiting.extendleft(reversed(kept))
        if is_text:
            self._app.say(*self._refused, msg("What you typed behind the key has been dropped."))

    def _only_moves(self, event: Input) -> bool:
        """True for arrows and the like: they do no harm, and are held down."""
        if not isinstance(event, Key) or event.character is not None:
            return False
        command = self._command(event.key)
        return command is not None and command.repeats

    async def _go_on(self) -> None:
        while self._waiting and not self._held:
            if self._under_way is not None and self._under_way.goes_on():
                self._app.set_timer(_AGAIN, self._go_on)
                return
            if not self._app.screen.is_mounted:
                # A key that closed a dialog before it is mounted would make it query widgets that do not exist yet.
                self._app.set_timer(_AGAIN, self._go_on)
                return
            self._lead_back()
            first, app = self._waiting.popleft(), self._app
            event, self.came = self._fitted(first), first.time
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
        # After the messages that the key has posted: a change of focus is one of them.
        self._app.call_later(self._settled, sent.screen)

    async def _settled(self, screen: Screen[object]) -> None:
        if self._waiting and self._app.focused is None and self._app.screen is not screen:
            self._app.screen.call_after_refresh(self._app.call_later, self._go_on)
        else:
            await self._go_on()

    def _fitted(self, event: Input) -> Input:
        """The input as its field can take it.

        Of a paste Textual's `Input` keeps only the first line, without a word. Of what is typed its fields take what
        Python calls printable: no no-break space, no joiner inside an emoji or a Persian word.
        """
        if isinstance(event, Key) and event.character is not None and self.in_field and _is_unseen(event.character):
            event = Paste(event.character)
        if isinstance(event, Paste) and isinstance(self._app.focused, TextInput):
            return Paste(on_one_line(event.text))
        return event

    def _lead_back(self) -> None:
        """Return the focus to the open text, if a click, an error or a pane took it."""
        screen = self._app.screen
        if isinstance(screen, WorkScreen):
            field = screen.open_field
        elif screen.focused is None:
            field = next((field for field in screen.query(TextInput) if field.display), None)
        else:
            field = None
        if field is not None and field.is_attached and screen.focused is not field:
            screen.set_focus(field)

    @property
    def in_field(self) -> bool:
        """True while the focus is in a field: keys are text, not commands."""
        return self._is_field(self._app.focused)

    @property
    def is_writing(self) -> bool:
        """True while a field is open, even if something else has taken the focus."""
        screen = self._app.screen
        return self.in_field or (isinstance(screen, WorkScreen) and screen.open_field is not None)

    @staticmethod
    def _is_field(widget: Widget | None) -> bool:
        if isinstance(widget, TextInput):
            return True
        # Not imported here: loading it takes a while. If the focus is in a TextArea, its module is loaded.
        area = getattr(sys.modules.get("textual.widgets._text_area"), "TextArea", None)
        return area is not None and isinstance(widget, area) and not widget.read_only

    def _opens_nothing(self, event: Input) -> bool:
        """True for what is typed into a field, and for movements, which come by the dozen.

        In a field the keys that move are no commands, and what is typed behind them waits for them.
        """
        if not isinstance(event, Key):
            return False
        focused = self._app.focused
        if focused is not None and focused.check_consume_key(event.key, event.character):
            return not getattr(self._app.screen, "answers_at_once", False)
        if self.in_field:
            return False
        command = self._command(event.key)
        return command is not None and command.repeats


def _is_unseen(character: str) -> bool:
    """True for a blank that is none of ASCII, or a character without width of its own."""
    return not character.isprintable() and category(character) in ("Zs", "Cf")
