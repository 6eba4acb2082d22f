"""What the curator says of one feed, to be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from digest.domain.secrets import masked
from digest.services.feeds.feed_overview import FeedOverview
from digest.tui.widgets.cells import cell_text
from digest.tui.widgets.line_input import LineInput

_FIELDS: tuple[tuple[str, Message], ...] = (
    ("title", msg("Title")),
    ("url", msg("Address")),
    ("category", msg("Category")),
    ("folder", msg("Folder")),
)


class FeedDialog(ModalScreen[None]):
    """Enter keeps what was changed, from whatever field, Esc leaves everything.

    It stays open until that is kept: what cannot be is told here, beside what was typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "dismiss", ""),
        ("ctrl+s", "keep", ""),
        ("down", "app.focus_next", ""),
        ("up", "app.focus_previous", ""),
    ]

    def __init__(self, row: FeedOverview, categories: Sequence[str], keep: Callable[[Changes], None]) -> None:
        """`keep` gets the changes; it dismisses the dialog, or shows an error (`tell_failure`)."""
        super().__init__()
        self._row = row
        self._keep = keep
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
            yield Static(id="feed-said", markup=False, classes="said")
            yield Static(tell(msg("⏎ keeps it · Tab next field · Esc leaves it")), markup=False, classes="hint")

    def on_mount(self) -> None:
        self.query_one("#feed-said").display = False
        self.set_focus(self.query_one("#feed-title"))

    def on_input_submitted(self) -> None:
        self.action_keep()

    def action_keep(self) -> None:
        """Keep the fields that are different now."""
        now = {name: self.query_one(f"#feed-{name}", Input).value.strip() for name, _ in _FIELDS}
        changes = {name: value for name, value in now.items() if value != self._before[name]}
        if changes:
            self._keep(changes)
        else:
            self.dismiss()

    def tell_failure(self, said: Message) -> None:
        """Say why it is not kept; everything stands as it was typed."""
        line = self.query_one("#feed-said", Static)
        line.display = True
        line.update(Content(cell_text(tell(said))))
