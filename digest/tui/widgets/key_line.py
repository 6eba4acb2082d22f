"""The keys at the bottom: categories with digits, then this screen's keys; clickable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.events import Click

from digest.config.language import tell
from digest.domain.message import Message
from digest.tui.commands.command import ShownCommand, shown_key
from digest.tui.widgets.lines import OneLine

if TYPE_CHECKING:
    from digest.tui.shell.program import Program

_DIGITS = 9
_GAP = 2

#: A narrow terminal of the usual height has room for a second line of keys.
_NARROW, _HIGH = 100, 24


class KeyLine(OneLine):
    """Made of the catalogue, so that it is true after the user has changed keys."""

    app: Program

    def __init__(self) -> None:
        super().__init__(id="key-line")
        self._places: list[tuple[int, int, int, ShownCommand]] = []
        self._suggested = ""
        self._keys: Sequence[tuple[str, Message]] = ()
        self._pane = self._here = ""

    def on_mount(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def show_commands(self) -> None:
        """The keys of the catalogue: what fits, by importance; the help is always there."""
        self._keys = ()
        self.draw()

    def show_keys(self, keys: Sequence[tuple[str, Message]]) -> None:
        """Show the keys of an open field, whose letters are text; until `show_commands`."""
        self._keys = keys
        self.draw()

    def show_pane(self, pane: str, here: str = "") -> None:
        """Show the keys of a pane that has its own; those of the screen if `pane` is empty.

        `here` is the kind of line under the cursor: what another kind lacks is left out.
        """
        if (pane, here) != (self._pane, self._here):
            self._pane, self._here = pane, here
            self.draw()

    def rename(self, key: str, does: Message) -> None:
        """Another meaning for one of the keys of a field."""
        self._keys = [(one, does if one == key else meaning) for one, meaning in self._keys]
        self.draw()

    def draw(self) -> None:
        """Draw the same keys again, for another size, or if other commands make sense."""
        size = self.app.size
        lines = 2 if size.width < _NARROW and size.height >= _HIGH else 1
        self.set_class(lines == 2, "-two")
        content = Content("")
        self._places = []
        for key, does in self._keys:
            content += Content.styled(key, "bold") + Content(f" {tell(does)}   ")
        width = self.content_size.width or size.width
        for y, line in enumerate(() if self._keys else self._fitting(lines, width)):
            at = 0
            content += Content("\n" if y else "")
            for command, label in line:
                end = at + _size(command, label)
                self._places.append((y, at, end, command))
                style = "underline" if label == self._suggested else ""
                content += Content(" " * (_GAP if at else 0)) + Content.styled(shown_key(command.keys[0]), "bold")
                content += Content(" ") + Content.styled(label, style)
                at = end + _GAP
        self.update(content)

    def suggest(self, category: str) -> None:
        """Hint at the category that this curator's own picks make likely; empty for none."""
        if category != self._suggested:
            self._suggested = category
            self.draw()

    def on_click(self, event: Click) -> None:
        # Its coordinates are the widget's, padding included.
        place = event.get_content_offset(self)
        for y, start, end, command in self._places:
            if place is not None and place.y == y and start <= place.x < end:
                self.app.key_queue.run(command)

    def _fitting(self, lines: int, width: int) -> list[list[tuple[ShownCommand, str]]]:
        """Keys with their labels for each line; what does not fit on the last one is left out."""
        labels = self._labels()
        always = [shown for shown in labels if shown[0].id == "help"]
        kept = sum(_size(*shown) + _GAP for shown in always)
        made: list[list[tuple[ShownCommand, str]]] = [[]]
        at = 0
        for shown in labels:
            if shown in always:
                continue
            if at + _size(*shown) > width - (kept if len(made) == lines else 0):
                if len(made) == lines:
                    break
                made.append([])
                at = 0
            made[-1].append(shown)
            at += _size(*shown) + _GAP
        if at + kept - _GAP > width and len(made) < lines:
            made.append([])
        made[-1] += always
        return made

    def _labels(self) -> list[tuple[ShownCommand, str]]:
        name = self.screen.name or ""
        commands = self.app.catalogue.on(name)
        labels = []
        if self._pane:
            return self._of_pane(commands)
        if name == "inbox":
            standing = self.app.library.settings.categories.standing
            digits = [command for command in commands if command.id.startswith("category-")]
            labels = [(command, label) for command, label in zip(digits, standing[:_DIGITS], strict=False)]
        ranked = sorted((command for command in commands if command.footer), key=lambda command: command.footer)
        labels += [(command, tell(command.name_on.get(name, command.name))) for command in ranked]
        return [(command, text) for command, text in labels if command.keys]

    def _of_pane(self, commands: Sequence[ShownCommand]) -> list[tuple[ShownCommand, str]]:
        """By rank, without those that make no sense on the line under the cursor."""
        pane, screen = self._pane, self.screen
        works = [one for one in commands if one.keys and one.pane_ranks.get(pane) and one.enabled(screen)]
        works.sort(key=lambda command: command.pane_ranks[pane])
        return [(command, tell(command.name_on.get(pane, command.name))) for command in works]


def _size(command: ShownCommand, label: str) -> int:
    """Cells that a key with its label takes."""
    return cell_len(shown_key(command.keys[0])) + 1 + cell_len(label)
