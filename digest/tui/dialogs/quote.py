"""The sentences of a text, to be marked one by one for a quotation."""

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
from digest.domain.quotable_sentences import quoted
from digest.tui.widgets.cells import cell_text


class QuoteDialog(ModalScreen[str | None]):
    """Gives the marked sentences as one text; without any the one under the cursor."""

    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss(None)", ""),
        ("j,down", "move(1)", ""),
        ("k,up", "move(-1)", ""),
        ("pagedown", "move(10)", ""),
        ("pageup", "move(-10)", ""),
        ("space", "mark", ""),
        ("Q", "mark", ""),
        ("enter", "take", ""),
        ("tab,shift+tab", "nothing", ""),
    ]

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__()
        self._sentences = list(found)
        self._marked: set[int] = set()

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog large quote"):
            yield Static(tell(msg("Which sentences are quoted?")), markup=False)
            yield OptionList(id="quote-list", markup=False, compact=True)
            yield Static(
                tell(msg("␣ or Q marks and goes on · ⏎ puts it into the pick's quotation · Esc leaves")),
                markup=False,
                classes="hint",
            )

    def on_mount(self) -> None:
        listed = self.query_one(OptionList)
        listed.can_focus = False
        listed.set_options(Option(self._line(number)) for number in range(len(self._sentences)))
        listed.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click marks."""
        event.stop()
        self._toggle(event.option_index)

    def action_move(self, by: int) -> None:
        """To another sentence."""
        listed = self.query_one(OptionList)
        listed.highlighted = max(0, min(len(self._sentences) - 1, (listed.highlighted or 0) + by))

    def action_mark(self) -> None:
        """Mark the sentence, or no longer, and go on to the next."""
        self._toggle(self.query_one(OptionList).highlighted or 0)
        self.action_move(1)

    def action_take(self) -> None:
        """What is marked."""
        chosen = sorted(self._marked) or [self.query_one(OptionList).highlighted or 0]
        self.dismiss(quoted(chosen, self._sentences))

    def action_nothing(self) -> None:
        """There is one list, so Tab has nowhere to go."""

    def _toggle(self, number: int) -> None:
        self._marked ^= {number}
        self.query_one(OptionList).replace_option_prompt_at_index(number, self._line(number))

    def _line(self, number: int) -> Content:
        mark = "✓ " if number in self._marked else "  "
        return Content(mark + cell_text(self._sentences[number]))
