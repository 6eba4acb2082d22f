"""All commands by name, and the themes: Textual's palette, in the user's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets.option_list import Option

from digest.config.language import tell, translated
from digest.domain.message import Message, msg
from digest.tui.commands.command import called, shown_key

if TYPE_CHECKING:
    from digest.tui.shell.program import Program
    from digest.tui.shell.work_screen import WorkScreen


class Palette(CommandPalette):
    """The commands of the screen below; `App.get_system_commands` names them."""

    def __init__(self, placeholder: Message = msg("Search for a command …"), **options: object) -> None:  # noqa: B008
        super().__init__(placeholder=tell(placeholder), **options)  # type: ignore[arg-type]

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Textual says in English that there is nothing."""
        self._stop_no_matches_countdown()
        if search_value:
            self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, self._say_nothing)

    def _say_nothing(self) -> None:
        said = Content.styled(tell(msg("Nothing found.")), "not bold")
        self.query_one(CommandList).add_option(Option(said, disabled=True, id=self._NO_MATCHES))
        self._list_visible = True


def offered(app: Program, screen: WorkScreen) -> Iterator[SystemCommand]:
    """Every command of a screen that makes sense there now, by its name."""
    for command in app.catalogue.on(screen.name or ""):
        words = called(command, app.library.settings.categories.standing)
        if words and screen.can_run(command):
            keys = "".join(f"{shown_key(key)} · " for key in command.keys[:1])
            name = tell(words[0])
            yield SystemCommand(name[:1].upper() + name[1:], keys + tell(words[1]), lambda run=command.run: run(screen))


class Themes(Provider):
    """The themes by name, each told as light or dark; the present one is marked."""

    async def discover(self) -> Hits:
        for name, words, choose in self._all():
            yield DiscoveryHit(name, choose, help=words)

    async def search(self, query: str) -> Hits:
        """By name, "light" or "dark" in the user's language, and "now"."""
        matcher = self.matcher(query)
        for name, words, choose in self._all():
            if (score := max(matcher.match(name), matcher.match(words))) > 0:
                yield Hit(score, matcher.highlight(name), choose, help=words)

    def _all(self) -> Iterator[tuple[str, str, Callable[[], None]]]:
        for theme in sorted(self.app.available_themes.values(), key=attrgetter("name")):
            shade = translated("dark") if theme.dark else translated("light")
            in_use = translated("in use now")
            now = f" · {in_use}" if theme.name == self.app.theme else ""
            yield theme.name, shade + now, partial(setattr, self.app, "theme", theme.name)


def themes() -> Palette:
    """The palette of the themes."""
    return Palette(msg("Search for colours …"), providers=[Themes])
