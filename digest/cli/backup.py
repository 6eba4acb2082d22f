"""`digest backup`: the whole library in one file."""

from __future__ import annotations

import click

from digest.cli.commands import Command
from digest.cli.session import Session, pass_session
from digest.config.language import translated
from digest.config.user_files import file_for


@click.command(
    "backup", cls=Command, help=translated("Write the whole library into one file (a ZIP of JSON), at any time.")
)
@click.argument("file", metavar=translated("FILE"))
@pass_session
def command(session: Session, file: str) -> None:
    """Write it, read it back, and say what it holds."""
    library = session.library
    target = file_for(file, f"digest-{library.clock():%Y-%m-%d}.zip")
    session.diagnostics.say(library.upkeep.back_up(target).told(target))
