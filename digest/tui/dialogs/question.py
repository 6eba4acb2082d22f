"""A question with yes and no, for the few things that undo alone does not make harmless."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from digest.config.language import tell
from digest.domain.message import Message, msg


class QuestionDialog(ModalScreen[bool]):
    """Gives True for yes. Enter takes the button that has the focus: yes at first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n,q", "dismiss(False)", ""),
        ("y,j", "dismiss(True)", ""),
        ("left,right", "app.focus_next", ""),
    ]

    def __init__(self, question: Message) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog question"):
            yield Static(Content(tell(self._question)), markup=False)
            with Horizontal(classes="buttons"):
                yield Button(Content(tell(msg("Yes (y)"))), id="yes", variant="primary", compact=True)
                yield Button(Content(tell(msg("No (n)"))), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#yes").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
