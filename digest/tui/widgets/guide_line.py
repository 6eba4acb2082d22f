"""The hint below the top line that leads a newcomer through the demo."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from digest.config.language import tell
from digest.domain.message import Message


class GuideLine(Static):
    """The line of hints; only in a guided interface."""

    def __init__(self) -> None:
        super().__init__(id="guide-line", markup=False)
        self.display = False

    def show(self, hint: Message) -> None:
        """Show a hint."""
        self.display = True
        self.screen.add_class("-guided")
        self.update(Content.styled("→ ", "bold") + Content(tell(hint)))
