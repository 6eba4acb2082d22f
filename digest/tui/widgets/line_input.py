"""A field of one line, with its own undo."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widgets import Input

from digest.domain.text import lazy_pattern

#: Steps kept; the oldest go first.
_MOST = 200


#: What is no sign but steers a terminal; ends of lines are taken before.
_CONTROL = lazy_pattern(r"[\x00-\x1f\x7f-\x9f]+")


def on_one_line(text: str) -> str:
    """Pasted text on one line: line ends, tabs and control characters become blanks."""
    lines = text.splitlines()
    joined = " ".join(filter(None, map(str.strip, lines))) if len(lines) > 1 else text.rstrip("\r\n")
    return _CONTROL.sub(" ", joined)


class LineInput(Input):
    """Ctrl-Z takes back what was typed here, word by word, and Ctrl-Y types it again."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+z", "undo", ""), ("ctrl+y", "redo", "")]

    def __init__(self, *args: Any, **options: Any) -> None:
        self._before: list[str] = []
        self._after: list[str] = []
        self._is_stepping = self._is_typing = False
        super().__init__(*args, **options)

    def on_mount(self) -> None:
        """What stands here at first is no step."""
        self._before.clear()

    def watch_value(self, old: str, new: str) -> None:
        """Remember what stood here; the letters of one word are one step."""
        if self._is_stepping or old == new:
            return
        self._after.clear()
        types = len(new) == len(old) + 1
        if not (types and self._is_typing) or old[-1:].isspace():
            self._before.append(old)
            del self._before[:-_MOST]
        self._is_typing = types

    def action_paste(self) -> None:
        """Ctrl-V: what was copied in the program."""
        self.replace(on_one_line(self.app.clipboard), *self.selection)

    def action_undo(self) -> None:
        """Back to what stood here before the last word or deletion."""
        self._step(self._before, self._after)

    def action_redo(self) -> None:
        """Forth to what was taken back last."""
        self._step(self._after, self._before)

    def _step(self, there: list[str], back: list[str]) -> None:
        if not there:
            return
        back.append(self.value)
        self._is_stepping = True
        self.value = there.pop()
        self._is_stepping = self._is_typing = False
        self.cursor_position = len(self.value)
