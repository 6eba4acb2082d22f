"""The keys of a screen, made of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from digest.config.language import tell
from digest.domain.message import msg
from digest.tui.commands.command import shown_key
from digest.tui.commands.picking import called

if TYPE_CHECKING:
    from digest.tui.app import DigestApp


class HelpDialog(ModalScreen[None]):
    """Any of the keys that opened it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,question_mark,f1,enter", "dismiss", "")]

    app: DigestApp

    def __init__(self, screen_name: str) -> None:
        super().__init__()
        self._screen_name = screen_name

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog large"):
            yield Static(Content.styled(tell(msg("Keys of this screen (Esc closes)")), "bold"), id="help-name")
            for keys, text in self._lines():
                with Horizontal(classes="help-line"):
                    yield Static(Content.styled(keys, "bold"), classes="help-keys", markup=False)
                    yield Static(Content(text), markup=False)

    def _lines(self) -> Iterator[tuple[str, str]]:
        """Keys and what they do. The digits are called by their categories; those that have none are left out."""
        standing = self.app.core.settings.categories.standing
        for command in self.app.catalogue.on(self._screen_name):
            keys = " ".join(shown_key(key) for key in command.keys)
            if keys and (words := called(command, standing)):
                yield keys, tell(words[1])

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
