"""What the keys do that Textual binds by itself: Ctrl-P, Ctrl-C, Ctrl-X and Ctrl-Q."""

from __future__ import annotations

from digest.domain.message import msg
from digest.tui.shell.later_styles import LaterStyles

#: Characters of what was copied that are shown.
_SHOWN = 60


class TextualKeys(LaterStyles):
    """The actions of these keys; `go` does them, `toasts` says what was done."""

    def copy_to_clipboard(self, text: str) -> None:
        """Ctrl-C and Ctrl-X on what is selected, wherever that is; Textual says nothing of it."""
        self.send_to_clipboard(text)
        self.toasts.say([msg("Copied through the terminal: {text}", text=_short(text))])

    def action_command_palette(self) -> None:
        """Ctrl-P, which works in a field as well."""
        self.navigation.palette()

    def action_help_quit(self) -> None:
        """Ctrl-C without a selection: say which key quits. Textual's own sentence is English."""
        self.navigation.tell_how_to_quit()

    async def action_quit(self) -> None:
        """Ctrl-Q, which works anywhere but in a field: there it would end a text in the middle."""
        self.navigation.quit()


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
