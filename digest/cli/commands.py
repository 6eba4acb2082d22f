"""What all commands have in common, and a group that loads them by name.

So `digest --help` and cron import only what they use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from digest.config.language import tell, translated
from digest.domain.message import Message, msg
from digest.domain.text import lazy_pattern

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SURROGATE = lazy_pattern("[\ud800-\udfff]")  # what Python makes of bytes that are no UTF-8 (PEP 383)

#: Options that every command takes, before or behind its name: name → the session's attribute, and help.
_COMMON: Mapping[str, tuple[str, Message, Message]] = {
    "library": (
        "address",
        msg("DIR"),
        msg("The folder of the library (else DIGEST_LIBRARY, else the user's data folder)."),
    ),
    "config": (
        "config",
        msg("FILE"),
        msg("The configuration file (else DIGEST_CONFIG, else the user's config folder)."),
    ),
}


class _Explained(click.Command):
    """A command whose help ends with its arguments' values and examples, and completes them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": translated("[OPTIONS]"), **kwargs})
        self.params.extend(common_options())
        for param in self.params:
            param.shell_complete = partial(_completed, param)  # type: ignore[method-assign]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does; bytes that are no text are refused except in paths."""
        is_odd = any(map(_SURROGATE.search, args))
        rest = super().parse_args(ctx, args)
        if is_odd:
            from digest.cli.completing import path_kind

            for param in self.params:
                if not path_kind(param) and any(map(_SURROGATE.search, _texts(ctx.params.get(param.name or "")))):
                    raise click.BadParameter(translated("this is no text in UTF-8."), ctx, param)
        return rest

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The explanations, then the examples, then what the command itself has to add."""
        from digest.cli.explanations import ARGUMENTS, EXAMPLES

        path = " ".join(ctx.command_path.split()[1:])
        notes = dict.fromkeys(tell(ARGUMENTS[param.name]) for param in self.params if param.name in ARGUMENTS)
        if notes:
            formatter.write_paragraph()
            with formatter.indentation():
                for note in notes:
                    formatter.write_text(note)
        if examples := EXAMPLES.get(path):
            with formatter.section(translated("Examples")):
                formatter.write_dl([(line, tell(text)) for line, text in examples], col_max=36)
        super().format_epilog(ctx, formatter)


class Command(_Explained):
    """A command that also takes the common options."""


class Group(_Explained, click.Group):
    """A group whose own commands take the common options as well."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"subcommand_metavar": translated("COMMAND [ARGS]..."), **kwargs})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with all of its first sentence: click would cut it at the line's end."""
        with formatter.section(translated("Commands")):
            formatter.write_dl([(name, self.command_help(ctx, name)) for name in self.list_commands(ctx)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The group's commands with their effect; click would load each, and cut the sentences."""
        from click.shell_completion import CompletionItem

        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        commands = [CompletionItem(name, help=self.command_help(ctx, name)) for name in names]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but a mistyped command is answered with those that look like it."""
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            from difflib import get_close_matches

            told = translated("No such command {name!r}.").format(name=args[0])
            usual = [name for name in _OTHER_NAMES.get(args[0].lower(), ()) if name in names]
            if meant := usual or get_close_matches(args[0], names):
                told += " " + tell(msg("Did you mean: {names}?", names=", ".join(meant)))
            raise click.UsageError(told, ctx)
        return super().resolve_command(ctx, args)

    def command_help(self, ctx: click.Context, name: str) -> str:
        """What one of the group's commands does, in the active language."""
        command = self.get_command(ctx, name)
        return (command.help or "").partition("\n")[0] if command else ""


class LazyGroup(Group):
    """The top level. `lazy` maps a command's name to its module and its line in `--help`.

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

    def command_help(self, ctx: click.Context, name: str) -> str:
        """Out of the table: no command is imported for a list of them."""
        return tell(self._lazy[name][1])


#: What other programs call a command, and what it is called here.
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "delete": ("remove", "drop"),
    "del": ("remove", "drop"),
    "rm": ("remove", "drop"),
    "remove": ("drop",),
    "ls": ("list", "entries"),
    "new": ("add",),
}

#: The names of the options that every command takes.
COMMON_OPTIONS = frozenset({*_COMMON, "verbose", "help"})


def common_options() -> list[click.Parameter]:
    """Fresh --library, --config and --verbose options, which write into the context's session."""
    options: list[click.Parameter] = [
        click.Option(
            [f"--{name}"], metavar=tell(metavar), expose_value=False, callback=_note(attribute), help=tell(text)
        )
        for name, (attribute, metavar, text) in _COMMON.items()
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


def _texts(value: object) -> Iterator[str]:
    """The texts in a parameter's value, which may be given several times, or have several parts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)


def _note(attribute: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def note(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value and ctx.obj is not None:
            setattr(ctx.obj, attribute, value)

    return note


def _completed(param: click.Parameter, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
    from digest.cli.completing import completed

    return completed(ctx, param, incomplete)
