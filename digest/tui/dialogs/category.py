"""Category by name: what is known, narrowed as one types, or a new label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.message import msg
from digest.domain.text import category_label, fold, matches, one_line
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from digest.tui.shell.program import Program


class CategoryDialog(ModalScreen[str | None]):
    """Returns the label chosen or typed, or None. A digit chooses that category at once.

    With `comment_follows` nothing is chosen but by Enter: a curator who begins to write the comment here must see that.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", ""),
        ("down", "move(1)", ""),
        ("up", "move(-1)", ""),
    ]

    app: Program

    def __init__(self, labels: Sequence[str], *, comment_follows: bool = False) -> None:
        super().__init__()
        #: A digit typed into the field may be the answer: what follows it is for whoever asked (`shell/key_queue.py`).
        self.answers_at_once = not comment_follows
        self._comment_follows = comment_follows
        self._labels = list(labels)
        self._shown: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            question = msg("Category: a number, a name, or a new label")
            if self._comment_follows:
                question = msg(
                    "First the category: a number, a name, or a new label. ⏎ takes it, then comes the comment."
                )
            yield Static(tell(question), markup=False)
            yield LineInput(id="category-input")
            yield OptionList(id="category-list", markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self._show("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        label = self._numbered(event.value)
        if label and not self._comment_follows:
            self.dismiss(label)
        else:
            self._show(event.value, [label] if label else None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        chosen = self.query_one(OptionList).highlighted
        typed = "" if self._numbered(event.value) else category_label(event.value)
        exact = next((label for label in self._labels if fold(label) == fold(typed)), "")
        if exact or (typed and not self._shown):
            self.dismiss(exact or typed)
        elif chosen is not None and self._shown:
            self.dismiss(self._shown[chosen])
        else:
            self.dismiss(None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])

    def action_leave(self) -> None:
        """Choose nothing; words that were meant as the comment are told, for they are kept nowhere."""
        words = one_line(self.query_one(Input).value)
        if self._comment_follows and words:
            self.app.say(msg("Not kept: “{text}”. First comes the category, then the comment.", text=words))
        self.dismiss(None)

    def action_move(self, by: int) -> None:
        listed = self.query_one(OptionList)
        (listed.action_cursor_down if by > 0 else listed.action_cursor_up)()

    def _numbered(self, words: str) -> str:
        """The label of a digit; empty for whatever else was typed."""
        is_number = len(words) == 1 and words in "123456789" and int(words) <= len(self._labels)
        return self._labels[int(words) - 1] if is_number else ""

    def _show(self, words: str, labels: list[str] | None = None) -> None:
        fitting = [label for label in self._labels if not words.strip() or matches(words, label)]
        self._shown = fitting if labels is None else labels
        listed = self.query_one(OptionList)
        listed.set_options(
            Option(Content(f"{self._labels.index(label) + 1}  {cell_text(label)}")) for label in self._shown
        )
        if self._shown:
            listed.highlighted = 0
        elif new := category_label(words):
            said = tell(msg("⏎ new label “{label}”", label=new))
            listed.set_options([Option(Content(cell_text(said)), disabled=True)])
