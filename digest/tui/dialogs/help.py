"""The keys of a screen, made of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from digest.config.language import tell
from digest.domain.message import msg
from digest.domain.text import matches
from digest.tui.commands.command import AnyCommand, called, shown_key
from digest.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

#: Cells for the keys of a line, and the least that its text gets.
_KEYS, _LEAST = 17, 20

#: Cells of a large dialog, of which at most nine tenths of the screen's (styles/digest.tcss), and of its border
#: and padding.
_WIDEST, _AROUND = 100, 6


class HelpDialog(ModalScreen[None]):
    """One text instead of a widget a line, so that it opens at once; its own keys close it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "back", ""),
        ("q,question_mark,f1,enter", "dismiss", ""),
        ("slash,ctrl+f", "find", ""),
        ("j,down", "scroll(1)", ""),
        ("k,up", "scroll(-1)", ""),
        ("g,home", "ends(-1)", ""),
        ("G,end", "ends(1)", ""),
        ("ctrl+d", "pages(0.5)", ""),
        ("ctrl+u", "pages(-0.5)", ""),
        ("space,pagedown", "pages(1)", ""),
        ("pageup", "pages(-1)", ""),
        ("tab,shift+tab", "nothing", ""),
    ]

    app: Program

    def __init__(self, screen_name: str) -> None:
        super().__init__()
        self._screen_name = screen_name
        # The cells that the text was made for.
        self._width = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog large"):
            yield Static(tell(msg("Keys of this screen (Esc closes, / filters)")), id="help-name", markup=False)
            yield LineInput(id="help-words", placeholder=tell(msg("A key, or words")), compact=True)
            with VerticalScroll(id="help-lines"):
                yield Static(id="help-text", markup=False)

    def on_mount(self) -> None:
        self._words.display = False
        self.set_focus(self._lines)
        # For the width that it will have: a text that comes later is laid out and painted once more.
        self._show(min(_WIDEST, self.app.size.width * 9 // 10) - _AROUND)

    def on_resize(self) -> None:
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if (width := self._lines.content_size.width) != self._width:
            self._show(width)

    def on_input_changed(self, _event: Input.Changed) -> None:
        self._show(self._width)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep what was found, to be scrolled."""
        event.stop()
        self.set_focus(self._lines)

    def action_find(self) -> None:
        """Narrow the lines as one types."""
        self._words.display = True
        self.set_focus(self._words)

    def action_back(self) -> None:
        """Out of the words first."""
        if self._words.display:
            self.set_focus(self._lines)
            self._words.display = False
            self._words.value = ""
        else:
            self.dismiss()

    def action_scroll(self, lines: int) -> None:
        self._lines.scroll_relative(y=lines, animate=False, immediate=True)

    def action_pages(self, pages: float) -> None:
        self._lines.scroll_relative(y=round(pages * self._lines.size.height), animate=False, immediate=True)

    def action_ends(self, towards: int) -> None:
        scroll = self._lines.scroll_home if towards < 0 else self._lines.scroll_end
        scroll(animate=False, immediate=True)

    def action_nothing(self) -> None:
        """There is one field, so Tab has nowhere to go."""

    def _show(self, cells: int) -> None:
        self._width = cells
        width = max(_LEAST, cells - _KEYS - 1)
        words = self._words.value.strip()
        parts: list[Content] = []
        for name, commands in self.app.catalogue.groups(self._screen_name):
            lines = [line for command in commands for line in self._command(command, words, width)]
            if lines:
                parts += [Content(""), Content.styled(tell(name), "bold $text-primary"), *lines]
        nothing = [Content(tell(msg("No key does that here.")))]
        self.query_one("#help-text", Static).update(Content("\n").join(parts[1:] or nothing))

    def _command(self, command: AnyCommand, words: str, width: int) -> list[Content]:
        """Keys and their effect; digits are named by category, those without one are left out."""
        keys = " ".join(shown_key(key) for key in command.keys)
        told = called(command, self.app.library.settings.categories.standing)
        if not keys or told is None:
            return []
        text = tell(told[1])
        if words and words not in keys.split() and not matches(words, f"{text} {tell(told[0])}"):
            return []
        first, *more = Content(text).wrap(width)
        gap = " " * max(1, _KEYS - cell_len(keys))
        return [Content.styled(keys, "bold") + gap + first, *(Content(" " * _KEYS) + line for line in more)]

    @property
    def _words(self) -> Input:
        return self.query_one(Input)

    @property
    def _lines(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)
