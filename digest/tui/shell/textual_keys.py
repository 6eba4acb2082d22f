"""What the keys do that Textual binds by itself: Ctrl-P, Ctrl-C and Ctrl-Q."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

if TYPE_CHECKING:
    from digest.tui.shell.navigation import Going


class TextualKeys(App[None]):
    """The actions of these keys; `go` does them."""

    go: Going

    def action_command_palette(self) -> None:
        """Ctrl-P, which works in a field as well."""
        self.go.palette()

    def action_help_quit(self) -> None:
        """Ctrl-C, if nothing is selected to be copied: say what quits. Textual's own sentence is English."""
        self.go.tell_how_to_quit()

    async def action_quit(self) -> None:
        """Ctrl-Q, which works anywhere but in a field: there it would end a text in the middle."""
        self.go.quit()
