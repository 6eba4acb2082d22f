"""What the curator says of one feed, to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from digest.config.language import tell
from digest.domain.edition import Changes
from digest.domain.message import Message, msg
from digest.domain.url import masked
from digest.services.subscriptions import FeedOverview
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.line_input import LineInput

_FIELDS: tuple[tuple[str, Message], ...] = (
    ("title", msg("Title")),
    ("url", msg("Address")),
    ("category", msg("Category")),
    ("folder", msg("Folder")),
)


class FeedDialog(ModalScreen[Changes | None]):
    """Gives what was changed, None for nothing. Enter keeps it from whatever field, Esc leaves everything."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss(None)", ""),
        ("ctrl+s", "keep", ""),
        ("down", "app.focus_next", ""),
        ("up", "app.focus_previous", ""),
    ]

    def __init__(self, row: FeedOverview, categories: Sequence[str]) -> None:
        super().__init__()
        self._row = row
        # A secret in the address stays hidden; an address that is not touched is not changed.
        self._before = {name: masked(str(getattr(row.feed, name))) for name, _ in _FIELDS}
        self._categories = list(categories)

    def compose(self) -> ComposeResult:
        # The feed's own title shows where the curator has given none, so it is clear what an empty field means.
        placeholders = {"title": cell_text(self._row.state.title)}
        with Vertical(classes="dialog"):
            yield Static(Content.styled(cell_text(self._row.title), "bold"))
            for name, label in _FIELDS:
                yield Static(tell(label), markup=False, classes="field-label")
                suggester = SuggestFromList(self._categories, case_sensitive=False) if name == "category" else None
                yield LineInput(
                    self._before[name], placeholder=placeholders.get(name, ""), suggester=suggester, id=f"feed-{name}",
                    compact=True,
                )  # fmt: skip
            yield Static(tell(msg("⏎ keeps it · Tab next field · Esc leaves it")), markup=False, classes="hint")

    def on_mount(self) -> None:
        self.query_one("#feed-title", Input).focus()

    def on_input_submitted(self) -> None:
        self.action_keep()

    def action_keep(self) -> None:
        """Give back the fields that are different now."""
        now = {name: self.query_one(f"#feed-{name}", Input).value.strip() for name, _ in _FIELDS}
        self.dismiss({name: value for name, value in now.items() if value != self._before[name]})
