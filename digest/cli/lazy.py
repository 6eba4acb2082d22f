"""Commands that are loaded by name, so that `digest --help` and a cron job import only what they use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click

from digest.config.language import tell, translated
from digest.domain.message import Message, msg

#: Options that every command takes, before or behind its name: name → help.
_COMMON: Mapping[str, tuple[Message, Message]] = {
    "library": (msg("DIR"), msg("The folder of the library (else DIGEST_LIBRARY, else the user's data folder).")),
    "config": (msg("FILE"), msg("The configuration file (else DIGEST_CONFIG, else the user's config folder).")),
}


class Command(click.Command):
    """A command that also takes the common options."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": translated("[OPTIONS]"), **kwargs})
        self.params.extend(common_options())


class Group(click.Group):
    """A group whose own commands take the common options as well."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        words = {"options_metavar": translated("[OPTIONS]"), "subcommand_metavar": translated("COMMAND [ARGS]...")}
        super().__init__(*args, **{**words, **kwargs})
        self.params.extend(common_options())


class LazyGroup(Group):
    """The top level. `lazy` maps a command's name to its module and the one line that `--help` shows for it.

    The module holds the command under the attribute `command`.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, Message]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table, which is the order of a month's work."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazy:
            return None
        command = import_module(self._lazy[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list without importing a single command."""
        with formatter.section(translated("Commands")):
            formatter.write_dl([(name, tell(text)) for name, (_, text) in self._lazy.items()])


def common_options() -> list[click.Parameter]:
    """Fresh --library, --config and --verbose options, which write into the context's session."""
    options: list[click.Parameter] = [
        click.Option([f"--{name}"], metavar=tell(metavar), expose_value=False, callback=_note(name), help=tell(text))
        for name, (metavar, text) in _COMMON.items()
    ]
    options.append(
        click.Option(
            ["--verbose"],
            is_flag=True,
            expose_value=False,
            callback=_note("verbose"),
            help=translated("Tell more on the error channel; an internal error with its particulars."),
        )
    )
    return options


def _note(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def note(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value and ctx.obj is not None:
            setattr(ctx.obj, name, value)

    return note
