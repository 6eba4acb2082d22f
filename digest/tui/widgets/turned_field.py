"""What fields have in common whose value is not typed but turned on, by keys or a click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.events import Click, Key
from textual.widgets import Static


class TurnedField(Static, can_focus=True):
    """A field of one line. No letter is a command while it has the focus."""

    #: By how much a key turns the value on.
    turns: ClassVar[Mapping[str, int]] = {"space": 1}

    def on_mount(self) -> None:
        self._show()

    def on_key(self, event: Key) -> None:
        if event.key in self.turns:
            self._turn(self.turns[event.key])
        elif event.key == "enter":
            self._enter()
        elif not event.is_printable:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: Click) -> None:
        event.stop()
        self._turn(1)

    def _turn(self, by: int) -> None:
        raise NotImplementedError

    def _enter(self) -> None:
        raise NotImplementedError

    def _show(self) -> None:
        raise NotImplementedError
