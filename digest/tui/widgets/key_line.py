"""The line at the bottom: the categories with their digits, then the keys that matter on this screen; clickable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from digest.config.language import tell
from digest.domain.message import Message
from digest.tui.commands.command import Command, shown_key

if TYPE_CHECKING:
    from digest.tui.app import DigestApp

_DIGITS = 9


class KeyLine(Static):
    """Made of the catalogue, so that it is true after the user has changed keys."""

    app: DigestApp

    def __init__(self) -> None:
        super().__init__(id="key-line", markup=False)
        self._places: list[tuple[int, int, Command]] = []
        self._suggested = ""

    def on_mount(self) -> None:
        self.show_commands()

    def on_resize(self) -> None:
        self.show_commands()

    def show_commands(self) -> None:
        """Draw the line anew: what fits, by importance; the help is always there."""
        room = self.content_size.width or self.app.size.width
        labels = self._labels()
        always = [shown for shown in labels if shown[0].id == "help"]
        room -= sum(_size(*shown) for shown in always)
        fitting = []
        for shown in labels:
            if shown in always:
                continue
            room -= _size(*shown)
            if room < 0:
                break
            fitting.append(shown)
        content, at = Content(""), 0
        self._places = []
        for command, label in (*fitting, *always):
            self._places.append((at, at + _size(command, label), command))
            style = "underline" if label == self._suggested else ""
            content += Content.styled(shown_key(command.keys[0]), "bold") + Content(" ") + Content.styled(label, style)
            content += Content("  ")
            at += _size(command, label)
        self.update(content)

    def suggest(self, category: str) -> None:
        """Hint at the category that this curator's own picks make likely; empty for none."""
        if category != self._suggested:
            self._suggested = category
            self.show_commands()

    def show_keys(self, keys: Sequence[tuple[str, Message]]) -> None:
        """Keys of a field that is being written in, where those of the catalogue type."""
        self._places = []
        content = Content("")
        for key, label in keys:
            content += Content.styled(key, "bold") + Content(f" {tell(label)}   ")
        self.update(content)

    def on_click(self, event: Click) -> None:
        for start, end, command in self._places:
            if start <= event.x < end and command.enabled(self.screen):
                command.run(self.screen)

    def _labels(self) -> list[tuple[Command, str]]:
        name = self.screen.name or ""
        commands = self.app.catalogue.on(name)
        labels = []
        if name == "inbox":
            standing = self.app.core.settings.categories.standing
            digits = [command for command in commands if command.id.startswith("category-")]
            labels = [(command, label) for command, label in zip(digits, standing[:_DIGITS], strict=False)]
        ranked = sorted((command for command in commands if command.footer), key=lambda command: command.footer)
        return [(c, text) for c, text in labels if c.keys] + [(c, tell(c.name)) for c in ranked if c.keys]


def _size(command: Command, label: str) -> int:
    """Cells that a key with its label takes, with the gap behind it."""
    return cell_len(shown_key(command.keys[0])) + 1 + cell_len(label) + 2
