"""`digest config`: the file's path, the settings in force, a first file; set and unset."""

from __future__ import annotations

import os

import click

from digest.cli.commands import Group
from digest.cli.session import Session, pass_session
from digest.config.language import tell, translated
from digest.config.paths import config_file
from digest.config.toml import example, in_force
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.services.configuration import Configuration


@click.group("config", cls=Group, invoke_without_command=True, help=translated("Show or write the configuration."))
@click.pass_context
def command(ctx: click.Context) -> None:
    """Without a word behind it: show."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@command.command("show", help=translated("The settings that hold, explained; secrets are masked."))
@pass_session
def show(session: Session) -> None:
    """Print them as TOML."""
    session.output.lines(in_force(session.library.settings, tell).splitlines())


@command.command("path", help=translated("Where the configuration file is, or would be."))
@pass_session
def path(session: Session) -> None:
    """Print it, whether it exists or not."""
    session.output.line(str(config_file(session.config, session.environ)))


@command.command("init", help=translated("Write a configuration file with every default explained; never over one."))
@pass_session
def init(session: Session) -> None:
    """Create the file, 0600 as it may come to hold passwords."""
    file = config_file(session.config, session.environ)
    if os.path.lexists(file):
        raise UsageError(
            msg("{file} exists already.", file=str(file)), msg("Edit it; “digest config show” tells what holds.")
        )
    Configuration(file, session.environ).write(None, example(tell).encode())
    session.diagnostics.say(msg("Written: {file}", file=str(file)))


@command.command(
    "set", help=translated("Write a setting into the configuration file; comments and all else in it stay as they are.")
)
@click.argument("key", metavar=translated("KEY"))
@click.argument("value", metavar=translated("VALUE"))
@pass_session
def set_(session: Session, key: str, value: str) -> None:
    """Change one setting; a list is written with commas."""
    _change(session, key, value)


@command.command("unset", help=translated("Take a setting out of the configuration file; then its default holds."))
@click.argument("key", metavar=translated("KEY"))
@pass_session
def unset(session: Session, key: str) -> None:
    """Its line stays as a comment."""
    _change(session, key, None)


def _change(session: Session, key: str, value: str | None) -> None:
    configuration = Configuration(config_file(session.config, session.environ), session.environ)
    written = configuration.change({key: value}, configuration.read())
    if written is None:
        session.diagnostics.say(msg("Nothing changed."))
    else:
        session.diagnostics.say(msg("Written: {file}", file=str(configuration.file)))
