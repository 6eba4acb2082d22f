"""Ignoring a remark of the check, with a reason: for one pick, or in every edition."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from digest.config.language import tell
from digest.domain.message import msg
from digest.domain.preflight.remark import Remark
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.choice_field import ChoiceField
from digest.tui.widgets.line_input import LineInput

_PICK, _ALL = "pick", "all"


class Ignored(NamedTuple):
    """Why a remark does not count, and whether it never does, for whatever pick."""

    reason: str
    everywhere: bool


class IgnoreDialog(ModalScreen[Ignored | None]):
    """Returns the reason; ignoring a rule in every edition needs one, for colleagues."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", ""),
        ("tab,shift+tab,up,down", "other", ""),
    ]

    def __init__(self, remark: Remark) -> None:
        super().__init__()
        self._remark = remark

    def compose(self) -> ComposeResult:
        choices = [(_PICK, tell(msg("for this pick alone")))] if self._remark.place.pick_id else []
        choices.append((_ALL, tell(msg("in every edition (written into the configuration)"))))
        with Vertical(classes="dialog"):
            yield Static(Content.styled(tell(msg("Ignore this remark")), "bold"), markup=False)
            yield Static(Content(cell_text(tell(self._remark.message))), markup=False)
            yield Static(tell(msg("Reason")), markup=False, classes="field-label")
            yield LineInput(id="ignore-reason", placeholder=tell(msg("such as: a classic")), compact=True)
            yield ChoiceField(choices, choices[0][0], id="ignore-where")
            yield Static(id="ignore-said", markup=False, classes="said")
            yield Static(
                tell(msg("⏎ ignores it · Tab and ␣ choose where · Esc leaves it")), markup=False, classes="hint"
            )

    def on_mount(self) -> None:
        self.query_one("#ignore-said").display = False
        self.set_focus(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._keep()

    def on_choice_field_entered(self, event: ChoiceField.Entered) -> None:
        event.stop()
        self._keep()

    def action_other(self) -> None:
        """To the other field."""
        field, choice = self.query_one(Input), self.query_one(ChoiceField)
        self.set_focus(choice if self.focused is field else field)

    def _keep(self) -> None:
        reason = self.query_one(Input).value.strip()
        everywhere = self.query_one(ChoiceField).value == _ALL
        if everywhere and not reason:
            said = self.query_one("#ignore-said", Static)
            said.display = True
            said.update(Content(tell(msg("What is ignored in every edition needs a reason."))))
            self.set_focus(self.query_one(Input))
            return
        self.dismiss(Ignored(reason, everywhere))
