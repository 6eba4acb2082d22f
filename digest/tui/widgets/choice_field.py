"""A field that holds one of a few values: the space bar and the arrows change it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.widgets import Static

from digest.tui.widgets.cells import cell_text

_BACK, _ON = ("left",), ("space", "right")


class ChoiceField(Static, can_focus=True):
    """Shows the words of the value it holds between arrows. Letters do nothing here."""

    class Changed(Message):
        """Another value was chosen."""

    class Entered(Message):
        """Enter was pressed."""

    def __init__(self, choices: Sequence[tuple[str, str]], value: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        """`choices` are values with their words; a `value` that is not among them stands first."""
        known = [one for one, _ in choices]
        super().__init__(id=id, classes="choice-field", markup=False)
        self._choices = list(choices) if value in known else [(value, value), *choices]
        self._at = [one for one, _ in self._choices].index(value)

    @property
    def value(self) -> str:
        """The value that is chosen."""
        return self._choices[self._at][0]

    def on_mount(self) -> None:
        self._show()

    def on_key(self, event: Key) -> None:
        if event.key in _BACK + _ON:
            self._turn(-1 if event.key in _BACK else 1)
        elif event.key == "enter":
            self.post_message(self.Entered())
        elif not event.is_printable:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: Click) -> None:
        event.stop()
        self._turn(1)

    def _turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._choices)
        self._show()
        self.post_message(self.Changed())

    def _show(self) -> None:
        self.update(Content(f"◂ {cell_text(self._choices[self._at][1])} ▸"))
