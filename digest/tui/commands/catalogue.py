"""All commands with the user's keys; impossible or duplicate keys are errors at start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast

from digest.domain.errors import ConfigError
from digest.domain.message import Message, msg
from digest.tui.commands.command import AnyCommand, ShownCommand
from digest.tui.commands.key_names import key_name
from digest.tui.edition import edition_commands
from digest.tui.feeds import feeds_commands
from digest.tui.inbox import picking_commands, triage_commands
from digest.tui.search import search_commands
from digest.tui.shell import moving_commands, navigation_commands, program_commands

# A terminal sends these as Tab, Enter, Backspace and line feed; nothing can tell them apart.
_IMPOSSIBLE = frozenset({"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j"})

#: Every command in the order of the help.
ALL: tuple[AnyCommand, ...] = (
    *moving_commands.COMMANDS,
    *picking_commands.COMMANDS,
    *triage_commands.COMMANDS,
    *search_commands.COMMANDS,
    *edition_commands.COMMANDS,
    *navigation_commands.COMMANDS,
    *feeds_commands.COMMANDS,
    *program_commands.COMMANDS,
)


class CommandGroup(NamedTuple):
    """A group of commands in the help. `home` is the screen that lists it first."""

    name: Message
    commands: tuple[AnyCommand, ...]
    home: str = ""


#: The groups of the help; movements, which everybody finds, come last.
GROUPS: tuple[CommandGroup, ...] = (
    CommandGroup(msg("Picking"), picking_commands.COMMANDS, "inbox"),
    CommandGroup(msg("Going through entries"), triage_commands.COMMANDS, "inbox"),
    CommandGroup(msg("Finding"), search_commands.COMMANDS, "inbox"),
    CommandGroup(msg("The edition"), edition_commands.COMMANDS, "edition"),
    CommandGroup(msg("The feeds"), feeds_commands.COMMANDS, "feeds"),
    CommandGroup(msg("Other screens"), navigation_commands.COMMANDS),
    CommandGroup(msg("The program"), program_commands.COMMANDS),
    CommandGroup(msg("Moving"), moving_commands.COMMANDS),
)


class Catalogue:
    """The commands and their keys; `keys` is [keys]: id → keys, separated by commas.

    Raises ConfigError for an unknown id, an impossible key, or a key with two meanings on one screen.
    """

    def __init__(self, keys: Mapping[str, str], commands: Iterable[AnyCommand] = ALL) -> None:
        known = {command.id: command for command in commands}
        for command_id in keys:
            if command_id not in known:
                raise ConfigError(
                    msg("keys.{id}: there is no such command.", id=command_id),
                    msg("“digest keys” lists the commands with their ids."),
                )
        changed = (
            command._replace(keys=_keys(command.id, keys[command.id])) if command.id in keys else command
            for command in known.values()
        )
        # Each screen is given its own commands only, which mypy cannot know.
        self.commands = cast("tuple[ShownCommand, ...]", tuple(changed))
        anywhere = {key: command for command in self.commands if command.anywhere for key in command.keys}
        by_screen: dict[str, dict[str, ShownCommand]] = {}
        for command in self.commands:
            for screen in command.screens:
                for key in command.keys:
                    _bind(by_screen.setdefault(screen, {}), key, command)
        #: Every key that does something somewhere.
        self.bound = frozenset(key for keys_there in by_screen.values() for key in keys_there)
        #: What each key does on a screen. "" are dialogs, and screens without commands of their own.
        self.by_screen = {"": anywhere, **{name: {**anywhere, **there} for name, there in by_screen.items()}}

    def on(self, screen: str) -> list[ShownCommand]:
        """The commands of a screen, in the order of the help."""
        return [command for command in self.commands if screen in command.screens]

    def groups(self, screen: str) -> list[tuple[Message, list[ShownCommand]]]:
        """A screen's groups in its help: its own first, without empty ones."""
        ids = [(group, {command.id for command in group.commands}) for group in GROUPS]
        ids.sort(key=lambda pair: pair[0].home != screen)
        groups = [(group.name, [one for one in self.on(screen) if one.id in known]) for group, known in ids]
        return [(name, commands) for name, commands in groups if commands]


def _bind(bound: dict[str, ShownCommand], key: str, command: ShownCommand) -> None:
    other = bound.setdefault(key, command)
    if other is not command:
        raise ConfigError(
            msg("keys: {key} is bound twice: to {one} and to {other}.", key=key, one=other.id, other=command.id),
            msg("Give one of them another key under [keys] in the configuration."),
        )


def _keys(command_id: str, text: str) -> tuple[str, ...]:
    keys = []
    for written in text.split(","):
        if not written.strip():
            continue
        key = key_name(written.strip())
        if key is None:
            raise ConfigError(
                msg("keys.{id}: “{key}” is no key.", id=command_id, key=written.strip()),
                msg("Keys are written like these: x, X, ?, ctrl+d, alt+up, pagedown, f1, comma."),
            )
        if key in _IMPOSSIBLE:
            raise ConfigError(
                msg("keys.{id}: a terminal cannot tell {key} from another key.", id=command_id, key=key),
                msg("Ctrl-I, Ctrl-M, Ctrl-H and Ctrl-J are Tab, Enter, Backspace and line feed: choose another."),
            )
        keys.append(key)
    return tuple(keys)
