"""Choose one of several things, narrowed by typing; typed text may itself be a choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.message import Message
from digest.domain.text import matches
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.line_input import LineInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """`label` is what is shown and searched, `value` what choosing it gives."""

    label: str
    value: T


class ChoiceDialog(ModalScreen[T | None]):
    """Returns the chosen value, or None; `typed` makes a choice of the typed text, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", ""),
        ("down", "move(1)", ""),
        ("up", "move(-1)", ""),
        ("pagedown", "move(10)", ""),
        ("pageup", "move(-10)", ""),
    ]

    def __init__(
        self, question: Message, choices: Sequence[Choice[T]], typed: Callable[[str], Choice[T] | None] = lambda _: None
    ) -> None:
        super().__init__()
        self._question = question
        self._choices = list(choices)
        self._typed = typed
        self._shown: list[Choice[T]] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(tell(self._question), markup=False)
            yield LineInput(id="choice-input", compact=True)
            yield OptionList(id="choice-list", markup=False, compact=True)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._show("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        place = self.query_one(OptionList).highlighted
        self.dismiss(self._shown[place].value if place is not None and self._shown else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index].value)

    def action_move(self, by: int) -> None:
        """Up and down while the words are being typed."""
        listed = self.query_one(OptionList)
        if self._shown:
            listed.highlighted = max(0, min(len(self._shown) - 1, (listed.highlighted or 0) + by))

    def fitting(self, words: str) -> list[Choice[T]]:
        """The choices that are offered for these words."""
        return [choice for choice in self._choices if not words.strip() or matches(words, choice.label)]

    def _show(self, words: str) -> None:
        fitting = self.fitting(words)
        further = self._typed(words.strip()) if words.strip() else None
        self._shown = [*fitting, *([further] if further else [])]
        listed = self.query_one(OptionList)
        listed.set_options(Option(Content(cell_text(choice.label))) for choice in self._shown)
        listed.highlighted = 0 if self._shown else None
