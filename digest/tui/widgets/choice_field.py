"""A field that holds one of a few values: the space bar and the arrows change it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.message import Message

from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.turned_field import TurnedField


class ChoiceField(TurnedField):
    """Shows the words of the value it holds between arrows."""

    turns: ClassVar = {"left": -1, "space": 1, "right": 1}

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

    def _turn(self, by: int) -> None:
        self._at = (self._at + by) % len(self._choices)
        self._show()
        self.post_message(self.Changed())

    def _enter(self) -> None:
        self.post_message(self.Entered())

    def _show(self) -> None:
        self.update(Content(f"◂ {cell_text(self._choices[self._at][1])} ▸"))
