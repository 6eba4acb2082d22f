"""`digest config`: where the configuration is, what holds, and a first file with everything explained."""

from __future__ import annotations

import click

from digest.cli.lazy import Group
from digest.cli.session import Session, pass_session
from digest.config.language import tell, translated
from digest.config.paths import config_file
from digest.config.toml import example, in_force
from digest.domain.errors import UsageError
from digest.domain.message import msg
from digest.domain.system_errors import system_reason


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
    session.output.lines(in_force(session.app.settings, tell).splitlines())


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
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            file.chmod(0o600)
            stream.write(example(tell))
    except FileExistsError:
        raise UsageError(
            msg("{file} exists already.", file=str(file)), msg("Edit it; “digest config show” tells what holds.")
        ) from None
    except OSError as error:
        raise UsageError(
            msg("{file} cannot be written: {reason}.", file=str(file), reason=system_reason(error)),
            msg("Name another place with --config or DIGEST_CONFIG."),
        ) from None
    session.diagnostics.say(msg("Written: {file}", file=str(file)))
