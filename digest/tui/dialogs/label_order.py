"""The order of an edition's own labels, changed line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from digest.config.language import tell
from digest.domain.message import msg
from digest.tui.widgets.cells import cell_text


class LabelOrderDialog(ModalScreen[tuple[str, ...] | None]):
    """Returns the labels in their new order, () for that of first use, None for no change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss(None)", ""),
        ("j", "go(1)", ""),
        ("k", "go(-1)", ""),
        ("J,alt+down", "move(1)", ""),
        ("K,alt+up", "move(-1)", ""),
        ("0", "as_used", ""),
    ]

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        self._labels = list(labels)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(tell(msg("Order of your own labels in this edition")), markup=False)
            yield OptionList(id="label-list", markup=False, compact=True)
            yield Static(
                tell(msg("J K move the label · ⏎ keeps the order · 0 as first used · Esc leaves")),
                markup=False,
                classes="hint",
            )

    def on_mount(self) -> None:
        self._show(0)
        self._list.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(tuple(self._labels))

    def action_go(self, by: int) -> None:
        """To another label."""
        (self._list.action_cursor_down if by > 0 else self._list.action_cursor_up)()

    def action_move(self, by: int) -> None:
        """The label one line down, or up; at the end it stays."""
        here = self._list.highlighted or 0
        there = max(0, min(len(self._labels) - 1, here + by))
        self._labels.insert(there, self._labels.pop(here))
        self._show(there)

    def action_as_used(self) -> None:
        """Back to the order in which the labels were first used."""
        self.dismiss(())

    def _show(self, place: int) -> None:
        self._list.set_options(Option(Content(cell_text(label))) for label in self._labels)
        self._list.highlighted = place

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)
